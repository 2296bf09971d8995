using System.Text.RegularExpressions;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>Which metrics and labels a query in PromQL asks for.</summary>
/// <param name="Metrics">Each metric with the labels in its braces.</param>
/// <param name="Grouping">Labels after <c>by</c> and <c>without</c>.</param>
internal sealed partial record Query(IReadOnlyList<(string Name, IReadOnlyList<string> Labels)> Metrics, IReadOnlyList<string> Grouping)
{
    private static readonly HashSet<string> _words = new(StringComparer.Ordinal) { "by", "without", "and", "or", "unless", "on", "ignoring", "bool", "offset" };

    public static Query Read(string text)
    {
        var metrics = new List<(string, IReadOnlyList<string>)>();
        var grouping = Grouped().Matches(text).SelectMany(match => match.Groups["label"].Captures).Select(label => label.Value).ToList();
        foreach (Match match in Selector().Matches(Range().Replace(Grouped().Replace(text, " "), "")))
        {
            if (!_words.Contains(match.Groups["name"].Value))
                metrics.Add((match.Groups["name"].Value, [.. match.Groups["label"].Captures.Select(label => label.Value)]));
        }
        return new(metrics, grouping);
    }

    [GeneratedRegex(@"\b(by|without)\s*\(\s*((?<label>\w+)\s*,?\s*)*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex Range();

    /// <summary>A name that no parenthesis follows: not a function.</summary>
    [GeneratedRegex("""(?<![\w"$.])(?<name>(?>[a-zA-Z_:][\w:]*))(\{((?<label>\w+)\s*(=~|!~|!=|=)\s*"[^"]*"\s*,?\s*)*\})?(?!\s*\()""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selector();
}
