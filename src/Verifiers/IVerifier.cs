using System.Text.Json;

namespace Verifiers;

/// <summary>A family of rewards. One class a family, stateless and thread-safe; registered in the catalog under a unique name.</summary>
public interface IVerifier
{
    /// <summary>The name rubrics use: lower-case, such as <c>math</c>.</summary>
    string Name { get; }

    /// <summary>What it decides, in one sentence, for <c>GET /verifiers</c>.</summary>
    string Summary { get; }

    /// <summary>Version of the semantics. It rises with every change that can change a verdict, and is part of the rubric's hash.</summary>
    int SemanticsVersion { get; }

    /// <summary>Where its work is done.</summary>
    Lane Lane { get; }

    /// <summary>Whether it needs a reference to compare with.</summary>
    ReferenceUse ReferenceUse { get; }

    /// <summary>When it judges: each completion by itself (the default), or after the others, knowing the whole group.</summary>
    JudgingPhase Phase => JudgingPhase.Completion;

    /// <summary>Whether a score may lie below 0: then it cannot be a factor, for two penalties would multiply to a reward. Default: no.</summary>
    bool MayScoreBelowZero => false;

    /// <summary>Reads the reference once for all completions of a group.</summary>
    /// <param name="reference">As the caller sent it; <see cref="JsonCursor.IsPresent"/> is false when absent.</param>
    /// <param name="options">The rubric's options for this component; absent means all defaults.</param>
    /// <exception cref="InvalidInputException">
    /// The reference or an option has the wrong shape; the exception carries the JSON path. A reference of the right shape that
    /// cannot be understood is not refused here: judging it gives <see cref="Verdict.Error"/> with the reason <c>reference_error</c>.
    /// </exception>
    IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options);

    /// <summary>Checks a component's options when its rubric is read, before there is a reference.</summary>
    /// <exception cref="InvalidInputException">An option has the wrong shape; the exception carries the JSON path.</exception>
    void CheckOptions(JsonCursor options)
    {
        if (ReferenceUse == ReferenceUse.None)
            Prepare(JsonCursor.Absent("reference"), options);
    }

    /// <summary>
    /// What a verdict depends on besides the options and <see cref="SemanticsVersion"/>: the model that answers, the versions of
    /// verifiers that these options name. Part of the rubric's hash; null when there is nothing of the kind.
    /// </summary>
    /// <param name="options">Options that <see cref="CheckOptions"/> let pass.</param>
    string? IdentityOf(JsonCursor options) => null;
}

/// <summary>A verifier that has read its reference: judges the completions of one group, from many threads at once.</summary>
public interface IPreparedVerifier
{
    /// <summary>Judges one completion. Whatever the completion holds leads to a judgement; an exception means a fault of ours.</summary>
    ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken);

    /// <summary>About how long one judgement takes, in seconds: what takes longest in a request is begun first. Default: 0.</summary>
    double ExpectedSeconds => 0;

    /// <summary>
    /// Texts that tell how a completion is judged and that no policy should have seen: tests, expected outputs, instructions to a judge. A
    /// completion that quotes them is flagged <c>reference_leak</c>. A right answer is none, for right completions hold it. Default: none.
    /// </summary>
    IEnumerable<string> HiddenTexts => [];
}

/// <summary>Where a verifier's work is done, and so which limit of concurrency it shares.</summary>
public enum Lane
{
    /// <summary>Inline, on a bounded set of workers.</summary>
    Cpu,

    /// <summary>In a slot of the sandbox pool.</summary>
    Sandbox,

    /// <summary>By another service over HTTP.</summary>
    Remote,
}

/// <summary>Whether a verifier compares with a reference.</summary>
public enum ReferenceUse
{
    /// <summary>It needs none; options say everything.</summary>
    None,

    /// <summary>It reads one where there is one, or needs one only with some of its options.</summary>
    Optional,

    /// <summary>It cannot judge without one.</summary>
    Required,
}

/// <summary>When a verifier judges.</summary>
public enum JudgingPhase
{
    /// <summary>Each completion by itself, in any order.</summary>
    Completion,

    /// <summary>After the deciding components of the whole group; <see cref="Completion.Standing"/> is set.</summary>
    Group,
}
