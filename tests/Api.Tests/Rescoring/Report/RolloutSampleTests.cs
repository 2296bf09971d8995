using System.Text.Json;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Tests.Rescoring.Report;

/// <summary>Which rollouts a report carries, and how much of them.</summary>
public sealed class RolloutSampleTests
{
    [Fact]
    public void A_large_folder_is_sampled_evenly_and_the_same_in_any_order()
    {
        var rollouts = Enumerable.Range(1, 20_000).Select(line => TallyTests.Rollout(line)).ToArray();
        var chosen = Lines(rollouts);
        Assert.Equal(2000, chosen.Count);
        Assert.InRange(chosen.Count(line => line <= 10_000), 900, 1100); // even: 1,000 expected, standard deviation 21
        new Random(1).Shuffle(rollouts);
        Assert.Equal(chosen, Lines(rollouts));
    }

    [Fact]
    public void Long_rollouts_are_fewer_and_the_same_in_any_order()
    {
        var rollouts = Enumerable.Range(1, 6000).Select(line => TallyTests.Rollout(line, completion: new string('x', line % 2 == 0 ? 1 : 30_000))).ToArray();
        var chosen = Lines(rollouts);
        Assert.InRange(chosen.Count, 1000, 3000);
        new Random(1).Shuffle(rollouts);
        Assert.Equal(chosen, Lines(rollouts));
        Assert.True(chosen.Count < 6000);
    }

    [Fact]
    public void Flagged_ones_errors_and_the_slowest_are_there_besides()
    {
        var sample = new RolloutSample(new HashSet<(string, long)> { ("f.jsonl", 19_999) });
        for (var line = 1; line <= 20_000; line++)
        {
            sample.Offer(TallyTests.Rollout(
                line, verdict: line == 77 ? Verdict.Error : Verdict.Incorrect, flags: line == 78 ? [new("empty_thought", "")] : null));
        }
        var data = sample.ToData([("f.jsonl", new RolloutTiming(19_999, 1, 5_000_000, false))]);
        Assert.Superset(new HashSet<long> { 77, 78, 19_999 }, data.Select(rollout => rollout.Line).ToHashSet());
        Assert.Equal(5_000_000, data.Single(rollout => rollout.Line == 19_999).Timing!.JudgedUs);
        var note = sample.ToNote(20_000, data.Count);
        Assert.Contains("of 20,000 rollouts", note.Sentence, StringComparison.Ordinal);
        Assert.Contains("even sample of 2,000", note.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_after_one_that_did_not_fit_may_still_fit_before_it()
    {
        var kept = new SmallestHashes(10, 1000);
        foreach (var (hash, length) in new[] { (10UL, 300), (30UL, 600), (20UL, 1), (40UL, 1) })
            kept.Offer(hash, new(() => CutRollout.Of(TallyTests.Rollout((long)hash, completion: new string('x', length)))));
        Assert.Equal([10, 20], kept.Kept.Select(rollout => rollout.Line).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void A_long_text_loses_its_middle_between_whole_characters(string before)
    {
        var text = before + string.Concat(Enumerable.Repeat("😀", 20_000)) + "x";
        var cut = CutRollout.Of(TallyTests.Rollout(1, completion: text, prompt: text));
        Assert.Equal(text.Length, cut.Length);
        var gap = cut.Gap!.Value;
        Assert.Equal(text, cut.Completion[..gap.Start] + text.Substring(gap.Start, gap.Length) + cut.Completion[gap.Start..]);
        Assert.InRange(cut.Completion.Length, CutRollout.Longest - 2, CutRollout.Longest);
        Assert.False(char.IsHighSurrogate(cut.Completion[gap.Start - 1]));
        Assert.False(char.IsLowSurrogate(cut.Completion[gap.Start]));
        Assert.Contains("characters are left out", cut.Prompt!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_reference_is_cut_to_a_text()
    {
        var tests = Enumerable.Repeat(new { input = "1 2 3", output = "6" }, 5000);
        var cut = CutRollout.Of(TallyTests.Rollout(1) with { Reference = JsonSerializer.SerializeToElement(tests) });
        Assert.Equal(JsonValueKind.String, cut.Reference!.Value.ValueKind);
        Assert.InRange(cut.Reference.Value.GetString()!.Length, 1000, CutRollout.Longest + 100);
    }

    private static List<long> Lines(IEnumerable<ScoredRollout> rollouts)
    {
        var sample = new RolloutSample(new HashSet<(string, long)>());
        foreach (var rollout in rollouts)
            sample.Offer(rollout);
        return [.. sample.ToData([]).Select(rollout => rollout.Line)];
    }
}
