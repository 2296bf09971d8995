namespace Verifiers.Extraction;

/// <summary>By which sign the answer of a completion was found, from the surest to the least sure.</summary>
public enum ExtractionRule
{
    /// <summary>\boxed{…} or \fbox{…}; several when they stand together.</summary>
    Boxed,

    /// <summary>&lt;answer>…&lt;/answer>.</summary>
    AnswerTag,

    /// <summary>#### at the end, as in GSM8K.</summary>
    Hashes,

    /// <summary>"The final answer is …", "答案是 …", "A: …".</summary>
    Phrase,

    /// <summary>The completion is nothing but the answer.</summary>
    Whole,

    /// <summary>The formula at the end.</summary>
    TrailingFormula,

    /// <summary>The last number: a last resort.</summary>
    LastNumber,
}

/// <summary>The answer of a completion and where it stands.</summary>
/// <param name="Text">The answer; for joined boxes their contents with commas between.</param>
/// <param name="Span">Where it stands in the completion.</param>
/// <param name="Rule">How it was found.</param>
/// <param name="HasRivals">Whether the completion marks other, different answers as final as well.</param>
public sealed record ExtractedAnswer(string Text, TextSpan Span, ExtractionRule Rule, bool HasRivals);
