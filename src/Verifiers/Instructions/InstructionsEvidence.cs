namespace Verifiers.Instructions;

/// <summary>What was found of each instruction.</summary>
/// <param name="Mode"><c>strict</c> or <c>loose</c>.</param>
/// <param name="Followed">How many are followed.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Instructions">One for each, in the order of the reference.</param>
public sealed record InstructionsEvidence(string Mode, int Followed, int Total, IReadOnlyList<InstructionEvidence> Instructions) : Evidence;

/// <summary>What was found of one instruction.</summary>
/// <param name="Id">Its id, such as <c>length_constraints:number_words</c>.</param>
/// <param name="Followed">Whether it is followed; null when that could not be told.</param>
/// <param name="Explanation">What was asked for and what was found.</param>
public sealed record InstructionEvidence(string Id, bool? Followed, string Explanation);
