namespace Verifiers.Api.Scoring;

/// <summary>Why there is no room just now. It is counted only when a caller is sent away with it: <see cref="Admission.Refused"/>.</summary>
/// <param name="Reason">For the counter; one of few.</param>
/// <param name="Sentence">What is too much.</param>
/// <param name="Wait">About how long until there is room.</param>
internal sealed record Refusal(string Reason, string Sentence, TimeSpan Wait);
