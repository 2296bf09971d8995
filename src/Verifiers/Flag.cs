namespace Verifiers;

/// <summary>A signal worth a person's look, which did not decide the verdict: a hedge, several final answers, weak isolation.</summary>
/// <param name="Name">A stable name in snake_case, such as <c>multiple_final_answers</c>.</param>
/// <param name="Explanation">One sentence.</param>
public sealed record Flag(string Name, string Explanation);
