namespace Verifiers.Choice;

/// <summary>By which sign a choice was found.</summary>
public enum ChoiceRule
{
    /// <summary>\boxed{C}.</summary>
    Boxed,

    /// <summary>{"answer": "C"}.</summary>
    Json,

    /// <summary>"The answer is C", "Answer: C", 答案是C.</summary>
    Phrase,

    /// <summary>"I choose C", 故选C.</summary>
    Choosing,

    /// <summary>"C is correct", C正确.</summary>
    Affirmed,

    /// <summary>"It is C."</summary>
    ItIs,

    /// <summary>The last line, or the whole answer, is nothing but a choice.</summary>
    LastLine,

    /// <summary>An expression of the rubric or of another grader.</summary>
    Expression,
}

/// <summary>A place in the text that gives something as the answer.</summary>
/// <param name="Rule">By which sign.</param>
/// <param name="Start">First character of the statement.</param>
/// <param name="Payload">What is given as the answer.</param>
internal readonly record struct Statement(ChoiceRule Rule, int Start, TextSpan Payload);

/// <summary>What a payload says.</summary>
internal enum Reading
{
    /// <summary>Nothing that is a choice.</summary>
    Nothing,

    /// <summary>One choice.</summary>
    Label,

    /// <summary>Several choices at once.</summary>
    Several,

    /// <summary>A choice that is taken back at once: "C, which is wrong".</summary>
    TakenBack,

    /// <summary>A single letter that is no choice of this question.</summary>
    NoSuchLabel,
}

/// <summary>What a payload says, and which part of it says so.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">The choice; null unless it is one.</param>
/// <param name="Span">Where it stands in the folded text.</param>
/// <param name="Conflicts">Whether the text of another choice stands beside the label.</param>
internal readonly record struct Payload(Reading Kind, string? Label = null, TextSpan Span = default, bool Conflicts = false);
