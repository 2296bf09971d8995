namespace Verifiers.Format;

/// <summary>What the format verifier found. Positions are UTF-16 code units of the completion as it was sent.</summary>
/// <param name="Mode">The format asked for.</param>
/// <param name="Thoughts">The thoughts; null in modes that do not look for them, and when the reading did not get that far.</param>
/// <param name="Answer">The answer; null likewise.</param>
/// <param name="Offence">Where the format is broken; null when it is right, or when something is missing altogether.</param>
public sealed record FormatEvidence(string Mode, TextSpan? Thoughts = null, TextSpan? Answer = null, int? Offence = null) : Evidence;
