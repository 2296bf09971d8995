namespace Verifiers.Judges;

/// <summary>A rubric names models that the operator's settings do not have.</summary>
/// <param name="path">Where the first of them is named.</param>
/// <param name="problem">What was expected there.</param>
/// <param name="models">Their names.</param>
public sealed class ModelMissingException(string path, string problem, IReadOnlyList<string> models) : InvalidInputException(path, problem)
{
    /// <summary>The names under which the settings should have a model: <c>Models:&lt;name&gt;</c>.</summary>
    public IReadOnlyList<string> Models { get; } = models;
}
