namespace Verifiers.Policy.Generation;

/// <summary>
/// What the tasks are written with: printable ASCII, the line feed, the Chinese characters of <c>mixed-language</c>, and the words that
/// would otherwise cost a token a letter. Digits and operators are never joined: reckoning is learnt digit by digit.
/// </summary>
internal static class DefaultVocabulary
{
    /// <summary>Space to tilde, the line feed, and the characters of the Chinese words.</summary>
    public static string Alphabet { get; } = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)) + "\n加上等于写下进位然后";

    public static IReadOnlyList<string> Pieces { get; } =
    [
        // mixed-language: a word is one token in either language, so that neither is the shorter way.
        " and ", " gives ", " write ", " carry ", " then ",
        " 加上 ", " 等于 ", " 写下 ", " 进位 ", " 然后 ",

        // algebra
        "simplify ", "expand ", "solve ", "derive ", " or ",

        // code
        "```\n", "\n```", "def f(x):", " return ", "lambda ", "sum(", "max(", "min(", "abs(", "len(", "sorted(", "[::-1]", " for ", " in ", " if ", " else ", "==", "//",
    ];
}
