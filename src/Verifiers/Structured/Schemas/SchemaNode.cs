namespace Verifiers.Structured.Schemas;

/// <summary>A compiled schema: all of its rules must hold.</summary>
internal sealed class SchemaNode(SchemaPlace place)
{
    public SchemaPlace Place { get; } = place;

    /// <summary>False for the schema <c>false</c>, which nothing meets.</summary>
    public bool IsPossible { get; set; } = true;

    /// <summary>In the order in which they are looked at: cheap ones first, unevaluated ones last.</summary>
    public Rule[] Rules { get; set; } = [];

    /// <summary>Whether a rule asks which members and items the other rules looked at.</summary>
    public bool AsksForMarks { get; set; }
}
