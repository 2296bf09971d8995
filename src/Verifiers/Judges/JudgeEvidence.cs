namespace Verifiers.Judges;

/// <summary>Whom a judge was asked, and what it said.</summary>
/// <param name="Outcome">Whether there is a verdict; the three are never mixed.</param>
/// <param name="Mode">What was asked.</param>
/// <param name="Model">Which model answered; of several the last one asked.</param>
/// <param name="Template">Version of the words it was asked in.</param>
/// <param name="Answers">One for each question: two for each comparison, in both orders.</param>
/// <param name="Inconsistent">Comparisons in which the order changed the verdict.</param>
/// <param name="Faults">Calls that failed, each as a sentence.</param>
public sealed record JudgeEvidence(
    JudgeOutcome Outcome, string Mode, string Model, string Template, IReadOnlyList<JudgeAnswer> Answers, int Inconsistent,
    IReadOnlyList<string> Faults) : Evidence
{
    /// <summary>Tokens read and written for all of it; replies that were kept cost none.</summary>
    public int Tokens => Answers.Sum(answer => answer.Tokens);
}

/// <summary>How a question to a judge ended.</summary>
public enum JudgeOutcome
{
    /// <summary>The judge stated a verdict.</summary>
    Scored,

    /// <summary>The judge answered, and stated no verdict although it was reminded.</summary>
    Unparseable,

    /// <summary>The judge could not be asked, or its answer was cut off: a fault that is not the policy's.</summary>
    JudgeError,
}

/// <summary>One question to a judge.</summary>
/// <param name="Order">Where the completion stood: <c>first</c>, <c>second</c>, or <c>alone</c>.</param>
/// <param name="Verdict">The word that was read; null when there was none.</param>
/// <param name="Reply">What the judge wrote last, cut to 400 characters.</param>
/// <param name="Asked">How often it was asked.</param>
/// <param name="Tokens">Tokens read and written.</param>
/// <param name="Cached">Whether the last reply was a kept one.</param>
/// <param name="PromptHash">SHA-256 of the messages, cut to 16 digits.</param>
public sealed record JudgeAnswer(string Order, string? Verdict, string Reply, int Asked, int Tokens, bool Cached, string PromptHash);
