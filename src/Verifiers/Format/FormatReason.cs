namespace Verifiers.Format;

/// <summary>Why a completion has or lacks the format: the first rule it breaks, in the order in which the rules are read.</summary>
public enum FormatReason
{
    Ok,
    Empty,
    MissingThink,
    WrongOrder,
    ContentBefore,
    UnclosedThink,
    NestedThink,
    EmptyThink,
    ThinkTooShort,
    AnswerInThink,
    DuplicateThink,
    ContentBetween,
    MissingAnswer,
    UnclosedAnswer,
    ThinkInAnswer,
    DuplicateAnswer,
    EmptyAnswer,
    ContentAfter,
}

internal static class FormatReasons
{
    /// <summary>The stable code that programs count.</summary>
    public static string Code(this FormatReason reason) => reason switch
    {
        FormatReason.Ok => "ok",
        FormatReason.Empty => "empty",
        FormatReason.MissingThink => "missing_think",
        FormatReason.WrongOrder => "wrong_order",
        FormatReason.ContentBefore => "content_before",
        FormatReason.UnclosedThink => "unclosed_think",
        FormatReason.NestedThink => "nested_think",
        FormatReason.EmptyThink => "empty_think",
        FormatReason.ThinkTooShort => "think_too_short",
        FormatReason.AnswerInThink => "answer_in_think",
        FormatReason.DuplicateThink => "duplicate_think",
        FormatReason.ContentBetween => "content_between",
        FormatReason.MissingAnswer => "missing_answer",
        FormatReason.UnclosedAnswer => "unclosed_answer",
        FormatReason.ThinkInAnswer => "think_in_answer",
        FormatReason.DuplicateAnswer => "duplicate_answer",
        FormatReason.EmptyAnswer => "empty_answer",
        FormatReason.ContentAfter => "content_after",
    };

    /// <summary>The same for a person who asks why.</summary>
    public static string Sentence(this FormatReason reason) => reason switch
    {
        FormatReason.Ok => "Thoughts and answer stand where they should.",
        FormatReason.Empty => "The completion is empty.",
        FormatReason.MissingThink => "There is no <think>.",
        FormatReason.WrongOrder => "A </think> or <answer> stands before the <think>.",
        FormatReason.ContentBefore => "There is text before the <think>.",
        FormatReason.UnclosedThink => "The thoughts are not closed with </think>.",
        FormatReason.NestedThink => "There is a second <think> inside the thoughts.",
        FormatReason.EmptyThink => "The thoughts are blank.",
        FormatReason.ThinkTooShort => "The thoughts are shorter than min_think_chars.",
        FormatReason.AnswerInThink => "There is an answer tag inside the thoughts.",
        FormatReason.DuplicateThink => "Thoughts are opened or closed a second time.",
        FormatReason.ContentBetween => "There is text between the thoughts and the answer.",
        FormatReason.MissingAnswer => "There is no answer after the thoughts.",
        FormatReason.UnclosedAnswer => "The answer is not closed with </answer>.",
        FormatReason.ThinkInAnswer => "There is a think tag inside the answer.",
        FormatReason.DuplicateAnswer => "There is more than one answer block.",
        FormatReason.EmptyAnswer => "The answer is blank.",
        FormatReason.ContentAfter => "There is text after the </answer>.",
    };
}
