using System.Text.Json;
using Verifiers.Rubrics;
using Verifiers.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Tests.Scoring;

/// <summary>What the engine asks a cache of judgements, and what it lets it keep.</summary>
public sealed class JudgementCacheTests
{
    private readonly Kept _cache = new();

    [Fact]
    public async Task Equal_content_is_judged_once_in_all_batches_and_marked_as_known()
    {
        var verifier = ScriptedVerifier.Saying("v");
        Assert.False((await ScoreAsync(verifier, "right")).IsCopy);
        Assert.True((await ScoreAsync(verifier, "right")).IsCopy);
        Assert.Equal(1, verifier.Asked);
        await ScoreAsync(verifier, "right", mergeCopies: false);
        Assert.Equal(2, verifier.Asked);
    }

    [Fact]
    public async Task Another_version_of_the_verifier_misses()
    {
        await ScoreAsync(ScriptedVerifier.Saying("v"), "right");
        var changed = new ScriptedVerifier("v", _ => Judgement.Incorrect("stricter", "It is stricter now.")) { SemanticsVersion = 2 };
        Assert.Equal((Verdict.Incorrect, 1), ((await ScoreAsync(changed, "right")).Verdict, changed.Asked));
    }

    [Fact]
    public async Task Every_part_of_the_content_is_in_the_name_and_no_two_contents_share_one()
    {
        var verifier = ScriptedVerifier.Saying("v");
        Completion[] contents =
        [
            new("ab"), new("a"), new("") { Prompt = "ab" }, new("a") { Prompt = "b" }, new("ab") { Prompt = "" }, new("ab") { TokenCount = 1 },
            new("ab") { TokenCount = 1, TokenIds = [1] }, new("ab") { TokenIds = [1] }, new("ab") { TokenIds = [] },
        ];
        foreach (var content in contents)
            await ScoreAsync(verifier, content, null);
        Assert.Equal(contents.Length, _cache.Count);
        await ScoreAsync(verifier, "ab", options: """{"strict": true}""");
        await ScoreAsync(verifier, "ab", options: """{"strict": false}""");
        await ScoreAsync(ScriptedVerifier.Saying("w"), "ab");
        Assert.Equal(contents.Length + 3, _cache.Count);
        foreach (var reference in new[] { "\"a\"", "\"b\"", "\"1\"", "\" 1\"" })
            await ScoreAsync(ScriptedVerifier.Equality("e"), new("ab"), reference);
        Assert.Equal(contents.Length + 7, _cache.Count);
    }

    [Fact]
    public async Task Errors_faults_and_deadlines_are_never_kept()
    {
        await ScoreAsync(new ScriptedVerifier("v", _ => Judgement.Error("outage", "Gone.")), "x");
        await ScoreAsync(new ScriptedVerifier("v", _ => throw new InvalidOperationException("a fault")), "x");
        using var late = new CancellationTokenSource();
        var slow = new ScriptedVerifier("v", async (_, token) =>
        {
            await late.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return Judgement.Undecided("never", "Never.");
        });
        Assert.Equal("deadline_exceeded", (await ScoreAsync(slow, new("x"), null, deadline: late.Token)).Judgements[0].Reason);
        Assert.Equal(0, _cache.Count);
    }

    [Theory]
    [InlineData(Lane.Cpu, 1)]
    [InlineData(Lane.Sandbox, 0)]
    [InlineData(Lane.Remote, 0)]
    public async Task Undecided_is_kept_where_only_steps_are_counted(Lane lane, int kept)
    {
        await ScoreAsync(new ScriptedVerifier("v", _ => Judgement.Undecided("bounds", "The bounds were reached.")) { Lane = lane }, "x");
        Assert.Equal(kept, _cache.Count);
    }

    [Fact]
    public async Task What_compares_a_completion_with_its_group_is_not_asked_of_the_cache()
    {
        await ScoreAsync(new ScriptedVerifier("v", _ => Judgement.Shaped(0, "even", "Like the others.")) { Phase = JudgingPhase.Group }, "x", decides: false);
        Assert.Equal(1, _cache.Count); // the deciding component beside it
    }

    private Task<ScoredSample> ScoreAsync(ScriptedVerifier verifier, string completion, bool mergeCopies = true, string? options = null, bool decides = true) =>
        ScoreAsync(verifier, new(completion), null, mergeCopies, options, decides);

    private async Task<ScoredSample> ScoreAsync(
        ScriptedVerifier verifier, Completion completion, string? reference, bool mergeCopies = true, string? options = null, bool decides = true, CancellationToken deadline = default)
    {
        var own = options is null ? "" : $", \"options\": {options}";
        var component = $$"""{"verifier": "{{verifier.Name}}"{{own}}{{(decides ? "" : ", \"decides\": false")}}}""";
        var other = ScriptedVerifier.Saying("other");
        var rubric = RubricReader.Read(
            JsonCursor.At(JsonDocument.Parse($$"""{"components": [{{component}}{{(decides ? "" : ", {\"verifier\": \"other\"}")}}]}""").RootElement), new([verifier, other]));
        var cursor = reference is null ? JsonCursor.Absent("reference") : JsonCursor.At(JsonDocument.Parse(reference).RootElement, "reference");
        var lanes = new ScoringLanes(new() { CpuConcurrency = 2, SandboxConcurrency = 2, RemoteConcurrency = 2 }, TimeProvider.System, (_, _) => { });
        var engine = new ScoringEngine(lanes, TimeProvider.System, new Silent(), _cache);
        ScoredSample? scored = null;
        await foreach (var one in engine.ScoreAsync(PreparedBatch.Prepare([new(completion, rubric, cursor, "g")], mergeCopies), new ScoringTerms { Deadline = deadline }, CancellationToken.None))
            scored = one;
        return scored!;
    }

    private sealed class Silent : IScoringObserver
    {
        public void OnFault(IVerifier verifier, Completion completion, Exception fault)
        {
        }
    }

    /// <summary>A cache as simple as the port allows.</summary>
    private sealed class Kept : IJudgementCache
    {
        private readonly Dictionary<string, Judgement> _kept = [];

        public int Count => _kept.Count;

        public async Task<(Judgement Judgement, bool WasKnown)> GetAsync(
            string key, Func<CancellationToken, Task<Judgement>> judge, Func<Judgement, bool> mayKeep, CancellationToken cancellationToken)
        {
            if (_kept.TryGetValue(key, out var known))
                return (known, true);
            var judgement = await judge(cancellationToken);
            if (mayKeep(judgement))
                _kept.Add(key, judgement);
            return (judgement, false);
        }
    }
}
