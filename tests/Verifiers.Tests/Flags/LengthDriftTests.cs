using System.Text.Json;
using Verifiers.Flags;
using Verifiers.Format;
using Verifiers.Rubrics;
using Verifiers.Scoring;

namespace Verifiers.Tests.Flags;

public sealed class LengthDriftTests
{
    [Theory]
    [InlineData(400, 400, false)]
    [InlineData(400, 500, false)] // 1.25 times
    [InlineData(400, 1200, true)]
    [InlineData(400, 100, true)]
    public void A_move_by_half_is_a_drift(int before, int after, bool isDrift)
    {
        var baseline = new LengthBaseline();
        for (var i = 0; i < 4_000; i++)
            baseline.Add(before);
        Assert.Null(baseline.Drift);
        for (var i = 0; i < 1_000; i++)
            baseline.Add(after);
        Assert.Equal(isDrift, baseline.Drift is not null);
    }

    [Fact]
    public void Few_completions_say_nothing()
    {
        var baseline = new LengthBaseline();
        for (var i = 0; i < 2_000; i++)
            baseline.Add(i < 1_000 ? 10 : 10_000);
        Assert.Null(baseline.Drift);
    }

    [Fact]
    public void Ups_and_downs_around_the_same_mean_are_none()
    {
        var baseline = new LengthBaseline();
        for (var i = 0; i < 20_000; i++)
        {
            baseline.Add(i % 2 == 0 ? 100 : 1_600);
            Assert.Null(baseline.Drift);
        }
    }

    [Fact]
    public void What_is_usual_follows_in_time()
    {
        var baseline = new LengthBaseline();
        for (var i = 0; i < 200_000; i++)
            baseline.Add(i < 4_000 ? 400 : 1200);
        Assert.Null(baseline.Drift);
    }

    [Fact]
    public void Completions_that_move_the_mean_are_flagged_and_others_are_not()
    {
        var baselines = new LengthBaselines();
        var rubric = RubricOf(1);
        for (var i = 0; i < 30; i++)
            Assert.All(baselines.Observe(Samples(rubric, 100, 400)), Assert.Null);
        for (var i = 0; i < 10; i++)
            baselines.Observe(Samples(rubric, 100, 1600));
        var flags = baselines.Observe([.. Samples(rubric, 1, 1600), .. Samples(rubric, 1, 400), .. Samples(rubric, 1, 90)]);
        Assert.Equal("length_drift", flags[0]!.Name);
        Assert.Matches("^This rubric's completions are usually [0-9]+ characters long, of late [0-9]+; this one has 1600.$", flags[0]!.Explanation);
        Assert.Null(flags[1]);
        Assert.Null(flags[2]);
    }

    [Fact]
    public void A_request_is_held_against_what_came_before_it()
    {
        var baselines = new LengthBaselines();
        var rubric = RubricOf(1);
        Assert.All(baselines.Observe([.. Samples(rubric, 3_000, 400), .. Samples(rubric, 1_000, 4_000)]), Assert.Null);
        Assert.NotNull(baselines.Observe(Samples(rubric, 1, 4_000))[0]);
    }

    [Fact]
    public void Rubrics_and_units_have_baselines_of_their_own()
    {
        var baselines = new LengthBaselines();
        var (first, second) = (RubricOf(1), RubricOf(2));
        baselines.Observe(Samples(first, 3_000, 400));
        baselines.Observe(Samples(first, 1_000, 4_000));
        Assert.NotNull(baselines.Observe(Samples(first, 1, 4_000))[0]);
        Assert.Null(baselines.Observe(Samples(second, 1, 4_000))[0]);
        Assert.Null(baselines.Observe([.. Samples(first, 1, 4_000).Select(sample => sample with { Completion = sample.Completion with { TokenCount = 4_000 } })])[0]);
    }

    [Fact]
    public void Memory_is_bounded_and_the_oldest_baseline_makes_room()
    {
        var baselines = new LengthBaselines();
        var kept = RubricOf(0);
        baselines.Observe(Samples(kept, 3_000, 400));
        baselines.Observe(Samples(kept, 1_000, 4_000));
        for (var i = 1; i <= 600; i++)
        {
            baselines.Observe(Samples(RubricOf(i), 1, 10));
            baselines.Observe([.. Samples(kept, 1, 4_000)]);
        }
        Assert.Equal(256, baselines.Count);
        Assert.NotNull(baselines.Observe(Samples(kept, 1, 4_000))[0]);
    }

    private static SampleToScore[] Samples(Rubric rubric, int count, int length) =>
        [.. Enumerable.Repeat(new SampleToScore(new(new string('x', length)), rubric, JsonCursor.Absent("reference"), null), count)];

    private static Rubric RubricOf(int weight)
    {
        var json = JsonDocument.Parse($$"""{"components": [{"verifier": "format", "weight": {{weight}}}]}""").RootElement;
        return RubricReader.Read(JsonCursor.At(json), new([new FormatVerifier()]));
    }
}
