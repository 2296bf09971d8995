using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Quotients of polynomials over ℚ whose generators are the unknowns and whatever else is no number: √2, π, e^x, sin x. Roots and i
/// carry their relation (√2² = 2, i² = −1). Equal normal forms prove equality; unequal ones prove the opposite only when every
/// generator is an unknown.
/// </summary>
internal sealed class RationalFunction
{
    private const int MostGenerators = 8;
    private const int LargestPower = 40;

    private readonly List<Expr> _generators = [];
    private readonly List<(int Generator, int Power, Polynomial Replacement)> _relations = [];
    private readonly StepBudget _budget;
    private bool _onlyUnknowns = true;

    private RationalFunction(StepBudget budget) => _budget = budget;

    private readonly record struct Quotient(Polynomial Numerator, Polynomial Denominator);

    /// <summary>True or false when that is proved; null when it is not.</summary>
    public static bool? AreEqual(Expr left, Expr right, StepBudget budget)
    {
        var field = new RationalFunction(budget);
        if (field.Convert(left) is not { } a || field.Convert(right) is not { } b)
            return null;
        // a/b = c/d ⇔ ad = cb
        if (field.Multiply(a.Numerator, b.Denominator) is not { } ad || field.Multiply(b.Numerator, a.Denominator) is not { } cb)
            return null;
        return Polynomial.Add(ad, Polynomial.Scale(cb, -1), budget) is not { } difference ? null : difference.IsZero ? true : field._onlyUnknowns ? false : null;
    }

    /// <summary>
    /// The constant c with left = c · right, when both are polynomials after clearing denominators and such a constant exists; 0
    /// when it is proved that there is none; null when nothing is proved.
    /// </summary>
    public static Rational? Proportion(Expr left, Expr right, StepBudget budget)
    {
        var field = new RationalFunction(budget);
        if (field.Convert(left) is not { } a || field.Convert(right) is not { } b || a.Numerator.IsZero || b.Numerator.IsZero)
            return null;
        var (first, second) = (a.Numerator.Terms, b.Numerator.Terms);
        Rational? factor = null;
        if (first.Count != second.Count)
            return field._onlyUnknowns ? Rational.Zero : null;
        foreach (var (monomial, coefficient) in first)
        {
            if (!second.TryGetValue(monomial, out var other) || (factor is { } known && coefficient / other != known))
                return field._onlyUnknowns ? Rational.Zero : null;
            factor = coefficient / other;
        }
        return factor;
    }

    private Quotient? Convert(Expr expr)
    {
        if (!_budget.Spend(1))
            return null;
        switch (expr)
        {
            case Number number:
                return Whole(Polynomial.Constant(number.Value));
            case DecimalNumber number:
                return Whole(Polynomial.Constant(number.Value));
            case BasedNumber number:
                return Whole(Polynomial.Constant(number.Value));
            case Quantity { Unit.IsPercent: true } percent:
                return Convert(percent.Value) is { } value ? value with { Numerator = Polynomial.Scale(value.Numerator, Rational.Of(1, 100)) } : null;
            case Sum sum:
                return Fold(sum.Terms, Polynomial.Constant(Rational.Zero), Add);
            case Product product:
                return Fold(product.Factors, Polynomial.Constant(Rational.One), Multiply);
            case Power power:
                return ConvertPower(power);
            case Variable or Constant { Kind: not ConstantKind.Infinity } or Call:
                return ConvertGenerator(expr);
            default:
                return null;
        }
    }

    private static Quotient Whole(Polynomial numerator) => new(numerator, Polynomial.Constant(Rational.One));

    private Quotient? Fold(Sequence<Expr> parts, Polynomial start, Func<Quotient, Quotient, Quotient?> combine)
    {
        Quotient? result = Whole(start);
        foreach (var part in parts.Span)
        {
            if (result is not { } soFar || Convert(part) is not { } next)
                return null;
            result = combine(soFar, next);
        }
        return result;
    }

    /// <summary>a/b + c/d = (ad + cb)/(bd), or (a + c)/b over the same denominator.</summary>
    private Quotient? Add(Quotient x, Quotient y)
    {
        if (x.Denominator.AsConstant is { IsOne: true } && y.Denominator.AsConstant is { IsOne: true })
            return Polynomial.Add(x.Numerator, y.Numerator, _budget) is { } sum ? Whole(sum) : null;
        return Multiply(x.Numerator, y.Denominator) is { } ad && Multiply(y.Numerator, x.Denominator) is { } cb
            && Multiply(x.Denominator, y.Denominator) is { } bd && Polynomial.Add(ad, cb, _budget) is { } numerator
            ? new(numerator, bd)
            : null;
    }

    private Quotient? Multiply(Quotient x, Quotient y) =>
        Multiply(x.Numerator, y.Numerator) is { } numerator && Multiply(x.Denominator, y.Denominator) is { } denominator ? new(numerator, denominator) : null;

    private Polynomial? Multiply(Polynomial a, Polynomial b)
    {
        var product = Polynomial.Multiply(a, b, _budget);
        foreach (var (generator, power, replacement) in _relations)
            product = product?.Reduce(generator, power, replacement, _budget);
        return product;
    }

    private Quotient? ConvertPower(Power power)
    {
        if (power.Exponent is not Number { Value: var exponent })
            return ConvertGenerator(power);
        if (BigInteger.Abs(exponent.Numerator) > LargestPower)
            return null;
        var n = (int)exponent.Numerator;
        Quotient? x;
        if (exponent.IsInteger)
            x = Convert(power.Base);
        else
            x = exponent.Denominator <= 12 ? ConvertRoot(power.Base, (int)exponent.Denominator) : null;
        if (x is not { } value)
            return null;
        if (n < 0)
        {
            if (value.Numerator.IsZero)
                return null;
            (value, n) = (new(value.Denominator, value.Numerator), -n);
        }
        Quotient? result = Whole(Polynomial.Constant(Rational.One));
        for (var i = 0; i < n && result is { } soFar; i++)
            result = Multiply(soFar, value);
        return result;
    }

    /// <summary>The generator g = ⁿ√x with gⁿ = x, for a polynomial x that is certainly not negative or is an unknown.</summary>
    private Quotient? ConvertRoot(Expr radicand, int degree)
    {
        var root = new Power(radicand, new Number(Rational.Of(1, degree)));
        var known = _generators.IndexOf(root);
        if (known >= 0)
            return Whole(Polynomial.Generator(known));
        if (Convert(radicand) is not { } x || x.Denominator.AsConstant is not { IsOne: true } || (x.Numerator.AsConstant is { Sign: < 0 }))
            return null;
        if (_generators.Count == MostGenerators)
            return null;
        _onlyUnknowns = false;
        _generators.Add(root);
        _relations.Add((_generators.Count - 1, degree, x.Numerator));
        return Whole(Polynomial.Generator(_generators.Count - 1));
    }

    private Quotient? ConvertGenerator(Expr expr)
    {
        var key = expr is Variable or Constant ? expr : Normalizer.Apply(expr);
        var known = _generators.IndexOf(key);
        if (known < 0)
        {
            if (_generators.Count == MostGenerators)
                return null;
            known = _generators.Count;
            _generators.Add(key);
            _onlyUnknowns &= expr is Variable;
            if (expr is Constant { Kind: ConstantKind.I })
                _relations.Add((known, 2, Polynomial.Constant(-1)));
        }
        return Whole(Polynomial.Generator(known));
    }
}
