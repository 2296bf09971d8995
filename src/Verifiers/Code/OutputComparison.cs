using System.Globalization;
using System.Text;

namespace Verifiers.Code;

/// <summary>
/// Decides whether a program's standard output is the expected one. Works on bytes, so that output that is no UTF-8 is compared
/// like any other. Blanks are the ASCII ones. Linear in both outputs, but for the sorting that <c>unordered_lines</c> needs.
/// </summary>
public sealed class OutputComparison
{
    private const int ExcerptBytes = 80;

    /// <summary>Blanks between tokens; a line feed ends a line.</summary>
    private static ReadOnlySpan<byte> Blanks => " \t\r\v\f"u8;

    private readonly Mode _mode;
    private readonly double _tolerance;

    private OutputComparison(Mode mode, double tolerance = 0)
    {
        _mode = mode;
        _tolerance = tolerance;
    }

    private enum Mode
    {
        Lines,
        Float,
        Tokens,
        IgnoreCase,
        Exact,
        UnorderedLines,
    }

    /// <summary>Line by line, token by token; tokens equal as text or as plain decimals.</summary>
    public static OutputComparison Default { get; } = new(Mode.Lines);

    /// <summary>
    /// The comparison of this name: <c>default</c> or <c>lines</c>, <c>float:E</c>, <c>tokens</c>, <c>icase</c>, <c>exact</c>,
    /// <c>unordered_lines</c>; null when there is none.
    /// </summary>
    public static OutputComparison? Find(string name)
    {
        if (name.StartsWith("float:", StringComparison.Ordinal))
        {
            var isTolerance = double.TryParse(name.AsSpan("float:".Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var tolerance)
                && tolerance is >= 0 and < 1;
            return isTolerance ? new(Mode.Float, tolerance) : null;
        }
        return name switch
        {
            "default" or "lines" => Default,
            "tokens" => new(Mode.Tokens),
            "icase" => new(Mode.IgnoreCase),
            "exact" => new(Mode.Exact),
            "unordered_lines" => new(Mode.UnorderedLines),
            _ => null,
        };
    }

    /// <summary>The first difference; null when the outputs are equal.</summary>
    public OutputMismatch? FirstMismatch(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => _mode switch
    {
        Mode.Lines or Mode.Float or Mode.IgnoreCase => CompareLines(expected, actual),
        Mode.Tokens => CompareTokens(expected, actual),
        Mode.Exact => CompareExactly(WithoutFinalLineFeed(expected), WithoutFinalLineFeed(actual)),
        Mode.UnorderedLines => CompareAsSetOfLines(expected, actual),
    };

    private OutputMismatch? CompareLines(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        expected = WithoutBlankEnd(expected);
        actual = WithoutBlankEnd(actual);
        for (var line = 1; !expected.IsEmpty || !actual.IsEmpty; line++)
        {
            var (expectedEnds, actualEnds) = (expected.IsEmpty, actual.IsEmpty);
            var expectedLine = TakeLine(ref expected);
            var actualLine = TakeLine(ref actual);
            for (var token = 1; ; token++)
            {
                var expectedToken = TakeToken(ref expectedLine, Blanks);
                var actualToken = TakeToken(ref actualLine, Blanks);
                if (expectedToken.IsEmpty && actualToken.IsEmpty)
                {
                    if (expectedEnds != actualEnds) // an empty line where the other output has ended
                        return new(line, Token: null, expectedEnds ? null : "", actualEnds ? null : "");
                    break;
                }
                if (!AreEqual(expectedToken, actualToken))
                    return Mismatch(line, token, expectedToken, actualToken);
            }
        }
        return null;
    }

    private OutputMismatch? CompareTokens(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var (line, token) = (1, 0);
        while (true)
        {
            var before = expected.Length;
            var whole = expected;
            var expectedToken = TakeToken(ref expected, " \t\r\v\f\n"u8);
            var actualToken = TakeToken(ref actual, " \t\r\v\f\n"u8);
            var lineFeeds = whole[..(before - expected.Length - expectedToken.Length)].Count((byte)'\n');
            (line, token) = lineFeeds > 0 ? (line + lineFeeds, 1) : (line, token + 1);
            if (expectedToken.IsEmpty && actualToken.IsEmpty)
                return null;
            if (!AreEqual(expectedToken, actualToken))
                return Mismatch(line, token, expectedToken, actualToken);
        }
    }

    private static OutputMismatch? CompareExactly(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var same = expected.CommonPrefixLength(actual);
        if (same == expected.Length && same == actual.Length)
            return null;
        var line = expected[..same].Count((byte)'\n') + 1;
        return new(line, Token: null, ExcerptFrom(expected, same), ExcerptFrom(actual, same));

        static string? ExcerptFrom(ReadOnlySpan<byte> output, int at) => at == output.Length ? null : Excerpt(output[at..]);
    }

    /// <summary>Every line that holds something, in any order and as often as expected.</summary>
    private static OutputMismatch? CompareAsSetOfLines(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var rest = actual; !rest.IsEmpty;)
        {
            if (CanonicalLine(TakeLine(ref rest)) is { Length: > 0 } key)
                counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        var line = 0;
        for (var rest = expected; !rest.IsEmpty;)
        {
            line++;
            var whole = TakeLine(ref rest);
            if (CanonicalLine(whole) is not { Length: > 0 } key)
                continue;
            if (counts.GetValueOrDefault(key) == 0)
                return new(line, Token: null, Excerpt(whole), Actual: null);
            counts[key]--;
        }
        line = 0;
        for (var rest = actual; !rest.IsEmpty;)
        {
            line++;
            var whole = TakeLine(ref rest);
            if (CanonicalLine(whole) is { Length: > 0 } key && counts[key] > 0)
                return new(line, Token: null, Expected: null, Excerpt(whole));
        }
        return null;
    }

    /// <summary>One text for all lines whose tokens are equal.</summary>
    private static string CanonicalLine(ReadOnlySpan<byte> line)
    {
        var key = new StringBuilder();
        while (TakeToken(ref line, Blanks) is { IsEmpty: false } token)
            key.Append(PlainDecimal.Read(token) is { } number ? "#" + number.Canonical : "'" + Encoding.Latin1.GetString(token)).Append(' ');
        return key.ToString();
    }

    private bool AreEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (_mode == Mode.Float && IsNonFinite(expected))
            return false;
        if (expected.SequenceEqual(actual))
            return true;
        if (_mode == Mode.IgnoreCase && CaseFolding.AreEqual(expected, actual))
            return true;
        if (PlainDecimal.Read(expected) is not { } expectedNumber || PlainDecimal.Read(actual) is not { } actualNumber)
            return false;
        if (expectedNumber.HasValueOf(actualNumber))
            return true;
        return _mode == Mode.Float && _tolerance > 0 && expectedNumber.IsWrittenAsReal
            && IsWithinTolerance(PlainDecimal.ToDouble(expected), PlainDecimal.ToDouble(actual));
    }

    /// <summary>|actual − expected| ≤ E, or ≤ E · |expected|. A number beyond the range of doubles is near nothing.</summary>
    private bool IsWithinTolerance(double expected, double actual)
    {
        var difference = Math.Abs(actual - expected);
        return double.IsFinite(expected) && double.IsFinite(actual)
            && (difference <= _tolerance || difference <= _tolerance * Math.Abs(expected));
    }

    /// <summary>NaN or an infinity, as languages print them: where numbers are near each other, these are near nothing.</summary>
    private static bool IsNonFinite(ReadOnlySpan<byte> token)
    {
        var name = token.TrimStart("+-"u8);
        return Ascii.EqualsIgnoreCase(name, "nan"u8) || Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8);
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    private static ReadOnlySpan<byte> TakeToken(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> blanks)
    {
        var start = rest.IndexOfAnyExcept(blanks);
        if (start < 0)
        {
            rest = default;
            return default;
        }
        rest = rest[start..];
        var end = rest.IndexOfAny(blanks);
        var token = end < 0 ? rest : rest[..end];
        rest = rest[token.Length..];
        return token;
    }

    private static ReadOnlySpan<byte> WithoutBlankEnd(ReadOnlySpan<byte> output) => output.TrimEnd(" \t\r\v\f\n"u8);

    private static ReadOnlySpan<byte> WithoutFinalLineFeed(ReadOnlySpan<byte> output) => output.EndsWith("\n"u8) ? output[..^1] : output;

    private static OutputMismatch Mismatch(int line, int token, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        new(line, token, expected.IsEmpty ? null : Excerpt(expected), actual.IsEmpty ? null : Excerpt(actual));

    private static string Excerpt(ReadOnlySpan<byte> bytes) => bytes.Length <= ExcerptBytes
        ? Encoding.UTF8.GetString(bytes)
        : Encoding.UTF8.GetString(bytes[..ExcerptBytes]) + "…";
}
