using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Verifiers.Combining;
using Verifiers.Format;
using Verifiers.Judges;
using Verifiers.Length;
using Verifiers.Matching;
using Verifiers.Mathematics;

namespace Verifiers.Benchmarks;

/// <summary>
/// The families that no other class measures, on an answer behind 4,000 characters of thoughts. Judges, reward models and remote verifiers answer at
/// once: what is measured is our own part.
/// </summary>
[MemoryDiagnoser]
public class OtherVerification
{
    private readonly Completion _completion = new($"<think>{SmallVerifiers.Reasoning}</think><answer>7</answer>") { Standing = new(Verdict.Correct, [4_040], 0, InTokens: false) };
    private IPreparedVerifier _verifier = null!;

    [Params("format", "length", "repetition", "judge", "reward_model", "remote", "first_of", "agree")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var models = new InstantModels();
        var catalog = new VerifierCatalog([new MathVerifier(), new ExactVerifier(), new JudgeVerifier(models)]);
        (IVerifier verifier, var options, var reference) = Name switch
        {
            "format" => (new FormatVerifier(), """{"mode": "r1"}""", ""),
            "length" => (new LengthVerifier(), """{"mode": "cosine", "max_len": 8000}""", ""),
            "repetition" => (new LengthVerifier(), """{"mode": "repetition_words", "n": 3, "max_penalty": -1}""", ""),
            "judge" => (new JudgeVerifier(models), """{"model": "m"}""", """{"question": "3 + 4?", "compare_to": "8"}"""),
            "reward_model" => (new RewardModelVerifier(models), """{"model": "m"}""", ""),
            "remote" => (new RemoteVerifier(models), """{"service": "m"}""", ""),
            "first_of" => ((IVerifier)new FirstOfVerifier(() => catalog), """{"verifiers": [{"verifier": "math"}, {"verifier": "judge", "options": {"model": "m", "mode": "equivalence"}}]}""", "\"7\""),
            _ => (new AgreeVerifier(() => catalog, new NoQueue()), """{"verifiers": [{"verifier": "math"}, {"verifier": "exact"}]}""", "\"7\""),
        };
        _verifier = verifier.Prepare(reference.Length == 0 ? JsonCursor.Absent("reference") : SmallVerifiers.Json(reference), SmallVerifiers.Json(options));
    }

    [Benchmark]
    public double Verify() => SmallVerifiers.Judge(_verifier, _completion);

    private sealed class NoQueue : IReviewQueue
    {
        public ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }

    private sealed class InstantModels : IModelDirectory, IChatModel, IRewardModel, IRemoteVerifier
    {
        public string Identity => "m";

        public IReadOnlyList<string> Names(ModelKind kind) => ["m"];

        public bool TryGetChat(string name, [NotNullWhen(true)] out IChatModel? model) => (model = this) is not null;

        public bool TryGetReward(string name, [NotNullWhen(true)] out IRewardModel? model) => (model = this) is not null;

        public bool TryGetRemote(string name, [NotNullWhen(true)] out IRemoteVerifier? model) => (model = this) is not null;

        public ValueTask<ChatReply> AskAsync(ChatRequest request, Func<string, bool> canRead, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new ChatReply { Text = "[[A]]" });

        public ValueTask<RewardReply> ScoreAsync(string question, string response, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new RewardReply { Value = 0.5 });

        public ValueTask<RewardReply> VerifyAsync(string? prompt, string completion, JsonElement fields, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new RewardReply { Value = 1 });
    }
}

/// <summary>Looking for leaked tests in a completion of 4,000 characters, with ten tests to look for: nothing is found, as nearly always.</summary>
[MemoryDiagnoser]
public class LeakDetection
{
    private readonly Flags.ReferenceLeak _leak = Flags.ReferenceLeak.Of(
        Enumerable.Range(1, 10).Select(i => $"assert distance([{i}.5, {i * 7}.25, 3.75], [8.5, {i * 13}.5, 1.125]) == {i * 17}.268"))!;

    private readonly Completion _completion = new(SmallVerifiers.Reasoning) { Prompt = "Write distance(a, b)." };

    [Benchmark]
    public bool Look() => _leak.Find(_completion) is null;
}
