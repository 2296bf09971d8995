using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Schemas;

/// <summary>The formats of JSON Schema that can be decided by looking at the text. One that is not known here is met by every text.</summary>
internal static class Formats
{
    private const int MaxAddress = 254;
    private const int MaxLabel = 63;
    private const string UriCharacters = @"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}";

    private static readonly Regex DateForm = Linear("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static readonly Regex TimeForm = Linear(@"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static readonly Regex Duration = Linear(
        "P([0-9]+W|([0-9]+Y([0-9]+M([0-9]+D)?)?|[0-9]+M([0-9]+D)?|[0-9]+D)?(T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S))?)");
    private static readonly Regex QuotedLocal = Linear("\"([^\"\\\\\\x00-\\x1f\\x7f]|\\\\[\\x20-\\x7e])*\"");
    private static readonly Regex DottedLocal = Linear(@"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static readonly Regex Uuid = Linear("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");
    private static readonly Regex Pointer = Linear("(/([^~/]|~[01])*)*");
    private static readonly Regex RelativePointer = Linear("(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)");
    private static readonly Regex UriTemplate = Linear(
        @"([^\x00-\x20""'<>\\^`{|}%]|%[0-9A-Fa-f]{2}|\{[+#./;?&=,!@|]?[A-Za-z0-9_.%]+(:[0-9]{1,4}|\*)?(,[A-Za-z0-9_.%]+(:[0-9]{1,4}|\*)?)*\})*");
    private static readonly Regex UriForm = Linear(
        $@"((?<scheme>[A-Za-z][A-Za-z0-9+.\-]*):)?(//(?<authority>({UriCharacters}|[\[\]])*)(?<path>(/({UriCharacters})*)*)|(?<path>({UriCharacters}|/)*))(\?({UriCharacters}|[/?])*)?(#({UriCharacters}|[/?])*)?");

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether a text has a format. Linear in the text.</summary>
    public static bool IsMet(string format, string text) => format switch
    {
        "date-time" => text.Length > 11 && IsDate(text[..10]) && text[10] is 'T' or 't' && IsTime(text[11..]),
        "date" => IsDate(text),
        "time" => IsTime(text),
        "duration" => text.Length > 1 && text[^1] is not ('P' or 'T') && Duration.IsMatch(text),
        "email" or "idn-email" => IsEmail(text, format == "idn-email"),
        "hostname" => IsHostName(text),
        "idn-hostname" => IsHostName(AsciiOnly(text)) && text.Length > 0,
        "ipv4" => IsIPv4(text),
        "ipv6" => IsIPv6(text),
        "uri" => IsUri(text, isAbsolute: true, isInternational: false),
        "uri-reference" => IsUri(text, isAbsolute: false, isInternational: false),
        "iri" => IsUri(text, isAbsolute: true, isInternational: true),
        "iri-reference" => IsUri(text, isAbsolute: false, isInternational: true),
        "uri-template" => UriTemplate.IsMatch(text),
        "uuid" => Uuid.IsMatch(text),
        "json-pointer" => Pointer.IsMatch(text),
        "relative-json-pointer" => RelativePointer.IsMatch(text),
        "regex" => EcmaPattern.TryCompile(text, out _) is not null,
        _ => true,
    };

    private static bool IsDate(string text) => DateForm.IsMatch(text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(string text)
    {
        if (!TimeForm.IsMatch(text))
            return false;
        var (hours, minutes, seconds) = (Two(text, 0), Two(text, 3), Two(text, 6));
        var (offsetHours, offsetMinutes) = text[^1] is 'Z' or 'z' ? (0, 0) : (Two(text, text.Length - 5), Two(text, text.Length - 2));
        if (hours > 23 || minutes > 59 || seconds > 60 || offsetHours > 23 || offsetMinutes > 59)
            return false;
        if (seconds < 60)
            return true;
        var sign = text.Length > 6 && text[^6] == '-' ? 1 : -1; // a leap second ends a day in UTC
        var inUtc = (hours * 60) + minutes + (sign * ((offsetHours * 60) + offsetMinutes));
        return ((inUtc % 1440) + 1440) % 1440 == 1439;
    }

    private static int Two(string text, int at) => int.Parse(text.AsSpan(at, 2), NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsEmail(string text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || text.Length > MaxAddress)
            return false;
        var (local, domain) = (text[..at], text[(at + 1)..]);
        if (isInternational)
            (local, domain) = (AsciiOnly(local), AsciiOnly(domain));
        var isLocal = local is ['"', .., '"'] && local.Length > 1 ? QuotedLocal.IsMatch(local) : local.Length <= 64 && DottedLocal.IsMatch(local);
        if (domain is not ['[', .., ']'])
            return isLocal && IsHostName(domain);
        var address = domain[1..^1];
        return isLocal && (address.StartsWith("IPv6:", StringComparison.Ordinal) ? IsIPv6(address[5..]) : IsIPv4(address));
    }

    private static bool IsHostName(string text)
    {
        if (text.Length is 0 or > 253)
            return false;
        foreach (var label in text.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
                return false;
            if (label.Length > 3 && label[2] == '-' && label[3] == '-' && !label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
                return false;
            if (label.AsSpan().ContainsAnyExcept(LabelCharacters))
                return false;
        }
        return true;
    }

    private static bool IsIPv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0')
            && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsIPv6(string text)
    {
        if (text.Length > 45 || text.IndexOf("::", StringComparison.Ordinal) is var gap && gap >= 0 && text.IndexOf("::", gap + 1, StringComparison.Ordinal) >= 0)
            return false;
        var count = 0;
        var groups = text.Split(':');
        for (var index = 0; index < groups.Length; index++)
        {
            var group = groups[index];
            var isEdge = (index == 0 && text.StartsWith("::", StringComparison.Ordinal)) || (index == groups.Length - 1 && text.EndsWith("::", StringComparison.Ordinal));
            if (group.Length == 0)
            {
                if (!isEdge && !(gap >= 0 && index > 0 && index < groups.Length - 1))
                    return false;
            }
            else if (group.Contains('.'))
            {
                if (index != groups.Length - 1 || !IsIPv4(group))
                    return false;
                count += 2;
            }
            else if (group.Length > 4 || !group.All(char.IsAsciiHexDigit))
            {
                return false;
            }
            else
            {
                count++;
            }
        }
        return gap >= 0 ? count <= 7 : count == 8;
    }

    private static bool IsUri(string text, bool isAbsolute, bool isInternational)
    {
        var match = UriForm.Match(isInternational ? AsciiOnly(text) : text);
        if (!match.Success || (isAbsolute && !match.Groups["scheme"].Success))
            return false;
        if (!match.Groups["authority"].Success)
            return match.Groups["scheme"].Success || !match.Groups["path"].Value.Split('/')[0].Contains(':');
        var host = match.Groups["authority"].Value;
        host = host[(host.LastIndexOf('@') + 1)..];
        if (!host.StartsWith('['))
            return !host.Contains('[') && !host.Contains(']') && host.Count(letter => letter == ':') <= 1
                && (!host.Contains(':') || host[(host.IndexOf(':') + 1)..].All(char.IsAsciiDigit));
        var end = host.IndexOf(']');
        return end > 0 && (IsIPv6(host[1..end]) || host.StartsWith("[v", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Letters beyond ASCII count as one letter of it, so that the rules of the plain formats apply.</summary>
    private static string AsciiOnly(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(rune.IsAscii ? (char)rune.Value : rune.Value is '\u3002' or '\uFF0E' or '\uFF61' ? '.' : Rune.IsLetterOrDigit(rune) || rune.Value >= 0xA0 ? 'x' : ' ');
        return plain.ToString();
    }

    private static Regex Linear(string pattern) =>
        new(@"\A(?:" + pattern + @")\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);
}
