using static System.FormattableString;

namespace Verifiers.Flags;

/// <summary>Signals of reward hacking that only a whole group shows. They never decide.</summary>
public static class GroupSignals
{
    private const int LeastSamples = 4;

    /// <summary>What the group shows.</summary>
    /// <param name="samples">The samples of one prompt.</param>
    public static IReadOnlyList<Flag> Of(IReadOnlyList<GroupSample> samples)
    {
        if (samples.Count < LeastSamples)
            return [];
        List<Flag> flags = [];
        var copies = samples.GroupBy(sample => sample.Text, StringComparer.Ordinal).Max(same => same.Count());
        if (copies * 2 > samples.Count)
            flags.Add(new("duplicate_group", Invariant($"{copies} of {samples.Count} completions are the same text.")));
        if (samples.All(sample => sample is { HasFormat: true, Verdict: Verdict.Incorrect }))
            flags.Add(new("format_only", Invariant($"All {samples.Count} completions have their format and none is right.")));
        return flags;
    }
}

/// <summary>What a group's signals are read from.</summary>
/// <param name="Text">The completion.</param>
/// <param name="Verdict">Of the deciding components.</param>
/// <param name="HasFormat">Whether the rubric's format component was met; null when it has none.</param>
public sealed record GroupSample(string Text, Verdict Verdict, bool? HasFormat);
