using System.Globalization;
using System.Text;
using Verifiers.Mathematics.Answers;

namespace Verifiers.Mathematics.Expressions;

/// <summary>Numbers, sums, products, powers and quantities.</summary>
internal sealed partial class ExprPrinter
{
    private void WriteNumber(Rational value)
    {
        if (value.IsInteger || _plain)
        {
            Append(value.ToString());
            return;
        }
        Append(value.Sign < 0 ? "-" : string.Empty);
        Append(@"\frac{").Append(value.Abs().Numerator.ToString(CultureInfo.InvariantCulture)).Append("}{")
            .Append(value.Denominator.ToString(CultureInfo.InvariantCulture)).Append('}');
    }

    private void WriteDecimal(DecimalNumber number)
    {
        Append(number.Value.Sign < 0 ? "-" : string.Empty);
        var digits = (number.Value.Abs() / ((Rational)10).ToPower(number.LastPlace)).Numerator.ToString(CultureInfo.InvariantCulture);
        if (number.LastPlace is >= 0 or < -60)
        {
            Append(digits).Append('e').Append(CultureInfo.InvariantCulture, $"{number.LastPlace}");
            return;
        }
        digits = digits.PadLeft(1 - number.LastPlace, '0');
        Append(digits[..(digits.Length + number.LastPlace)]).Append('.').Append(digits.AsSpan(digits.Length + number.LastPlace));
    }

    /// <summary>a + b − c: what begins with a sign is subtracted.</summary>
    private void WriteSum(Sum sum)
    {
        for (var i = 0; i < sum.Terms.Count; i++)
        {
            var term = sum.Terms[i];
            if (i > 1 && i + 1 < sum.Terms.Count && sum.Terms[i + 1] is Sum)
            {
                // The parser joins a sum to a sum: a + b + (c + (d + e)) is what gives a + b + c and a sum within.
                Append(" + ");
                WriteBracketed(new Sum([term, sum.Terms[++i]]));
            }
            else if (i == 0)
            {
                Write(term, term is Sum ? Level.Product : Level.Sum);
            }
            else if (StartsWithSign(term))
            {
                Append(" - ");
                WriteWithoutSign(term);
            }
            else
            {
                Append(" + ");
                Write(term, IsSignedRemainder(term) ? Level.Atom : Level.Product);
            }
        }
    }

    /// <summary>Whether it is written as −a, a being something that the parser negates back to it.</summary>
    private static bool StartsWithSign(Expr expr) => expr switch
    {
        Number number => number.Value.Sign < 0,
        DecimalNumber number => number.Value.Sign < 0,
        Product { Factors: var factors } => factors[0] is Number or DecimalNumber && StartsWithSign(factors[0]),
        Quantity quantity => StartsWithSign(quantity.Value),
        _ => false,
    };

    /// <summary>(−a mod b), which stands for (−a) mod b.</summary>
    private static bool IsSignedRemainder(Expr expr) => expr is Call { Function: FunctionKind.Mod, Arguments: var operands } && StartsWithSign(operands[0]);

    /// <summary>The a of −a.</summary>
    private void WriteWithoutSign(Expr expr)
    {
        switch (expr)
        {
            // −a of two factors, the second no number and no product that begins with one: the parser would merge the sign into those.
            case Product { Factors: { Count: 2 } factors } when factors[0] is Number { Value: var minusOne } && minusOne == -1 && CarriesSign(factors[1]):
                Write(factors[1], factors[1] is Product ? Level.Product : Level.Factor);
                break;
            case Product { Factors: var factors }:
                WriteProduct(new Product([Negated(factors[0]), .. factors.Span[1..]]));
                break;
            case Quantity quantity:
                Write(quantity with { Value = Negated(quantity.Value) });
                break;
            default:
                Write(Negated(expr), Level.Product);
                break;
        }
    }

    private static bool CarriesSign(Expr expr) => expr switch
    {
        Number or DecimalNumber or Quantity or BigOperator or Call { Function: FunctionKind.Mod } => false,
        Product { Factors: var factors } => factors[0] is not (Number or DecimalNumber or BigOperator) && !IsInverse(factors[0]) && CarriesSign(factors[0]),
        _ => true,
    };

    private static Expr Negated(Expr expr) => expr switch
    {
        Number number => new Number(-number.Value),
        DecimalNumber number => number with { Value = -number.Value },
        Product { Factors: var factors } => new Product([Negated(factors[0]), .. factors.Span[1..]]),
        Quantity quantity => quantity with { Value = Negated(quantity.Value) },
        _ => expr,
    };

    /// <summary>From left to right, as it is read: what was written so far over b, or times b.</summary>
    private void WriteProduct(Product product)
    {
        var factors = product.Factors;
        if (StartsWithSign(factors[0]))
        {
            Append('-');
            WriteWithoutSign(product);
            return;
        }
        var start = _to.Length;
        // Above the line of a fraction a sum needs no brackets.
        var isAbove = !_plain && IsDivisor(factors, 1) && factors[0] is not Product;
        Write(factors[0], isAbove ? Level.Sum : factors[0] is Product ? Level.Factor : factors[0] is BigOperator or Call { Function: FunctionKind.Mod } ? Level.Atom : Level.Product);
        var isLoose = false;
        for (var i = 1; i < factors.Count; i++)
        {
            if (IsDivisor(factors, i))
            {
                WriteOver(start, ((Power)factors[i]).Base);
                isLoose = _plain;
            }
            else
            {
                WriteTimes(factors[i - 1], factors[i], ref isLoose);
            }
        }
    }

    private static bool IsInverse(Expr expr) => expr is Power { Exponent: Number { Value: var exponent } } && exponent == -1;

    /// <summary>Whether the product so far is divided by this factor; of two integers that would be read as one number.</summary>
    private static bool IsDivisor(Sequence<Expr> factors, int i) =>
        i < factors.Count && IsInverse(factors[i]) && !(i == 1 && factors[0] is Number { Value.IsInteger: true } && ((Power)factors[1]).Base is Number { Value.IsInteger: true });

    private void WriteOver(int start, Expr divisor)
    {
        if (_plain)
        {
            Append('/');
            Write(divisor, Level.Factor);
            return;
        }
        _to.Insert(start, @"\frac{");
        Append("}{");
        Write(divisor);
        Append('}');
    }

    /// <param name="left">The factor before.</param>
    /// <param name="right">The factor.</param>
    /// <param name="isLoose">Whether a sign of multiplication stands to the left: touching factors would be taken together first.</param>
    private void WriteTimes(Expr left, Expr right, ref bool isLoose)
    {
        var bracketed = LevelOf(right) < Level.Factor;
        isLoose |= !Touches(left, right, bracketed);
        if (!isLoose)
        {
            if (!_plain)
                _to.Append(char.IsAsciiLetter(_to[^1]) && !bracketed ? " " : string.Empty);
        }
        else
        {
            _to.Append(_plain ? "*" : @" \cdot ");
        }
        if (bracketed)
            WriteBracketed(right);
        else
            Write(right);
    }

    /// <summary>
    /// Whether a product needs no sign: 2x, xy, 3√2. It does where touching would mean something else: 3½ is mixed, f(x) applied,
    /// 5m five metres.
    /// </summary>
    private bool Touches(Expr left, Expr right, bool bracketed)
    {
        var name = right is Variable { Name: var plainName } ? plainName : right is Power { Base: Variable { Name: var raised } } && !IsRoot(right) ? raised : null;
        if (left is Number { Value.IsInteger: true } && name is not null)
            return name[0] is not ('e' or 'E' or 'd') && !(_plain && name.Length > 1) && Units.Find(name) is null;
        if (_plain)
            return false;
        if (bracketed)
            return right is Sum && left is Number { Value.IsInteger: true };
        if (left is Number)
            return left is Number { Value.IsInteger: true } && (right is Constant { Kind: ConstantKind.Pi or ConstantKind.I } || IsRoot(right));
        return left is Variable or Constant or Power
            && (right is Constant { Kind: ConstantKind.Pi or ConstantKind.I } || (name is not null && Units.Find(name) is null && name[0] != 'd' && !name.StartsWith("bar ", StringComparison.Ordinal)));
    }

    private static bool IsRoot(Expr expr) => expr is Power { Exponent: Number { Value: var half } } && half == Rational.Of(1, 2);

    private void WritePower(Power power)
    {
        if (IsRoot(power))
        {
            Append(_plain ? "sqrt(" : @"\sqrt{");
            Write(power.Base);
            Append(_plain ? ')' : '}');
            return;
        }
        if (!_plain && power.Base is Call { Function: <= FunctionKind.Artanh, Arguments: var argument } call && power.Exponent is Number { Value: { IsInteger: true, Sign: > 0 } times } && LatexName(call.Function)[0] == '\\')
        {
            Append(LatexName(call.Function)).Append("^{").Append(times.ToString()).Append('}');
            WriteArguments(argument);
            return;
        }
        Write(power.Base, power.Base is BasedNumber || (_plain && power.Base is Constant { Kind: ConstantKind.Infinity }) ? Level.Atom + 1 : Level.Atom);
        Append('^');
        var isShort = power.Exponent is Number { Value: { IsInteger: true, Sign: >= 0 } } or Constant { Kind: ConstantKind.E or ConstantKind.I or ConstantKind.Pi } or Variable { Name.Length: 1 };
        if (_plain && (isShort || IsTower(power.Exponent)))
        {
            Write(power.Exponent);
            return;
        }
        Append(_plain ? '(' : '{');
        if (power.Exponent is Number exponent)
            Append(exponent.Value.ToString());
        else
            Write(power.Exponent);
        Append(_plain ? ')' : '}');
    }

    /// <summary>a^b^c is a^(b^c) without brackets.</summary>
    private static bool IsTower(Expr exponent) => exponent is Power { Base: Number { Value: { IsInteger: true, Sign: >= 0 } } or Variable { Name.Length: 1 } } && !IsRoot(exponent);

    private void WriteQuantity(Quantity quantity)
    {
        var (value, unit) = (quantity.Value, quantity.Unit);
        if (StartsWithSign(value))
        {
            Append('-');
            WriteWithoutSign(quantity);
            return;
        }
        if (unit.Symbol is "$" or "€" or "£" or "¥" && value is Number or DecimalNumber)
        {
            Append(_plain ? unit.Symbol : unit.Symbol switch { "$" => @"\$", "€" => @"\euro ", "£" => @"\pounds ", _ => @"\yen " });
            Write(value, Level.Factor);
            return;
        }
        var needed = unit.IsPercent || unit.Symbol[0] == '°' ? Level.Factor : value is Product ? Level.Product : Level.Factor;
        Write(value, needed);
        if (unit.IsPercent)
            Append(_plain ? "%" : @"\%");
        else if (unit.Symbol[0] == '°')
            Append(_plain ? unit.Symbol : @"^{\circ}" + unit.Symbol[1..]);
        else
            WriteUnit(unit, asText: !_plain || value is Sum or Variable || !char.IsAsciiLetter(unit.Symbol[0]));
    }

    /// <summary>kg·m·s^-2 is written kg·m/s^2.</summary>
    private void WriteUnit(Unit unit, bool asText)
    {
        var symbol = new StringBuilder();
        foreach (var part in unit.Symbol.Replace("$", "dollar", StringComparison.Ordinal).Split('·'))
        {
            var isBelow = part.Contains("^-", StringComparison.Ordinal) && symbol.Length > 0;
            if (symbol.Length > 0)
                symbol.Append(isBelow ? '/' : '·');
            symbol.Append(!isBelow ? part : part.EndsWith("^-1", StringComparison.Ordinal) ? part[..^3] : part.Replace("^-", "^", StringComparison.Ordinal));
        }
        if (asText)
            Append(@" \text{ ").Append(symbol.ToString()).Append('}');
        else
            Append(' ').Append(Unmistakable(symbol.ToString()));
    }

    /// <summary>In plain text "in" is a word and "min" a function.</summary>
    private static string Unmistakable(string symbol) => symbol switch
    {
        ['i', 'n', .. var rest] when rest is "" or ['^' or '/', ..] => "inch" + rest,
        ['m', 'i', 'n', .. var rest] when rest is "" or ['^' or '/', ..] => "minutes" + rest,
        _ => symbol,
    };
}
