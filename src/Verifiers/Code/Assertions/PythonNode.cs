namespace Verifiers.Code.Assertions;

/// <summary>An expression of the small part of Python's grammar that assertions are written in.</summary>
/// <param name="Start">Of its first character in the source.</param>
/// <param name="End">Behind its last one.</param>
internal abstract record PythonNode(int Start, int End)
{
    /// <summary>A number, a string, None, True or False.</summary>
    public sealed record Constant(int Start, int End, PythonValue Value) : PythonNode(Start, End);

    /// <summary>A name.</summary>
    public sealed record Name(int Start, int End, string Identifier) : PythonNode(Start, End);

    /// <summary>A call; an argument with a keyword has a name.</summary>
    public sealed record Call(int Start, int End, PythonNode Function, IReadOnlyList<(string? Keyword, PythonNode Value)> Arguments) : PythonNode(Start, End);

    /// <summary><c>owner.name</c>.</summary>
    public sealed record Attribute(int Start, int End, PythonNode Owner, string Member) : PythonNode(Start, End);

    /// <summary><c>owner[…]</c>; the parts between commas and colons.</summary>
    public sealed record Subscript(int Start, int End, PythonNode Owner, IReadOnlyList<PythonNode> Parts) : PythonNode(Start, End);

    /// <summary><c>+x</c>, <c>-x</c>, <c>~x</c>, <c>not x</c>.</summary>
    public sealed record Unary(int Start, int End, string Sign, PythonNode Operand) : PythonNode(Start, End);

    /// <summary>Arithmetic.</summary>
    public sealed record Binary(int Start, int End, string Sign, PythonNode Left, PythonNode Right) : PythonNode(Start, End);

    /// <summary>One comparison: <c>==</c>, <c>not in</c>, <c>is</c> …</summary>
    public sealed record Compare(int Start, int End, string Sign, PythonNode Left, PythonNode Right) : PythonNode(Start, End);

    /// <summary>A list <c>[</c>, tuple <c>(</c> or set <c>{</c>.</summary>
    public sealed record Display(int Start, int End, char Bracket, IReadOnlyList<PythonNode> Items) : PythonNode(Start, End);

    /// <summary>A dictionary.</summary>
    public sealed record Mapping(int Start, int End, IReadOnlyList<(PythonNode Key, PythonNode Value)> Entries) : PythonNode(Start, End);
}
