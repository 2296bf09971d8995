namespace Verifiers.Length;

/// <summary>What the length verifier measured.</summary>
/// <param name="Mode">The reward asked for.</param>
/// <param name="Length">Of the completion; null for rewards that count repetitions.</param>
/// <param name="Unit">What was counted: <c>tokens</c>, <c>characters</c> (Unicode code points) or <c>words</c>.</param>
/// <param name="Unclamped">The value before it was brought into [−1, 1]; null when it lay there.</param>
public sealed record LengthEvidence(string Mode, int? Length, string Unit, double? Unclamped = null) : Evidence;
