namespace Verifiers.Structured;

/// <summary>How completions are read and what nearly right ones are worth.</summary>
/// <param name="Embedded">Whether a document may stand among other text.</param>
/// <param name="AssertFormats">Whether the schema's <c>format</c> decides.</param>
/// <param name="Strictify">Whether every property is required and no other allowed, as in OpenAI's strict mode.</param>
/// <param name="PartialCredit">Whether a document that breaks some keywords earns a part.</param>
internal sealed record StructuredOptions(bool Embedded, bool AssertFormats, bool Strictify, bool PartialCredit)
{
    /// <exception cref="InvalidInputException">An option is unknown or has the wrong type.</exception>
    public static StructuredOptions Read(JsonCursor options)
    {
        if (options.IsPresent)
            options.Object("extract", "formats", "strictify", "credit");
        return new(
            options.Optional("extract") is { IsPresent: true } extract && extract.OneOf("strict", "embedded") == "embedded",
            options.Optional("formats") is { IsPresent: true } formats && formats.OneOf("annotate", "assert") == "assert",
            options.Optional("strictify").BooleanOr(false),
            options.Optional("credit") is { IsPresent: true } credit && credit.OneOf("all", "partial") == "partial");
    }
}
