using System.Globalization;
using System.Text;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Schemas;

/// <summary>JSON pointers (RFC 6901), as text and in the fragment of an address.</summary>
internal static class JsonPointer
{
    /// <summary>A pointer with one more name or place.</summary>
    public static string Append(string pointer, string token) =>
        $"{pointer}/{(token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token)}";

    /// <summary>A pointer with one more place.</summary>
    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The names and places of a pointer in a fragment: percent signs and tildes undone. Null when it is no pointer.</summary>
    public static string[]? Tokens(string fragment)
    {
        var pointer = Unescape(fragment);
        if (pointer.Length == 0)
            return [];
        if (pointer[0] != '/')
            return null;
        var tokens = pointer[1..].Split('/');
        for (var index = 0; index < tokens.Length; index++)
            tokens[index] = tokens[index].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return tokens;
    }

    /// <summary>The member or item of a value; null when there is none.</summary>
    public static DataValue? Step(DataValue value, string token) => value switch
    {
        DataObject members => members.Find(token),
        DataList list when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < list.Items.Count && (token.Length == 1 || token[0] != '0') => list.Items[index],
        _ => null,
    };

    /// <summary>Undoes percent signs.</summary>
    public static string Unescape(string fragment)
    {
        if (!fragment.Contains('%'))
            return fragment;
        var bytes = new List<byte>(fragment.Length);
        for (var at = 0; at < fragment.Length; at++)
        {
            if (fragment[at] == '%' && at + 2 < fragment.Length
                && byte.TryParse(fragment.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                bytes.Add(code);
                at += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(fragment[at].ToString()));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
