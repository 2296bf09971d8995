using System.Globalization;
using System.Numerics;
using System.Text;

namespace Verifiers.Code.Assertions;

/// <summary>The values of literals, and of expressions made of literals alone.</summary>
internal static class PythonLiterals
{
    private const int MaxDigits = 4_300;
    private const int MaxExponent = 10_000;

    /// <summary>A number literal; null when it is none, or too long.</summary>
    public static PythonValue? ReadNumber(ReadOnlySpan<char> literal)
    {
        if (literal.Length > MaxDigits || literal.EndsWith("_") || literal.Contains("__", StringComparison.Ordinal))
            return null;
        var text = literal.ToString().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return ReadDigits(text[2..], 16);
        if (text.StartsWith("0o", StringComparison.Ordinal))
            return ReadDigits(text[2..], 8);
        if (text.StartsWith("0b", StringComparison.Ordinal))
            return ReadDigits(text[2..], 2);
        if (text.All(char.IsAsciiDigit))
            return text[0] != '0' || text.Trim('0').Length == 0 ? ReadDigits(text, 10) : null;
        var isImaginary = text.EndsWith('j');
        if (!double.TryParse(isImaginary ? text[..^1] : text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            return null;
        return isImaginary ? new PythonValue.Complex(0, number) : new PythonValue.Float(number);
    }

    /// <summary>A string literal with its prefix and quotes; null for f-strings, names of characters and broken escapes.</summary>
    public static PythonValue? ReadText(ReadOnlySpan<char> literal)
    {
        var quote = literal.IndexOfAny('"', '\'');
        var prefix = literal[..quote];
        var isRaw = prefix.ContainsAny('r', 'R');
        var isBytes = prefix.ContainsAny('b', 'B');
        if (prefix.ContainsAny('f', 'F'))
            return null;
        var marks = literal.Length >= quote + 6 && literal[quote + 1] == literal[quote] && literal[quote + 2] == literal[quote] ? 3 : 1;
        var body = literal[(quote + marks)..^marks];
        var text = isRaw ? body.ToString() : Unescape(body, isBytes);
        if (text is null)
            return null;
        text = text.Contains('\r') && isRaw ? text.ReplaceLineEndings("\n") : text;
        if (!isBytes)
            return new PythonValue.Text(text);
        return text.All(c => c <= 0xFF) ? new PythonValue.Bytes(text) : null;
    }

    /// <summary>The value of an expression of literals; null when a name, a call or an operation without a simple value is in it.</summary>
    /// <remarks>The recursion is as deep as the parser's.</remarks>
    public static PythonValue? Fold(PythonNode node) => node switch
    {
        PythonNode.Constant constant => constant.Value,
        PythonNode.Display { Bracket: '[' } display => FoldAll(display.Items) is { } items ? new PythonValue.List(items) : null,
        PythonNode.Display { Bracket: '(' } display => FoldAll(display.Items) is { } items ? new PythonValue.Tuple(items) : null,
        PythonNode.Display display => FoldAll(display.Items) is { } items ? new PythonValue.Set(items) : null,
        PythonNode.Mapping mapping => FoldAll([.. mapping.Entries.Select(entry => entry.Key)]) is { } keys
            && FoldAll([.. mapping.Entries.Select(entry => entry.Value)]) is { } values ? new PythonValue.Dictionary([.. keys.Zip(values)]) : null,
        PythonNode.Unary unary => Fold(unary.Operand) is { } operand ? Apply(unary.Sign, operand) : null,
        PythonNode.Binary binary => Fold(binary.Left) is { } left && Fold(binary.Right) is { } right ? Apply(binary.Sign, left, right) : null,
        PythonNode.Call call => FoldCall(call),
        _ => null,
    };

    /// <summary><c>set()</c>, <c>frozenset({1})</c>, <c>float("inf")</c> and their like.</summary>
    private static PythonValue? FoldCall(PythonNode.Call call)
    {
        if (call.Function is not PythonNode.Name { Identifier: var name } || call.Arguments.Any(argument => argument.Keyword is not null))
            return null;
        var arguments = FoldAll([.. call.Arguments.Select(argument => argument.Value)]);
        return (name, arguments) switch
        {
            ("set" or "frozenset", []) => new PythonValue.Set([]),
            ("list", []) => new PythonValue.List([]),
            ("tuple", []) => new PythonValue.Tuple([]),
            ("dict", []) => new PythonValue.Dictionary([]),
            ("set" or "frozenset", [PythonValue.List list]) => new PythonValue.Set(list.Items),
            ("set" or "frozenset", [PythonValue.Tuple list]) => new PythonValue.Set(list.Items),
            ("frozenset", [PythonValue.Set set]) => set,
            ("float", [PythonValue.Text text]) => text.Value.ToLowerInvariant() switch
            {
                "inf" or "+inf" or "infinity" => new PythonValue.Float(double.PositiveInfinity),
                "-inf" or "-infinity" => new PythonValue.Float(double.NegativeInfinity),
                "nan" => new PythonValue.Float(double.NaN),
                _ => null,
            },
            _ => null,
        };
    }

    private static List<PythonValue>? FoldAll(IReadOnlyList<PythonNode> nodes)
    {
        var values = new List<PythonValue>(nodes.Count);
        foreach (var node in nodes)
        {
            if (Fold(node) is not { } value)
                return null;
            values.Add(value);
        }
        return values;
    }

    private static PythonValue? Apply(string sign, PythonValue operand) => (sign, operand) switch
    {
        ("not", _) => new PythonValue.Boolean(!PythonComparison.IsTrue(operand)),
        ("+", PythonValue.Integer or PythonValue.Float) => operand,
        ("-", PythonValue.Integer number) => new PythonValue.Integer(-number.Value),
        ("-", PythonValue.Float number) => new PythonValue.Float(-number.Value),
        ("-", PythonValue.Complex number) => new PythonValue.Complex(-number.Real, -number.Imaginary),
        _ => null,
    };

    private static PythonValue? Apply(string sign, PythonValue left, PythonValue right) => (left, right) switch
    {
        (PythonValue.Integer x, PythonValue.Integer y) => Apply(sign, x.Value, y.Value),
        (PythonValue.Integer or PythonValue.Float, PythonValue.Integer or PythonValue.Float) =>
            PythonComparison.ToFloat(left) is { } x && PythonComparison.ToFloat(right) is { } y ? Apply(sign, x, y) : null,
        (PythonValue.Integer or PythonValue.Float, PythonValue.Complex y) when PythonComparison.ToFloat(left) is { } x => sign switch
        {
            "+" => new PythonValue.Complex(x + y.Real, y.Imaginary),
            "-" => new PythonValue.Complex(x - y.Real, -y.Imaginary),
            _ => null,
        },
        (PythonValue.Text x, PythonValue.Text y) when sign == "+" => new PythonValue.Text(x.Value + y.Value),
        _ => null,
    };

    private static PythonValue.Float? Apply(string sign, double x, double y) => sign switch
    {
        "+" => new(x + y),
        "-" => new(x - y),
        "*" => new(x * y),
        "/" when y != 0 => new(x / y),
        _ => null,
    };

    private static PythonValue? Apply(string sign, BigInteger x, BigInteger y) => sign switch
    {
        "+" => new PythonValue.Integer(x + y),
        "-" => new PythonValue.Integer(x - y),
        "*" => new PythonValue.Integer(x * y),
        "/" when !y.IsZero && BigInteger.Abs(x) < 1L << 53 && BigInteger.Abs(y) < 1L << 53 => new PythonValue.Float((double)x / (double)y), // both exact, so rounded once
        "**" when y >= 0 && y <= MaxExponent && x.GetBitLength() * (long)y <= 65_536 => new PythonValue.Integer(BigInteger.Pow(x, (int)y)),
        "//" when y > 0 && x >= 0 => new PythonValue.Integer(x / y),
        "%" when y > 0 && x >= 0 => new PythonValue.Integer(x % y),
        _ => null,
    };

    private static PythonValue.Integer? ReadDigits(string digits, int radix)
    {
        if (digits.Length == 0)
            return null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }
        return new PythonValue.Integer(value);
    }

    private static string? Unescape(ReadOnlySpan<char> body, bool isBytes)
    {
        var text = new StringBuilder(body.Length);
        for (var at = 0; at < body.Length; at++)
        {
            if (body[at] == '\r')
            {
                if (at + 1 >= body.Length || body[at + 1] != '\n')
                    text.Append('\n');
                continue;
            }
            if (body[at] != '\\')
            {
                text.Append(body[at]);
                continue;
            }
            if (++at >= body.Length)
                return null;
            var c = body[at];
            var digits = (c, isBytes) switch { ('x', _) => 2, ('u', false) => 4, ('U', false) => 8, _ => 0 };
            if (digits > 0)
            {
                if (at + digits >= body.Length
                    || !int.TryParse(body.Slice(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                    || point is (> 0xD7FF and < 0xE000) or > 0x10FFFF or < 0)
                {
                    return null; // unpaired surrogates leave no sandbox
                }
                text.Append(isBytes ? ((char)point).ToString() : char.ConvertFromUtf32(point));
                at += digits;
            }
            else if (c is >= '0' and <= '7')
            {
                var value = 0;
                var end = Math.Min(at + 3, body.Length);
                for (; at < end && body[at] is >= '0' and <= '7'; at++)
                    value = (value * 8) + (body[at] - '0');
                at--;
                text.Append((char)value);
            }
            else if (c == 'N' && !isBytes)
            {
                return null;
            }
            else if (c is not ('\n' or '\r'))
            {
                var simple = "\\'\"abfnrtv".IndexOf(c, StringComparison.Ordinal);
                text.Append(simple >= 0 ? "\\'\"\a\b\f\n\r\t\v"[simple] : $"\\{c}");
            }
            else if (c == '\r' && at + 1 < body.Length && body[at + 1] == '\n')
            {
                at++;
            }
        }
        return text.ToString();
    }
}
