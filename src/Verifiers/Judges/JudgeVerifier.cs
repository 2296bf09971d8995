namespace Verifiers.Judges;

/// <summary>
/// Asks a language model: whether a response is more helpful than another, safe, equal to a reference answer, good on a scale, or
/// what a criterion says. For what no rule can decide.
/// </summary>
/// <param name="models">The models that the operator configured.</param>
public sealed class JudgeVerifier(IModelDirectory models) : IVerifier
{
    public string Name => "judge";

    public string Summary => "What a language model says of the response: better, safe, equal, a rating, yes or no.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Remote;

    public ReferenceUse ReferenceUse => ReferenceUse.Optional;

    public void CheckOptions(JsonCursor options) => JudgeOptions.Read(options, models);

    public string? IdentityOf(JsonCursor options) =>
        $"{JudgePrompt.Version} {string.Join(", ", JudgeOptions.Read(options, models).Models.Select(model => model.Identity))}";

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var settings = JudgeOptions.Read(options, models);
        var material = JudgeReference.Read(reference);
        if (settings.Mode.Name == "helpfulness" && material.CompareTo.Count == 0)
            throw new InvalidInputException(PathOf(reference, "compare_to"), "expected a response to compare with: helpfulness is a preference between two.");
        if (settings.Mode.Name == "equivalence" && material.Reference is null)
            throw new InvalidInputException(PathOf(reference, "reference"), "expected the answer that the completion's is compared with.");
        if (settings.Mode.Name != "helpfulness" && material.CompareTo.Count > 0)
            throw new InvalidInputException(PathOf(reference, "compare_to"), $"belongs to the mode helpfulness, and the mode is {settings.Mode.Name}.");
        return new PreparedJudge(settings, material);
    }

    private static string PathOf(JsonCursor reference, string field) => reference.Path.Length == 0 ? field : $"{reference.Path}.{field}";
}
