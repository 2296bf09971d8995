namespace Verifiers.Format;

/// <summary>
/// Where the thoughts and the answer of a completion stand, and what is wrong with its format. Verifiers that judge the answer
/// take it from here.
/// </summary>
/// <param name="Reason"><see cref="FormatReason.Ok"/>, or the first rule that the completion breaks.</param>
/// <param name="Thoughts">Between the think tags, blanks included; null when the reading did not get that far.</param>
/// <param name="Answer">The answer, blanks included; null when the reading did not get that far.</param>
/// <param name="Offence">Where the rule is broken; null when the format is right, or when something is missing altogether.</param>
public sealed record ThoughtsAndAnswer(FormatReason Reason, TextSpan? Thoughts = null, TextSpan? Answer = null, int? Offence = null);
