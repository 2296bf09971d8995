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
    private const int MaxMarkerLength = 1_000;
    private const int MaxMarkers = 1_000;
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
            LinePatterns = lines.IsPresent ? Patterns.ReadList(lines) : [],
            MinMatches = options.Optional("verify_min_matches").IntegerOr(1, 0, 1_000_000),
            Markers = markers.IsPresent ? ReadMarkers(markers) : [],
            MarkerPatterns = options.Optional("patterns") is { IsPresent: true } spurious ? Patterns.ReadList(spurious) : [],
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
            if (marker.Length is 0 or > MaxMarkerLength)
                throw item.Expected($"a marker of 1 to {MaxMarkerLength} characters");
            markers.Add(marker);
        }
        return markers;
    }
}
