using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Patterns;

/// <summary>
/// A regular expression in Python's sense, searched without backtracking: all ways are followed at once, in the order in which Python
/// would try them (Pike 1987), so that the work is bounded by text × expression. An expression that is plain text is searched by Knuth,
/// Morris and Pratt.
/// </summary>
internal sealed class Pattern
{
    /// <summary>Characters times steps that one search may cost.</summary>
    private const long MaxWork = 100_000_000;

    private readonly Step[] _steps;
    private readonly int _start;
    private readonly int[]? _literal;
    private readonly int[] _fallback = [];
    private readonly bool _ignoreCase;

    private Pattern(Step[] steps, int start, int[]? literal, bool ignoreCase)
    {
        (_steps, _start, _literal, _ignoreCase) = (steps, start, literal, ignoreCase);
        if (literal is not null)
            _fallback = FallbackOf(literal);
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="ignoreCase">Whether case does not matter.</param>
    /// <param name="pattern">The expression, ready to search; null when Python would refuse it too.</param>
    /// <param name="problem">Why it is refused, or what is not available; null when all is well.</param>
    /// <returns>False when it is an expression, but one that cannot be searched here.</returns>
    public static bool TryCompile(string source, bool ignoreCase, out Pattern? pattern, out string? problem)
    {
        pattern = null;
        var parser = new PatternParser(source, ignoreCase);
        var tree = parser.Parse();
        problem = parser.Unavailable ?? parser.Error;
        if (tree is null)
            return parser.Unavailable is null;
        if (PatternProgram.Compile(tree, out var start) is not { } steps)
        {
            problem = "so many repetitions";
            return false;
        }
        pattern = new Pattern(steps, start, LiteralOf(tree), ignoreCase);
        return true;
    }

    /// <summary>Whether it matches somewhere; null when the bound was reached.</summary>
    public bool? IsIn(string text) => Count(text, atMost: 1) is { } count ? count > 0 : null;

    /// <summary>Number of matches that do not overlap, from the left; null when the bound was reached.</summary>
    public int? Count(string text, int atMost = int.MaxValue)
    {
        if (_literal is { Length: > 0 })
            return CountLiteral(text, atMost);
        var count = 0;
        foreach (var match in Matches(text))
        {
            if (match is null)
                return null;
            if (++count >= atMost)
                break;
        }
        return count;
    }

    /// <summary>The matches that do not overlap, from the left; a null at the end when the bound was reached.</summary>
    public IEnumerable<TextSpan?> Matches(string text)
    {
        var search = new PatternSearch(_steps, _start, text, MaxWork);
        var from = 0;
        var mustAdvance = false;
        while (from <= text.Length && search.Next(from, mustAdvance) is { } match)
        {
            yield return match;
            from = match.End;
            mustAdvance = match.Length == 0;
        }
        if (search.IsExhausted)
            yield return null;
    }

    private int CountLiteral(string text, int atMost)
    {
        var (count, matched) = (0, 0);
        for (var at = 0; at < text.Length && count < atMost;)
        {
            var code = Characters.At(text, at, out var length);
            at += length;
            if (_ignoreCase)
                code = SimpleFolding.Fold(code);
            while (matched > 0 && _literal![matched] != code)
                matched = _fallback[matched - 1];
            if (_literal![matched] == code && ++matched == _literal.Length)
            {
                count++;
                matched = 0;
            }
        }
        return count;
    }

    /// <summary>The characters of an expression that is plain text, folded when case does not matter.</summary>
    private static int[]? LiteralOf(PatternNode tree)
    {
        if (tree is not Following(var parts))
            return null;
        var literal = new int[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not OneOf { Set.OnlyCharacter: { } only })
                return null;
            literal[i] = only;
        }
        return literal;
    }

    /// <summary>fallback[i]: length of the longest proper prefix of the text that also ends its first i + 1 characters.</summary>
    private static int[] FallbackOf(int[] literal)
    {
        var fallback = new int[literal.Length];
        var matched = 0;
        for (var i = 1; i < literal.Length; i++)
        {
            while (matched > 0 && literal[matched] != literal[i])
                matched = fallback[matched - 1];
            if (literal[matched] == literal[i])
                matched++;
            fallback[i] = matched;
        }
        return fallback;
    }
}
