// The countdown game, as in TinyZero: make the target from the numbers, each used exactly once, with + - * / and brackets.
// Reference: {"target": 24, "numbers": [4, 6, 8, 2]}. The answer is the expression in the last <answer> … </answer>.
// Every expression that is right counts, so no reference answer is needed, and none can be copied. Thoughts do not count: of a completion with
// </think> only what follows it is read. Behind "=" there may stand the target, and nothing else.

Judgement Judge(Completion completion, JsonElement reference, JsonElement options)
{
    var thought = completion.Text.LastIndexOf("</think>", StringComparison.Ordinal);
    if (thought < 0 && completion.Text.Contains("<think>", StringComparison.Ordinal))
        return Judgement.Incorrect("no_answer", "The thoughts do not end.");
    var text = thought < 0 ? completion.Text : completion.Text[(thought + 8)..];
    var close = text.LastIndexOf("</answer>", StringComparison.Ordinal);
    var open = close < 0 ? -1 : text.LastIndexOf("<answer>", close, StringComparison.Ordinal);
    if (open < 0)
        return Judgement.Incorrect("no_answer", "There is no <answer> … </answer>.");
    var sides = text[(open + 8)..close].Split('=');
    var expression = sides[0].Trim();
    if (expression.Length > 1000)
        return Judgement.Incorrect("too_long", "The expression has more than 1,000 characters.");

    var used = new List<long>();
    Fraction value;
    try
    {
        value = new Reader(expression, used).Read();
    }
    catch (FormatException problem)
    {
        return Judgement.Incorrect("no_expression", problem.Message);
    }

    var given = reference.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt64()).Order();
    if (!used.Order().SequenceEqual(given))
        return Judgement.Incorrect("other_numbers", $"The expression uses {string.Join(", ", used)}; given were {string.Join(", ", given)}, each to be used once.");
    var target = reference.GetProperty("target").GetInt64();
    if (sides.Length > 2 || (sides.Length == 2 && (sides[1].Length > 30 || !BigInteger.TryParse(sides[1].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var said) || said != target)))
        return Judgement.Incorrect("wrong_equation", $"Behind '=' something else than {target} stands.");
    return value.Top == target * value.Bottom
        ? Judgement.Correct("reached", $"The expression is {target}.")
        : Judgement.Incorrect("missed", $"The expression is {value}, not {target}.");
}

void Check(JsonElement reference, JsonElement options)
{
    if (reference.ValueKind != JsonValueKind.Object || !reference.TryGetProperty("target", out var target) || !IsInteger(target)
        || !reference.TryGetProperty("numbers", out var numbers) || numbers.ValueKind != JsonValueKind.Array || numbers.GetArrayLength() == 0
        || !numbers.EnumerateArray().All(number => IsInteger(number) && number.GetInt64() >= 0))
        throw new FormatException("expected {\"target\": an integer, \"numbers\": [integers from 0 on]}.");
}

bool IsInteger(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

return Verifier("Whether the expression makes the target from the numbers, each used once.", Judge, check: Check);

// Exact, for 8 / (3 - 8 / 3) is 24.
readonly record struct Fraction(BigInteger Top, BigInteger Bottom)
{
    public override string ToString() => Bottom.IsOne ? $"{Top}" : $"{Top}/{Bottom}";

    public static Fraction Of(BigInteger top, BigInteger bottom)
    {
        var shared = BigInteger.GreatestCommonDivisor(top, bottom) * bottom.Sign;
        return new(top / shared, bottom / shared);
    }
}

sealed class Reader(string text, List<long> used)
{
    private int _at;
    private int _depth;

    public Fraction Read()
    {
        var value = Sum();
        return Next() == '\0' ? value : throw Unexpected();
    }

    private Fraction Sum()
    {
        for (var value = First(); ;)
        {
            switch (Next())
            {
                case '+': _at++; var more = Product(); value = Fraction.Of(value.Top * more.Bottom + more.Top * value.Bottom, value.Bottom * more.Bottom); break;
                case '-': _at++; var less = Product(); value = Fraction.Of(value.Top * less.Bottom - less.Top * value.Bottom, value.Bottom * less.Bottom); break;
                default: return value;
            }
        }
    }

    /// <summary>A sum may begin with a minus: -2 + 4 * 6.</summary>
    private Fraction First()
    {
        if (Next() != '-')
            return Product();
        _at++;
        var value = Product();
        return new(-value.Top, value.Bottom);
    }

    private Fraction Product()
    {
        for (var value = Number(); ;)
        {
            switch (Next())
            {
                case '*' or '×': _at++; var factor = Number(); value = Fraction.Of(value.Top * factor.Top, value.Bottom * factor.Bottom); break;
                case '/' or '÷':
                    _at++;
                    var divisor = Number();
                    value = divisor.Top.IsZero ? throw new FormatException("The expression divides by zero.") : Fraction.Of(value.Top * divisor.Bottom, value.Bottom * divisor.Top);
                    break;
                default: return value;
            }
        }
    }

    private Fraction Number()
    {
        if (Next() == '(')
        {
            if (++_depth > 50)
                throw new FormatException("The expression is nested more than 50 deep.");
            _at++;
            var inner = Sum();
            if (Next() != ')')
                throw Unexpected();
            _at++;
            _depth--;
            return inner;
        }
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        if (_at == start || !long.TryParse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out var number))
            throw Unexpected();
        used.Add(number);
        return new(number, 1);
    }

    private char Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    private FormatException Unexpected() => new(_at < text.Length ? $"'{text[_at]}' at character {_at + 1} of the expression was not expected." : "The expression ends too early.");
}
