namespace Verifiers.Structured;

/// <summary>What the structured verifier found. Positions are UTF-16 code units of the completion.</summary>
/// <param name="Mode">schema, regex, grammar or tools.</param>
public sealed record StructuredEvidence(string Mode) : Evidence
{
    /// <summary>Where the document, text or calls stand; null when nothing was found.</summary>
    public TextSpan? Found { get; init; }

    /// <summary>Where reading failed; null when it did not.</summary>
    public int? Offence { get; init; }

    /// <summary>The first keyword of the schema that does not hold.</summary>
    public string? Keyword { get; init; }

    /// <summary>JSON pointer of the value that breaks it; empty for the whole document.</summary>
    public string? InstancePointer { get; init; }

    /// <summary>Where the keyword stands in the schema, such as <c>#/properties/age/minimum</c>.</summary>
    public string? SchemaPointer { get; init; }

    /// <summary>Calls that were read, in mode tools.</summary>
    public int? Calls { get; init; }

    /// <summary>The place of the expected call that is not met, counted from 0.</summary>
    public int? ExpectedCall { get; init; }

    /// <summary>The argument in which a call differs.</summary>
    public string? Argument { get; init; }
}
