namespace Verifiers;

/// <summary>What a verifier decided about one completion.</summary>
public enum Verdict
{
    /// <summary>Proved to meet the reference.</summary>
    Correct,

    /// <summary>Proved not to meet the reference.</summary>
    Incorrect,

    /// <summary>Neither could be proved within the bounds. The rubric says what that is worth.</summary>
    Undecided,

    /// <summary>A fault that is not the policy's: outage, bug or unusable reference. It earns no reward at all, not a zero.</summary>
    Error,
}
