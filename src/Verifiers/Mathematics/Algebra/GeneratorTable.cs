using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// The generators g₀, g₁, … of the normal forms that are compared with each other, and their relations. g₀ is i. A generator of powers stands
/// for the N-th part of its exponent, where N grows to the common denominator of all exponents met; whoever used it before has to
/// begin again (<see cref="IsStale"/>).
/// </summary>
internal sealed class GeneratorTable
{
    private const int LargestPower = 120;
    private const int LargestDenominator = 60;

    private readonly List<Generator> _generators = [];
    private readonly List<int> _parts = [];
    private readonly StepBudget _budget;

    public GeneratorTable(StepBudget budget)
    {
        _budget = budget;
        IndexOf(new RootGenerator(Polynomial.Constant(-1), 2));
    }

    /// <summary>i.</summary>
    public static Polynomial ImaginaryUnit { get; } = Polynomial.Term(Monomial.Power(0, 1), Rational.One);

    /// <summary>Whether some generator was divided further after it had been used.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Whether all generators but i are unknowns and i was not used, so that different forms are different functions.</summary>
    public bool HasOnlyUnknowns { get; private set; } = true;

    /// <summary>The generator of this number.</summary>
    public Generator this[int index] => _generators[index];

    /// <summary>N.</summary>
    public int PartsOf(int index) => _parts[index];

    /// <summary>Uses what was learnt of denominators from the start.</summary>
    public void BeginAgain() => IsStale = false;

    /// <summary>g, an unknown or something taken as a whole.</summary>
    public RationalFunction? Named(Expr name)
    {
        HasOnlyUnknowns &= name is Variable;
        return IndexOf(new NamedGenerator(name)) is { } index ? RationalFunction.Whole(Polynomial.Term(Monomial.Power(index, 1), Rational.One)) : null;
    }

    /// <summary>i, used.</summary>
    public RationalFunction UseImaginaryUnit()
    {
        HasOnlyUnknowns = false;
        return RationalFunction.Whole(ImaginaryUnit);
    }

    /// <summary>g^r in terms of its N-th part, with the relation applied; null beyond the limits.</summary>
    public RationalFunction? Raise(Generator generator, Rational exponent)
    {
        HasOnlyUnknowns = false;
        if (exponent.Denominator > LargestDenominator || exponent.Abs() > LargestPower || IndexOf(generator) is not { } index)
            return null;
        var parts = _parts[index];
        var denominator = (int)exponent.Denominator;
        if (parts % denominator != 0)
        {
            parts = parts / (int)BigInteger.GreatestCommonDivisor(parts, denominator) * denominator;
            if (parts > LargestDenominator)
                return null;
            _parts[index] = parts;
            IsStale = true;
        }
        var power = (int)(exponent * parts).Numerator;
        if (generator is RootGenerator root)
        {
            var (whole, rest) = (Math.DivRem(power, parts).Quotient, power % parts);
            if (rest < 0)
                (whole, rest) = (whole - 1, rest + parts);
            var part = RationalFunction.Whole(Polynomial.Term(Monomial.Power(index, rest), Rational.One));
            return Power(RationalFunction.Whole(root.Radicand), whole) is { } outside ? Multiply(outside, part) : null;
        }
        if (Math.Abs(power) > LargestPower)
            return null;
        var term = RationalFunction.Whole(Polynomial.Term(Monomial.Power(index, Math.Abs(power)), Rational.One));
        return power >= 0 ? term : term.Inverse;
    }

    /// <summary>x · y.</summary>
    public RationalFunction? Multiply(RationalFunction x, RationalFunction y) =>
        Multiply(x.Numerator, y.Numerator) is { } numerator && Multiply(x.Denominator, y.Denominator) is { } denominator ? new(numerator, denominator) : null;

    /// <summary>a/b + c/d over a common denominator, which is kept small where b and d are single terms.</summary>
    public RationalFunction? Add(RationalFunction x, RationalFunction y)
    {
        if (!_budget.Spend(2 + ((x.Numerator.Terms.Count + y.Numerator.Terms.Count) / 2)))
            return null;
        if (x.Denominator.Equals(y.Denominator))
            return x with { Numerator = Polynomial.Add(x.Numerator, y.Numerator) };
        if (x.Denominator.AsTerm() is { } b && y.Denominator.AsTerm() is { } d)
        {
            var common = Monomial.LeastCommonMultiple(b.Monomial, d.Monomial);
            return Multiply(x.Numerator, Polynomial.Term(common / b.Monomial, Rational.One / b.Coefficient)) is { } left
                && Multiply(y.Numerator, Polynomial.Term(common / d.Monomial, Rational.One / d.Coefficient)) is { } right
                ? new(Polynomial.Add(left, right), Polynomial.Term(common, Rational.One))
                : null;
        }
        return Multiply(x.Numerator, y.Denominator) is { } ad && Multiply(y.Numerator, x.Denominator) is { } cb
            && Multiply(x.Denominator, y.Denominator) is { } bd
            ? new(Polynomial.Add(ad, cb), bd)
            : null;
    }

    /// <summary>xⁿ; null for 0 to a negative power and beyond the limits.</summary>
    public RationalFunction? Power(RationalFunction x, int n)
    {
        if (n < 0)
            return x.Inverse is { } inverse ? Power(inverse, -n) : null;
        RationalFunction? result = RationalFunction.One;
        for (var bit = 31 - BitOperations.LeadingZeroCount((uint)n | 1); bit >= 0 && result is { } soFar; bit--)
        {
            result = Multiply(soFar, soFar);
            if ((n >> bit & 1) == 1 && result is { } square)
                result = Multiply(square, x);
        }
        return result;
    }

    /// <summary>a · b, with every relation applied.</summary>
    public Polynomial? Multiply(Polynomial a, Polynomial b)
    {
        var product = Polynomial.Multiply(a, b, _budget);
        for (var index = 0; index < _generators.Count && product is not null; index++)
        {
            if (_generators[index] is RootGenerator root)
                product = product.Reduce(index, _parts[index], root.Radicand, _budget);
        }
        return product;
    }

    private int? IndexOf(Generator generator)
    {
        var known = _generators.IndexOf(generator);
        if (known >= 0)
            return known;
        if (_generators.Count == Monomial.MostGenerators || !_budget.Spend(1))
            return null;
        _generators.Add(generator);
        _parts.Add(generator is RootGenerator { Degree: > 0 and var degree } ? degree : 1);
        return _generators.Count - 1;
    }
}
