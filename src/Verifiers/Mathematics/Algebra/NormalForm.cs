using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Expressions as quotients of polynomials over ℚ in the unknowns, i, roots, logarithms of primes, and powers with unknown
/// exponents. Sines and their kin become powers of e: sin x = (eⁱˣ − e⁻ⁱˣ)/2i, sinh x = (eˣ − e⁻ˣ)/2, so that every identity
/// between angles is an identity between polynomials. Equal forms prove equality; different ones prove the opposite only when all
/// generators are unknowns.
/// </summary>
internal sealed class NormalForm
{
    private const int LargestPower = 10_000;
    private const int MostPasses = 4;

    private readonly GeneratorTable _generators;
    private readonly Exponentials _exponentials;
    private readonly StepBudget _budget;

    private NormalForm(StepBudget budget)
    {
        _budget = budget;
        _generators = new(budget);
        _exponentials = new(_generators, budget);
    }

    /// <summary>True or false when that is proved; null when it is not.</summary>
    public static bool? AreEqual(Expr left, Expr right, StepBudget budget)
    {
        var form = new NormalForm(budget);
        if (form.ConvertBoth(left, right) is not var (a, b))
            return null;
        // a/b = c/d ⇔ ad = cb
        if (form._generators.Multiply(a.Numerator, b.Denominator) is not { } ad || form._generators.Multiply(b.Numerator, a.Denominator) is not { } cb)
            return null;
        return ad.Equals(cb) ? true : form._generators.HasOnlyUnknowns ? false : null;
    }

    /// <summary>
    /// The constant c with left = c · right, when both are polynomials after clearing denominators and such a constant exists; 0
    /// when it is proved that there is none; null when nothing is proved.
    /// </summary>
    public static Rational? Proportion(Expr left, Expr right, StepBudget budget)
    {
        var form = new NormalForm(budget);
        if (form.ConvertBoth(left, right) is not var (a, b) || a.Numerator.IsZero || b.Numerator.IsZero)
            return null;
        var none = form._generators.HasOnlyUnknowns ? Rational.Zero : (Rational?)null;
        var (first, second) = (a.Numerator.Terms, b.Numerator.Terms);
        Rational? factor = null;
        if (first.Count != second.Count)
            return none;
        foreach (var (monomial, coefficient) in first)
        {
            if (!second.TryGetValue(monomial, out var other) || (factor is { } known && coefficient / other != known))
                return none;
            factor = coefficient / other;
        }
        return factor;
    }

    /// <summary>p and q with expr = p/q, when these are polynomials in one unknown and nothing else.</summary>
    public static (UnivariatePolynomial Numerator, UnivariatePolynomial Denominator)? InOneUnknown(Expr expr, string unknown, StepBudget budget)
    {
        var form = new NormalForm(budget);
        if (form._generators.Named(new Variable(unknown))?.Numerator.AsTerm() is not { } x || form.Convert(expr) is not { } quotient || !form._generators.HasOnlyUnknowns)
            return null;
        var index = Enumerable.Range(0, Monomial.MostGenerators).First(i => x.Monomial[i] == 1);
        return UnivariatePolynomial.From(quotient.Numerator, index) is { } p && UnivariatePolynomial.From(quotient.Denominator, index) is { } q ? (p, q) : null;
    }

    private (RationalFunction Left, RationalFunction Right)? ConvertBoth(Expr left, Expr right)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            _generators.BeginAgain();
            if (Convert(left) is not { } a || Convert(right) is not { } b)
                return null;
            if (!_generators.IsStale)
                return (a, b);
        }
        return null;
    }

    private RationalFunction? Convert(Expr expr)
    {
        if (!_budget.Spend(1))
            return null;
        return expr switch
        {
            Number number => RationalFunction.Constant(number.Value),
            DecimalNumber number => RationalFunction.Constant(number.Value),
            BasedNumber number => RationalFunction.Constant(number.Value),
            Quantity { Unit.IsPercent: true } percent => Convert(percent.Value)?.Scale(Rational.Of(1, 100)),
            Quantity { Unit.IsAngle: true } angle => Convert(Build.Times(angle.Value, new Constant(ConstantKind.Pi)))?.Scale(angle.Unit.Scale / 180),
            Quantity { Unit.Dimension.Count: 0 } quantity => Convert(quantity.Value),
            Sum sum => Fold(sum.Terms, RationalFunction.Constant(Rational.Zero), _generators.Add),
            Product product => Fold(product.Factors, RationalFunction.One, _generators.Multiply),
            Power power => ConvertPower(power),
            Constant { Kind: ConstantKind.I } => _generators.UseImaginaryUnit(),
            Constant { Kind: ConstantKind.E } => _generators.Raise(Exponentials.E, Rational.One),
            Constant { Kind: ConstantKind.Pi } or Variable => _generators.Named(expr),
            Call call => ConvertCall(call),
            _ => null,
        };
    }

    private RationalFunction? Fold(Sequence<Expr> parts, RationalFunction start, Func<RationalFunction, RationalFunction, RationalFunction?> combine)
    {
        RationalFunction? result = start;
        foreach (var part in parts.Span)
        {
            if (result is not { } soFar || Convert(part) is not { } next)
                return null;
            result = combine(soFar, next);
        }
        return result;
    }

    private RationalFunction? ConvertPower(Power power)
    {
        if (power.Exponent is not Number { Value: var exponent })
            return Convert(power.Exponent) is not { } form ? null
                : form.AsConstant is { } number && power.Base is not Constant { Kind: ConstantKind.E } ? Raise(power.Base, number)
                : _exponentials.Power(power.Base, form, () => Convert(power.Base));
        return Raise(power.Base, exponent);
    }

    /// <summary>x^(p/q).</summary>
    private RationalFunction? Raise(Expr x, Rational exponent)
    {
        if (x is Constant { Kind: ConstantKind.E })
            return _generators.Raise(Exponentials.E, exponent);
        if (Convert(x) is not { } form)
            return null;
        if (exponent.IsInteger)
            return BigInteger.Abs(exponent.Numerator) <= LargestPower ? _generators.Power(form, (int)exponent.Numerator) : null;
        if (exponent.Denominator > 12)
            return null;
        if (form.AsPolynomial is { } radicand)
            return Root(radicand, exponent);
        // √(p/q) = √p/√q wherever p/q ≥ 0; a number that need not be is left to the balls.
        return Unknowns.Of(x).Count > 0 && Root(form.Numerator, exponent) is { } over && Root(form.Denominator, exponent)?.Inverse is { } under
            ? _generators.Multiply(over, under)
            : null;
    }

    /// <summary>p^r for a polynomial p: the content goes in front, ⁿ√(c·p) = ⁿ√c · ⁿ√p for c > 0.</summary>
    private RationalFunction? Root(Polynomial radicand, Rational exponent)
    {
        if (radicand.AsConstant is { } number)
            return RootOfNumber(number, exponent);
        if (radicand.Content(_budget) is not { } content)
            return null;
        var rest = radicand.Scale(Rational.One / content);
        // Roots of an unknown are taken together; of anything else only those of one degree, for a negative radicand has its root by degree.
        var isUnknown = rest.AsTerm() is ({ } monomial, { IsOne: true }) && IsUnknown(monomial);
        return RootOfNumber(content, exponent) is { } front
            && _generators.Raise(new RootGenerator(rest, isUnknown ? 0 : (int)exponent.Denominator), exponent) is { } root
            ? _generators.Multiply(front, root)
            : null;
    }

    private bool IsUnknown(Monomial monomial)
    {
        for (var index = 1; index < Monomial.MostGenerators; index++)
        {
            if (monomial == Monomial.Power(index, 1))
                return _generators[index] is NamedGenerator { Name: Variable };
        }
        return false;
    }

    /// <summary>(∏ pᵉ)^r = ∏ p^(er); √(−a) = i√a; the n-th root of −a is minus that of a for odd n.</summary>
    private RationalFunction? RootOfNumber(Rational number, Rational exponent)
    {
        if (number.IsZero)
            return exponent.Sign > 0 ? RationalFunction.Constant(Rational.Zero) : null;
        if (number.Sign < 0)
        {
            if (RootOfNumber(-number, exponent) is not { } positive)
                return null;
            if (!exponent.Denominator.IsEven)
                return exponent.Numerator.IsEven ? positive : positive.Scale(-1);
            return exponent.Denominator == 2 && _generators.Power(_generators.UseImaginaryUnit(), (int)(exponent.Numerator % 4)) is { } turn
                ? _generators.Multiply(turn, positive)
                : null;
        }
        return PrimePowers.Of(number, _budget) is { } primes
            ? _exponentials.ProductOf(primes, prime => _exponentials.PrimePower(prime, exponent))
            : null;
    }

    private RationalFunction? ConvertCall(Call call)
    {
        var argument = call.Arguments[0];
        switch (call.Function)
        {
            case FunctionKind.Sin or FunctionKind.Cos or FunctionKind.Tan or FunctionKind.Cot or FunctionKind.Sec or FunctionKind.Csc:
                return Convert(argument) is { } angle ? _exponentials.Trigonometric(call.Function, angle) : null;
            case FunctionKind.Sinh or FunctionKind.Cosh or FunctionKind.Tanh or FunctionKind.Coth:
                return Convert(argument) is { } x ? _exponentials.Hyperbolic(call.Function, x) : null;
            case FunctionKind.Ln:
                return Convert(argument) is not { } inner ? null : _exponentials.Logarithm(inner) ?? _generators.Named(Normalizer.Apply(call));
            case FunctionKind.Root when call.Arguments[1] is Number { Value: { IsZero: false } degree }:
                return Raise(argument, Rational.One / degree);
            case FunctionKind.Arcsin or FunctionKind.Arccos or FunctionKind.Arctan or FunctionKind.Arccot when ExactAngles.Of(call, _budget) is { } fraction:
                return _generators.Named(new Constant(ConstantKind.Pi))?.Scale(fraction);
            default:
                return _generators.Named(Normalizer.Apply(call));
        }
    }
}
