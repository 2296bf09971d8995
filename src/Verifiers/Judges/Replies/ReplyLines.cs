namespace Verifiers.Judges.Replies;

/// <summary>The lines of a reply without the signs of Markdown, and what is said as "name: value".</summary>
internal static class ReplyLines
{
    private const int LongestLine = 200;
    private static readonly string[] Fillers = ["my ", "the ", "final ", "overall ", "so ", "therefore, ", "thus, ", "hence, "];

    /// <summary>Lines that are not blank, trimmed, in lower case; long ones, which are prose, and quoted ones are left out.</summary>
    public static List<string> Of(string text)
    {
        var lines = new List<string>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).Trim(" \t\r*_`#\"'-•");
            if (line.Length is > 0 and <= LongestLine && line[0] != '>')
                lines.Add(string.Concat(line.ToString().Where(c => c is not ('*' or '`' or '"'))).ToLowerInvariant().Trim());
        }
        return lines;
    }

    /// <summary>The values of the lines "name: value" or "name is value" with one of these names, without the full stop.</summary>
    /// <param name="lines">From <see cref="Of"/>.</param>
    /// <param name="names">In the form of <see cref="ReplyJson.PlainName"/>.</param>
    public static List<string> Values(List<string> lines, params ReadOnlySpan<string> names)
    {
        var values = new List<string>();
        foreach (var line in lines)
        {
            if (Split(line) is { } pair && names.Contains(ReplyJson.PlainName(pair.Name)))
                values.Add(pair.Value);
        }
        return values;
    }

    /// <summary>Name and value of a line; null when it is no such line.</summary>
    private static (string Name, string Value)? Split(string line)
    {
        var colon = line.IndexOfAny([':', '=']);
        var copula = line.IndexOf(" is ", StringComparison.Ordinal);
        var (end, next) = colon >= 0 && (copula < 0 || colon < copula) ? (colon, colon + 1) : (copula, copula + 4);
        if (end <= 0)
            return null;
        var value = line[next..].Trim().TrimStart(':').Trim().TrimEnd('.', '!').TrimEnd();
        return (WithoutFillers(line[..end].Trim()), value);
    }

    private static string WithoutFillers(string name)
    {
        for (var i = 0; i < Fillers.Length; i++)
        {
            if (name.StartsWith(Fillers[i], StringComparison.Ordinal))
            {
                name = name[Fillers[i].Length..];
                i = -1; // each round shortens the name
            }
        }
        return name;
    }
}
