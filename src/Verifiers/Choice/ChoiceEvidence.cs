namespace Verifiers.Choice;

/// <summary>What the choice verifier found.</summary>
/// <param name="Chosen">The label that the completion chose; null when it chose none.</param>
/// <param name="Accepted">The labels that are right.</param>
/// <param name="Span">Where the choice, or what made it none, stands in the completion.</param>
/// <param name="Rule">By which sign it was found; null when nothing was.</param>
/// <param name="Text">What stands there, cut to 200 characters.</param>
/// <param name="DifferentChoices">How many different choices the completion states as its answer.</param>
/// <param name="Chance">In the mode <c>mmlu_pro</c> without an answer: what the random letter of that grader is worth, 1 / number of choices.</param>
public sealed record ChoiceEvidence(
    string? Chosen, IReadOnlyList<string> Accepted, TextSpan? Span, ChoiceRule? Rule, string? Text, int DifferentChoices, double? Chance = null) : Evidence;
