namespace Verifiers.Structured.Schemas;

/// <summary>The drafts of JSON Schema, in order.</summary>
internal enum Draft
{
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}

/// <summary>Groups of keywords that a meta-schema can switch on and off, since 2019-09.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    FormatAssertion = 8,
    Default = Applicator | Unevaluated | Validation,
}

/// <summary>How a schema is read.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Vocabularies">The keywords that count.</param>
internal readonly record struct Dialect(Draft Draft, Vocabularies Vocabularies = Vocabularies.Default)
{
    /// <summary>The word for <c>$id</c>.</summary>
    public string IdKeyword => Draft == Draft.Draft4 ? "id" : "$id";

    /// <summary>Through draft 7, nothing beside <c>$ref</c> counts.</summary>
    public bool RefStandsAlone => Draft <= Draft.Draft7;
}
