using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics;

/// <summary>What a comparison came to.</summary>
internal enum Outcome
{
    /// <summary>The same answer.</summary>
    Equal,

    /// <summary>Another answer.</summary>
    Different,

    /// <summary>Neither could be shown within the bounds.</summary>
    Undecided,
}

/// <summary>The result of a comparison and why.</summary>
/// <param name="Outcome">Which.</param>
/// <param name="Reason">A stable code in snake_case.</param>
/// <param name="Explanation">One sentence, with the witness where there is one.</param>
internal sealed record Finding(Outcome Outcome, string Reason, string Explanation)
{
    /// <summary>The reading of the reference that decided, when it was not the usual one.</summary>
    public Expr? ReadReference { get; init; }

    /// <summary>The reading of the answer that decided, when one of the two was not the usual one.</summary>
    public Expr? ReadAnswer { get; init; }

    public static Finding Identical { get; } = new(Outcome.Equal, "identical", "Equal: both say the same in the same words.");

    public static Finding Equal(string reason, string explanation) => new(Outcome.Equal, reason, explanation);

    public static Finding Different(string reason, string explanation) => new(Outcome.Different, reason, explanation);

    public static Finding Undecided(string reason, string explanation) => new(Outcome.Undecided, reason, explanation);

    /// <summary>Whether it is <see cref="Outcome.Equal"/>.</summary>
    public bool IsEqual => Outcome == Outcome.Equal;
}
