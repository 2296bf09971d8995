namespace Verifiers.Code.Assertions;

/// <summary>What a token of Python's text is.</summary>
internal enum PythonTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A number as written.</summary>
    Number,

    /// <summary>A string literal with prefix and quotes.</summary>
    Text,

    /// <summary>An operator or delimiter.</summary>
    Operator,

    /// <summary>The end of a logical line.</summary>
    LineEnd,

    /// <summary>A character that begins no token, or a literal that does not end.</summary>
    Unknown,
}

/// <summary>A token and where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Of its first character.</param>
/// <param name="End">Behind its last one.</param>
/// <param name="Indent">Columns before the first token of its logical line.</param>
internal readonly record struct PythonToken(PythonTokenKind Kind, int Start, int End, int Indent)
{
    /// <summary>Its text.</summary>
    public ReadOnlySpan<char> In(string source) => source.AsSpan(Start, End - Start);
}
