using System.Text.Json;

namespace Verifiers.Tests.Scoring;

/// <summary>A verifier whose judgement is a function of the completion; counts how often it was prepared and asked.</summary>
internal sealed class ScriptedVerifier(string name, Func<Completion, CancellationToken, ValueTask<Judgement>> judge) : IVerifier
{
    private int _prepared;
    private int _asked;

    public ScriptedVerifier(string name, Func<Completion, Judgement> judge)
        : this(name, (completion, _) => ValueTask.FromResult(judge(completion)))
    {
    }

    public string Name => name;

    public string Summary => "A test's own.";

    public int SemanticsVersion { get; init; } = 1;

    public Lane Lane { get; init; }

    public ReferenceUse ReferenceUse { get; init; }

    public JudgingPhase Phase { get; init; }

    /// <summary>What a judgement by a reference is said to take.</summary>
    public Func<JsonCursor, double> ExpectedSeconds { get; init; } = _ => 0;

    public int Prepared => _prepared;

    public int Asked => _asked;

    /// <summary>Right when the completion is the reference, a JSON string.</summary>
    public static ScriptedVerifier Equality(string name) => new(name, _ => throw new InvalidOperationException("prepared otherwise"))
    {
        ReferenceUse = ReferenceUse.Required,
    };

    /// <summary>Right when the completion says "right", undecided on "perhaps", wrong otherwise.</summary>
    public static ScriptedVerifier Saying(string name) => new(name, completion => completion.Text switch
    {
        "right" => Judgement.Correct("said_right", "It says right."),
        "perhaps" => Judgement.Undecided("said_perhaps", "It says perhaps."),
        _ => Judgement.Incorrect("said_other", "It says something else."),
    });

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        if (options.IsPresent)
            options.Object("strict");
        Interlocked.Increment(ref _prepared);
        return new PreparedOne(this, reference.Kind == JsonValueKind.String ? reference.String() : null) { ExpectedSeconds = ExpectedSeconds(reference) };
    }

    private sealed class PreparedOne(ScriptedVerifier owner, string? reference) : IPreparedVerifier
    {
        public double ExpectedSeconds { get; init; }

        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner._asked);
            return reference is null
                ? owner.Judge(completion, cancellationToken)
                : ValueTask.FromResult(completion.Text == reference
                    ? Judgement.Correct("equal", "It is the reference.")
                    : Judgement.Incorrect("different", "It is not the reference."));
        }
    }

    private ValueTask<Judgement> Judge(Completion completion, CancellationToken cancellationToken) => judge(completion, cancellationToken);
}
