using System.Text.Json;
using Verifiers.Rubrics;
using Verifiers.Scoring;

namespace Verifiers.Tests.Scoring;

public sealed class ScoringEngineTests
{
    private readonly List<(string Verifier, Exception Fault)> _faults = [];

    [Fact]
    public async Task Each_sample_gets_the_judgement_of_its_own_completion()
    {
        var scored = await ScoreAsync(ScriptedVerifier.Saying("says"), "right", "wrong", "perhaps");
        Assert.Equal([Verdict.Correct, Verdict.Incorrect, Verdict.Undecided], scored.Select(one => one.Verdict));
        Assert.Equal([1.0, 0.0, 0.0], scored.Select(one => one.Reward!.Value));
    }

    [Fact]
    public async Task Identical_completions_of_a_group_are_judged_once()
    {
        var verifier = ScriptedVerifier.Saying("says");
        var scored = await ScoreAsync(verifier, "right", "right", "wrong", "right");
        Assert.Equal(2, verifier.Asked);
        Assert.Equal([false, true, false, true], scored.Select(one => one.IsCopy));
        Assert.Equal([1.0, 1.0, 0.0, 1.0], scored.Select(one => one.Reward!.Value));
    }

    [Fact]
    public async Task Without_merging_every_copy_is_judged()
    {
        var verifier = ScriptedVerifier.Saying("says");
        var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "right", "right"), mergeCopies: false);
        await ScoreAsync(batch);
        Assert.Equal(2, verifier.Asked);
    }

    [Fact]
    public void A_reference_is_prepared_once_for_all_completions_of_its_group()
    {
        var verifier = ScriptedVerifier.Equality("equal");
        var rubric = Rubric(verifier);
        PreparedBatch.Prepare(
        [
            .. Samples(rubric, "\"7\"", "a", "7", "8", "9"),
            .. Samples(rubric, "\"7\"", "b", "7"),
            .. Samples(rubric, "\"8\"", "c", "7"),
        ]);
        Assert.Equal(2, verifier.Prepared);
    }

    [Fact]
    public void A_verifier_that_takes_no_reference_is_prepared_once_for_all_references()
    {
        var says = ScriptedVerifier.Saying("says");
        var rubric = RubricOf("""{"components": [{"verifier": "says"}, {"verifier": "equal"}]}""", says, ScriptedVerifier.Equality("equal"));
        var before = says.Prepared;
        for (var request = 0; request < 2; request++)
            PreparedBatch.Prepare([.. Samples(rubric, "\"7\"", "a", "7"), .. Samples(rubric, "\"8\"", "b", "7"), .. Samples(rubric, "\"9\"", "c", "7")]);
        Assert.Equal(1, says.Prepared - before);
    }

    [Fact]
    public async Task A_verifier_that_throws_gives_error_and_no_reward_and_the_others_are_judged()
    {
        var verifier = new ScriptedVerifier("fragile", completion => completion.Text == "bad"
            ? throw new InvalidOperationException("boom")
            : Judgement.Correct("fine", "Fine."));
        var scored = await ScoreAsync(verifier, "good", "bad");
        Assert.Equal(1.0, scored[0].Reward);
        Assert.Equal((Verdict.Error, null), (scored[1].Verdict, scored[1].Reward));
        Assert.Equal("internal_error", scored[1].Judgements[0].Reason);
        Assert.Equal("fragile", Assert.Single(_faults).Verifier);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public async Task A_score_outside_its_range_is_a_fault_of_the_verifier(double score)
    {
        var verifier = new ScriptedVerifier("wild", _ => new Judgement(Verdict.Correct, score, "wild", "Wild."));
        var scored = await ScoreAsync(verifier, "x");
        Assert.Equal((Verdict.Error, null), (scored[0].Verdict, scored[0].Reward));
    }

    [Fact]
    public async Task What_is_not_judged_by_the_deadline_is_an_error_and_not_a_zero()
    {
        var verifier = new ScriptedVerifier("slow", async (completion, cancellationToken) =>
        {
            if (completion.Text == "slow")
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Judgement.Correct("fast", "Fast.");
        });
        using var deadline = new CancellationTokenSource();
        var engine = Engine();
        var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "slow", "fast"));
        var scored = new List<ScoredSample>();
        await foreach (var one in engine.ScoreAsync(batch, new() { Deadline = deadline.Token }, CancellationToken.None))
        {
            scored.Add(one);
            await deadline.CancelAsync();
        }
        Assert.Equal(1.0, scored.Single(one => one.Index == 1).Reward);
        Assert.Equal("deadline_exceeded", scored.Single(one => one.Index == 0).Judgements[0].Reason);
        Assert.Null(scored.Single(one => one.Index == 0).Reward);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task When_the_caller_leaves_the_work_stops()
    {
        using var caller = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var verifier = new ScriptedVerifier("slow", async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(stopped.SetResult);
            await caller.CancelAsync(); // leaves once the work is under way
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Judgement.Correct("never", "Never.");
        });
        var engine = Engine();
        var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "x"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in engine.ScoreAsync(batch, new(), caller.Token))
                Assert.Fail("Nothing is ever reached.");
        });
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Leaving_the_enumeration_early_stops_the_rest()
    {
        var verifier = new ScriptedVerifier("slow", async (completion, cancellationToken) =>
        {
            if (completion.Text != "first")
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Judgement.Correct("first", "First.");
        });
        var engine = Engine();
        var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "second", "first"));
        await foreach (var one in engine.ScoreAsync(batch, new(), CancellationToken.None))
        {
            Assert.Equal(1, one.Index);
            break;
        }
    }

    [Fact]
    public async Task No_more_judgements_run_at_once_than_the_lane_allows()
    {
        var (running, most) = (0, 0);
        var verifier = new ScriptedVerifier("counting", async (_, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Judgement.Correct("counted", "Counted.");
        })
        {
            Lane = Lane.Sandbox,
        };
        await ScoreAsync(verifier, [.. Enumerable.Range(0, 200).Select(number => $"{number}")]);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_run_with_ten_thousand_samples_delays_another_run_by_its_share_and_no_more()
    {
        var (order, opened, begun) = (new List<string>(), new TaskCompletionSource(), new TaskCompletionSource());
        var verifier = new ScriptedVerifier("held", async (completion, _) =>
        {
            begun.TrySetResult();
            await opened.Task;
            lock (order)
                order.Add(completion.Text[..5]);
            return Judgement.Correct("served", "Served.");
        });
        var engine = Engine(places: 1);
        async Task RunAsync(string run, int samples)
        {
            var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", [.. Enumerable.Range(0, samples).Select(number => $"{run} {number:00000}")]));
            await foreach (var _ in engine.ScoreAsync(batch, new() { Run = run }, CancellationToken.None))
            {
            }
        }

        var large = RunAsync("large", 10_000);
        await begun.Task;
        var small = RunAsync("small", 16);
        opened.SetResult();
        await Task.WhenAll(large, small);
        Assert.Equal(10_016, order.Count);
        // One of the large run was being judged; then they take turns.
        Assert.InRange(order.LastIndexOf("small"), 16, 1 + (2 * 16));
    }

    [Fact]
    public async Task What_is_begun_is_finished_and_does_not_wait_until_the_rest_of_its_run_is_begun()
    {
        var order = new List<string>();
        ScriptedVerifier Noting(string name) => new(name, completion =>
        {
            lock (order)
                order.Add($"{name} {completion.Text}");
            return Judgement.Correct("noted", "Noted.");
        });
        var rubric = RubricOf("""{"components": [{"verifier": "a"}, {"verifier": "b"}]}""", Noting("a"), Noting("b"));
        var batch = PreparedBatch.Prepare(Samples(rubric, null, "g", [.. Enumerable.Range(0, 2_000).Select(number => $"{number}")]));
        await foreach (var _ in Engine(places: 1).ScoreAsync(batch, new(), CancellationToken.None))
        {
        }
        Assert.Equal(4_000, order.Count);
        Assert.InRange(order.FindIndex(one => one.StartsWith('b')), 1, 1_000); // first come, first served it would be 2,000
    }

    [Fact]
    public async Task What_waited_past_its_deadline_is_an_error_and_was_never_begun()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var verifier = new ScriptedVerifier("held", async (_, _) =>
        {
            begun.TrySetResult();
            await release.Task;
            return Judgement.Correct("served", "Served.");
        });
        var engine = Engine(places: 1);
        using var deadline = new CancellationTokenSource();
        var batch = PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "first", "second", "third"));
        var scored = new List<ScoredSample>();
        var scoring = Task.Run(async () =>
        {
            await foreach (var one in engine.ScoreAsync(batch, new() { Deadline = deadline.Token }, CancellationToken.None))
                scored.Add(one);
        });
        await begun.Task;
        await deadline.CancelAsync();
        release.SetResult();
        await scoring;
        Assert.Equal(1, verifier.Asked);
        Assert.Equal([1.0, null, null], scored.OrderBy(one => one.Index).Select(one => one.Reward));
        Assert.All(scored.Where(one => one.Index > 0), one =>
        {
            Assert.Equal((Verdict.Error, "deadline_exceeded"), (one.Verdict, one.Judgements[0].Reason));
            Assert.Contains("which was not begun", one.Judgements[0].Explanation, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_a_stopping_service_did_not_judge_says_so()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();
        var verifier = ScriptedVerifier.Saying("says");
        await foreach (var one in Engine().ScoreAsync(
            PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", "right")), new() { Stopping = stopping.Token }, CancellationToken.None))
        {
            Assert.Equal((null, "shutting_down"), (one.Reward, one.Judgements[0].Reason));
        }
        Assert.Equal(0, verifier.Asked);
    }

    [Fact]
    public void A_batch_knows_what_it_costs_in_each_lane_before_it_begins_and_copies_cost_nothing()
    {
        var cpu = ScriptedVerifier.Saying("cpu");
        var sandbox = new ScriptedVerifier("sandbox", _ => Judgement.Correct("fine", "Fine.")) { Lane = Lane.Sandbox, ExpectedSeconds = _ => 3 };
        var remote = new ScriptedVerifier("remote", _ => Judgement.Correct("fine", "Fine.")) { Lane = Lane.Remote };
        var rubric = RubricOf("""{"components": [{"verifier": "cpu"}, {"verifier": "sandbox"}, {"verifier": "remote"}]}""", cpu, sandbox, remote);
        var batch = PreparedBatch.Prepare(Samples(rubric, null, "g", "a", "a", new string('b', 100_000)));
        Assert.Equal(6, batch.Expected.Sandbox, 0.1);
        Assert.Equal(2, batch.Expected.Remote, 1e-9);
        Assert.True(batch.ExpectedOf(2).Cpu > 10 * batch.ExpectedOf(0).Cpu, "a longer completion costs more");
        Assert.Equal(default, batch.ExpectedOf(1));
        Assert.Equal(batch.Expected.Cpu, batch.ExpectedOf(0).Cpu + batch.ExpectedOf(2).Cpu, 1e-12);
    }

    [Fact]
    public void What_takes_longest_is_begun_first()
    {
        var verifier = new ScriptedVerifier("timed", _ => Judgement.Correct("fine", "Fine."))
        {
            Lane = Lane.Sandbox,
            ReferenceUse = ReferenceUse.Required,
            ExpectedSeconds = reference => reference.Element.GetDouble(),
        };
        var rubric = Rubric(verifier);
        string[] seconds = ["1", "9", "1", "0.5", "9"];
        var batch = PreparedBatch.Prepare([.. seconds.Index().SelectMany(one => Samples(rubric, one.Item, "g", $"{one.Index}"))]);
        Assert.Equal(["1", "4", "0", "2", "3"], batch.Jobs.Select(job => job.Completion.Text));
    }

    [Fact]
    public async Task A_verifier_of_the_group_phase_sees_the_verdicts_and_lengths_of_the_group()
    {
        var accuracy = ScriptedVerifier.Saying("accuracy");
        var standings = new List<GroupStanding>();
        var shaping = new ScriptedVerifier("shaping", completion =>
        {
            lock (standings)
                standings.Add(completion.Standing!);
            return Judgement.Shaped(completion.Standing!.Verdict == Verdict.Correct ? 0.5 : -0.5, "shaped", "Shaped.");
        })
        {
            Phase = JudgingPhase.Group,
        };
        var rubric = RubricOf("""{"components": [{"verifier": "shaping"}, {"verifier": "accuracy"}]}""", accuracy, shaping);
        var scored = await ScoreAsync(PreparedBatch.Prepare(Samples(rubric, null, "g", "right", "wrong😀!", "right")));
        Assert.Equal([1.5, -0.5, 1.5], scored.Select(one => one.Reward!.Value));
        Assert.Equal([Verdict.Correct, Verdict.Incorrect, Verdict.Correct], scored.Select(one => one.Verdict));
        Assert.All(standings, standing => Assert.Equal([5, 7, 5], standing.Lengths));
        Assert.Equal([0, 1, 2], standings.Select(standing => standing.Index).Order());
    }

    [Fact]
    public void A_missing_reference_is_refused_with_its_path()
    {
        var refused = Assert.Throws<InvalidInputException>(() => PreparedBatch.Prepare(
            [new(new("7"), Rubric(ScriptedVerifier.Equality("equal")), JsonCursor.Absent("samples[0].reference"), null)]));
        Assert.Equal("samples[0].reference", refused.Path);
    }

    [Fact]
    public async Task Several_components_take_one_reference_each()
    {
        var (left, right) = (ScriptedVerifier.Equality("left"), ScriptedVerifier.Equality("right"));
        var rubric = RubricOf("""{"components": [{"verifier": "left"}, {"verifier": "right"}]}""", left, right);
        var scored = await ScoreAsync(PreparedBatch.Prepare(Samples(rubric, """{"left": "7", "right": "8"}""", "g", "7")));
        Assert.Equal([Verdict.Correct, Verdict.Incorrect], scored[0].Judgements.Select(judgement => judgement.Verdict));

        var refused = Assert.Throws<InvalidInputException>(() => PreparedBatch.Prepare(Samples(rubric, """{"left": "7"}""", "g", "7")));
        Assert.Equal("reference.right", refused.Path);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private static Rubric Rubric(ScriptedVerifier verifier) =>
        RubricOf($$"""{"components": [{"verifier": "{{verifier.Name}}"}]}""", verifier);

    private static Rubric RubricOf(string json, params IVerifier[] verifiers) =>
        RubricReader.Read(JsonCursor.At(JsonDocument.Parse(json).RootElement), new(verifiers));

    private static SampleToScore[] Samples(Rubric rubric, string? reference, string group, params string[] completions) =>
    [
        .. completions.Select(completion => new SampleToScore(
            new(completion),
            rubric,
            reference is null ? JsonCursor.Absent("reference") : JsonCursor.At(JsonDocument.Parse(reference).RootElement, "reference"),
            group)),
    ];

    private Task<List<ScoredSample>> ScoreAsync(ScriptedVerifier verifier, params string[] completions) =>
        ScoreAsync(PreparedBatch.Prepare(Samples(Rubric(verifier), null, "g", completions)));

    private async Task<List<ScoredSample>> ScoreAsync(PreparedBatch batch)
    {
        var engine = Engine();
        var scored = new List<ScoredSample>();
        await foreach (var one in engine.ScoreAsync(batch, new(), CancellationToken.None))
            scored.Add(one);
        return [.. scored.OrderBy(one => one.Index)];
    }

    private ScoringEngine Engine(int places = 2) => new(
        new(new() { CpuConcurrency = places, SandboxConcurrency = places, RemoteConcurrency = places }, TimeProvider.System, (_, _) => { }),
        TimeProvider.System, new Observer(_faults));

    private sealed class Observer(List<(string, Exception)> faults) : IScoringObserver
    {
        public void OnFault(IVerifier verifier, Completion completion, Exception fault)
        {
            lock (faults)
                faults.Add((verifier.Name, fault));
        }
    }
}
