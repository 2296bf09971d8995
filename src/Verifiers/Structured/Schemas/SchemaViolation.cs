namespace Verifiers.Structured.Schemas;

/// <summary>A keyword that does not hold.</summary>
/// <param name="Keyword">The keyword; <c>false</c> for the schema that nothing meets.</param>
/// <param name="InstancePointer">JSON pointer of the value in the document; empty for all of it.</param>
/// <param name="SchemaPointer">Where the keyword stands in the schema, such as <c>#/properties/age/minimum</c>.</param>
/// <param name="What">What is wrong, as a clause.</param>
/// <param name="Type">The type of the value.</param>
internal sealed record SchemaViolation(string Keyword, string InstancePointer, string SchemaPointer, string What, string Type);
