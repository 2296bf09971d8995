namespace Verifiers.Code.Assertions;

/// <summary>What a test's set-up text binds, where it does nothing but import.</summary>
internal static class SetUpText
{
    /// <summary>The names that it binds; null when it does more than import (a star binds unknown names, and is more).</summary>
    public static IReadOnlySet<string>? ImportedNames(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var line = new List<string>();
        foreach (var token in PythonTokens.Read(text))
        {
            if (token.Kind != PythonTokenKind.LineEnd && token.In(text) is not ";")
            {
                line.Add(token.In(text).ToString());
                continue;
            }
            if (!ReadLine(line, names))
                return null;
            line.Clear();
        }
        return line.Count == 0 ? names : null;
    }

    private static bool ReadLine(List<string> line, HashSet<string> names)
    {
        var start = line is ["from", ..] ? line.IndexOf("import") : line is ["import", ..] ? 0 : line.Count == 0 ? -2 : -1;
        if (start < 0)
            return start == -2;
        var items = line[(start + 1)..];
        items.RemoveAll(word => word is "(" or ")");
        while (items.Count > 0)
        {
            var end = items.IndexOf(",") is var comma and >= 0 ? comma : items.Count;
            if (end == 0 || items[0] is "*")
                return false;
            var isRenamed = end >= 2 && items[end - 2] == "as";
            names.Add(isRenamed ? items[end - 1] : items[0]);
            items.RemoveRange(0, Math.Min(end + 1, items.Count));
        }
        return true;
    }
}
