using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifiers.Format;

/// <summary>
/// NeMo-Gym's <c>format_verification</c>: enough lines match any of the given expressions, or all given markers are present and
/// no spurious one is. The options have the names they have there.
/// </summary>
/// <remarks>
/// Expressions run without backtracking, so that one search is linear in the text. Finding all matches is not: each may look
/// ahead to the end of the text. Hence the bound on how many are looked at.
/// </remarks>
internal sealed class FormatVerificationOptions
{
    private const int MaxPatterns = 64;
    private const int MaxPatternLength = 1_000;
    private const int MaxMarkers = 1_000;
    private const int MaxRepetition = 1_000;
    private const long MaxCharactersSearched = 1L << 27;

    private List<Regex> LinePatterns { get; init; } = [];

    private int MinMatches { get; init; }

    private List<string> Markers { get; init; } = [];

    private List<Regex> MarkerPatterns { get; init; } = [];

    /// <summary>Reads <c>verify_regex</c> and <c>verify_min_matches</c>, or <c>expected_markers</c> and <c>patterns</c>.</summary>
    /// <exception cref="InvalidInputException">Neither or both are there, or an expression is none.</exception>
    public static FormatVerificationOptions Read(JsonCursor options)
    {
        var lines = options.Optional("verify_regex");
        var markers = options.Optional("expected_markers");
        if (lines.IsPresent == markers.IsPresent)
            throw options.Refused("the mode format_verification takes either verify_regex or expected_markers.");
        if (lines.IsPresent && options.Optional("patterns") is { IsPresent: true } patterns)
            throw patterns.Refused("belongs to expected_markers, not to verify_regex.");
        if (markers.IsPresent && options.Optional("verify_min_matches") is { IsPresent: true } minimum)
            throw minimum.Refused("belongs to verify_regex, not to expected_markers.");
        return new FormatVerificationOptions
        {
            LinePatterns = lines.IsPresent ? ReadPatterns(lines) : [],
            MinMatches = options.Optional("verify_min_matches").IntegerOr(1, 0, 1_000_000),
            Markers = markers.IsPresent ? ReadMarkers(markers) : [],
            MarkerPatterns = options.Optional("patterns") is { IsPresent: true } spurious ? ReadPatterns(spurious) : [],
        };
    }

    public Judgement Judge(string text) => LinePatterns.Count > 0 ? JudgeLines(text) : JudgeMarkers(text);

    private Judgement JudgeLines(string text)
    {
        var matching = 0;
        foreach (var line in text.AsSpan().Split('\n'))
        {
            if (MatchesAny(text.AsSpan(line)))
                matching++;
        }
        var sentence = string.Create(CultureInfo.InvariantCulture, $"{matching} lines match; at least {MinMatches} were asked for.");
        return matching >= MinMatches
            ? Judgement.Correct("ok", sentence, new FormatEvidence("format_verification"))
            : Judgement.Incorrect("too_few_matches", sentence, new FormatEvidence("format_verification"));
    }

    private bool MatchesAny(ReadOnlySpan<char> line)
    {
        foreach (var pattern in LinePatterns)
        {
            if (pattern.IsMatch(line))
                return true;
        }
        return false;
    }

    private Judgement JudgeMarkers(string text)
    {
        if (Markers.Find(marker => !text.Contains(marker, StringComparison.Ordinal)) is { } missing)
            return Judgement.Incorrect("missing_marker", $"The marker '{missing}' is missing.", new FormatEvidence("format_verification"));

        var expected = Markers.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var matchesLeft = MaxCharactersSearched / Math.Max(1, text.Length);
        foreach (var pattern in MarkerPatterns)
        {
            foreach (var match in pattern.EnumerateMatches(text))
            {
                if (matchesLeft-- == 0)
                {
                    return Judgement.Undecided(
                        "too_many_markers", "The patterns match too often to look at every match.", new FormatEvidence("format_verification"));
                }
                if (!expected.Contains(text.AsSpan(match.Index, match.Length)))
                {
                    return Judgement.Incorrect(
                        "spurious_marker", "There is a marker that was not asked for.",
                        new FormatEvidence("format_verification", Offence: match.Index));
                }
            }
        }
        return Judgement.Correct("ok", "All markers are present.", new FormatEvidence("format_verification"));
    }

    private static List<string> ReadMarkers(JsonCursor list)
    {
        var markers = new List<string>();
        foreach (var item in list.Items("a list of markers"))
        {
            if (markers.Count == MaxMarkers)
                throw list.Expected($"at most {MaxMarkers} markers");
            var marker = item.String("a marker");
            if (marker.Length is 0 or > MaxPatternLength)
                throw item.Expected($"a marker of 1 to {MaxPatternLength} characters");
            markers.Add(marker);
        }
        return markers;
    }

    private static List<Regex> ReadPatterns(JsonCursor list)
    {
        var patterns = new List<Regex>();
        foreach (var item in list.Items("a list of regular expressions"))
        {
            if (patterns.Count == MaxPatterns)
                throw list.Expected($"at most {MaxPatterns} regular expressions");
            patterns.Add(ReadPattern(item));
        }
        return patterns.Count > 0 ? patterns : throw list.Expected("at least one regular expression");
    }

    private static Regex ReadPattern(JsonCursor item)
    {
        var pattern = item.String("a regular expression");
        if (pattern.Length is 0 or > MaxPatternLength)
            throw item.Expected($"a regular expression of 1 to {MaxPatternLength} characters");
        if (Repetition(pattern) > MaxRepetition)
            throw item.Refused($"counted repetitions multiply to more than {MaxRepetition}, which is too large an automaton.");
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
        }
        catch (ArgumentException problem)
        {
            throw item.Refused($"this is no regular expression: {problem.Message}");
        }
        catch (NotSupportedException)
        {
            throw item.Refused("look-around, back-references and atomic groups are not available, because they cannot be searched in linear time.");
        }
    }

    /// <summary>The product of the largest numbers in all <c>{m,n}</c>, an upper bound for how often a part is copied.</summary>
    private static double Repetition(string pattern)
    {
        var product = 1.0;
        foreach (var brace in Regex.EnumerateMatches(pattern, @"\{\d+(,\d*)?\}", RegexOptions.NonBacktracking))
        {
            var numbers = pattern.Substring(brace.Index + 1, brace.Length - 2).Split(',', StringSplitOptions.RemoveEmptyEntries);
            product *= numbers.Max(number => Math.Max(1, double.Parse(number, CultureInfo.InvariantCulture)));
        }
        return product;
    }
}
