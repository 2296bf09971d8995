namespace Verifiers.Structured.Documents;

/// <summary>What reading a document came to: its value, or where and why it is none.</summary>
/// <param name="Value">Null when there is a fault.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
/// <param name="At">The UTF-16 code unit of the text where it is wrong.</param>
/// <param name="IsDuplicateKey">Whether the fault is a name that stands twice in one object.</param>
internal sealed record DocumentReading(DataValue? Value, string? Fault = null, int At = 0, bool IsDuplicateKey = false)
{
    /// <summary>No value.</summary>
    public static DocumentReading Failed(string fault, int at, bool isDuplicateKey = false) => new(null, fault, at, isDuplicateKey);
}
