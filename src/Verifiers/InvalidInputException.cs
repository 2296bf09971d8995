namespace Verifiers;

/// <summary>A request, reference, option or rubric has the wrong shape. Says where and what was expected.</summary>
/// <param name="path">Where, such as <c>samples[3].reference.tests[0].input</c>; empty for the whole document.</param>
/// <param name="problem">What was expected and what was found, as a sentence.</param>
public class InvalidInputException(string path, string problem) : Exception($"{(path.Length == 0 ? "the document" : path)}: {problem}")
{
    /// <summary>Where, such as <c>samples[3].reference.tests[0].input</c>; empty for the whole document.</summary>
    public string Path { get; } = path;

    /// <summary>What was expected and what was found.</summary>
    public string Problem { get; } = problem;
}
