namespace Verifiers.Structured.Documents;

/// <summary>A text is no document of its kind. It stays inside the reader, which turns it into a <see cref="DocumentReading"/>.</summary>
internal sealed class UnreadableException(string fault, int at, bool isDuplicateKey = false) : Exception(fault)
{
    public int At { get; } = at;

    public bool IsDuplicateKey { get; } = isDuplicateKey;
}
