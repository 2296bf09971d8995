namespace Verifiers.Structured.Schemas;

/// <summary>A schema cannot be used. The reader of the reference turns it into a refusal with the path of the schema.</summary>
/// <param name="problem">What is wrong with it, as a sentence.</param>
/// <param name="place">Where in the schema; null for the schema as a whole.</param>
internal sealed class SchemaException(string problem, SchemaPlace? place = null) : Exception(problem)
{
    public SchemaPlace? Place { get; } = place;

    public string Problem { get; } = problem;
}
