using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>Powers with any exponent, what is made of e^(±ix) and e^(±x), and logarithms, in terms of generators.</summary>
internal sealed class Exponentials(GeneratorTable generators, StepBudget budget)
{
    /// <summary>Bits of the largest number that a power of a prime is written out to.</summary>
    private const int LargestBits = 4096;

    private static readonly Expr Euler = new Constant(ConstantKind.E);

    /// <summary>e, as a power that shares its generator with e^r for every fraction r.</summary>
    public static Generator E { get; } = new PowerGenerator(Euler, Monomial.One, Polynomial.One, false);

    /// <summary>p^r for a prime p.</summary>
    public RationalFunction? PrimePower((BigInteger Base, int Exponent) prime, Rational exponent) =>
        (exponent * prime.Exponent) is { IsInteger: true } whole
            ? BigInteger.Abs(whole.Numerator) * prime.Base.GetBitLength() < LargestBits ? RationalFunction.Constant(((Rational)prime.Base).ToPower((int)whole.Numerator)) : null
            : generators.Raise(new RootGenerator(Polynomial.Constant(prime.Base), 0), exponent * prime.Exponent);

    /// <summary>b^x: constant terms of x apart, b^(c + ∑ r m) = b^c ∏ (b^m)^r.</summary>
    /// <param name="b">The base.</param>
    /// <param name="x">The exponent's form.</param>
    /// <param name="baseForm">The form of the base, where a whole power of it may be needed.</param>
    public RationalFunction? Power(Expr b, RationalFunction x, Func<RationalFunction?> baseForm)
    {
        if (b is Constant { Kind: ConstantKind.E })
            return OfE(x);
        if (b is Number { Value: var value } && value.Sign > 0)
        {
            return PrimePowers.Of(value, budget) is { } primes
                ? ProductOf(primes, prime => OfBase(new Number(prime.Base), x.Scale(prime.Exponent), constant => PrimePower((prime.Base, 1), constant)))
                : null;
        }
        return OfBase(Normalizer.Apply(b), x, constant =>
            constant.IsInteger && BigInteger.Abs(constant.Numerator) < 40 && baseForm() is { } form ? generators.Power(form, (int)constant.Numerator) : null);
    }

    /// <summary>The product of what becomes of each prime power.</summary>
    public RationalFunction? ProductOf(IEnumerable<(BigInteger Base, int Exponent)> primes, Func<(BigInteger Base, int Exponent), RationalFunction?> transform)
    {
        RationalFunction? product = RationalFunction.One;
        foreach (var prime in primes)
            product = product is { } soFar && transform(prime) is { } next ? generators.Multiply(soFar, next) : null;
        return product;
    }

    /// <summary>sin x = (z − 1/z)/2i, cos x = (z + 1/z)/2, tan x = sin x / cos x … with z = eⁱˣ = p/q.</summary>
    public RationalFunction? Trigonometric(FunctionKind function, RationalFunction x)
    {
        if (generators.Multiply(generators.UseImaginaryUnit(), x) is not { } turned || OfE(turned) is not { } z || Parts(z) is not var (plus, minus, twice))
            return null;
        // 1/i = −i: sin x = −i (p² − q²)/2pq
        if (generators.Multiply(minus, GeneratorTable.ImaginaryUnit.Scale(-1)) is not { } sine)
            return null;
        return Quotient(function switch
        {
            FunctionKind.Sin => (sine, twice),
            FunctionKind.Cos => (plus, twice),
            FunctionKind.Tan => (sine, plus),
            FunctionKind.Cot => (plus, sine),
            FunctionKind.Sec => (twice, plus),
            _ => (twice, sine),
        });
    }

    /// <summary>sinh x = (z − 1/z)/2, cosh x = (z + 1/z)/2, tanh x = sinh x / cosh x … with z = eˣ = p/q.</summary>
    public RationalFunction? Hyperbolic(FunctionKind function, RationalFunction x)
    {
        if (OfE(x) is not { } z || Parts(z) is not var (plus, minus, twice))
            return null;
        return Quotient(function switch
        {
            FunctionKind.Sinh => (minus, twice),
            FunctionKind.Cosh => (plus, twice),
            FunctionKind.Tanh => (minus, plus),
            _ => (plus, minus),
        });
    }

    /// <summary>
    /// ln of a product is a sum: ln(3e²) = ln 3 + 2, and ln x²y = 2 ln x + ln y wherever all of it is real. Null when x is no product of
    /// numbers and unknowns.
    /// </summary>
    public RationalFunction? Logarithm(RationalFunction x)
    {
        if (x.Numerator.AsTerm() is not { } p || x.Denominator.AsTerm() is not { } q || LogarithmOfNumber(p.Coefficient / q.Coefficient) is not { } sum)
            return null;
        for (var index = 0; index < Monomial.MostGenerators; index++)
        {
            var exponent = p.Monomial[index] - q.Monomial[index];
            if (exponent == 0)
                continue;
            var share = Rational.Of(exponent, generators.PartsOf(index));
            var term = generators[index] switch
            {
                RootGenerator { Radicand.AsConstant: { Sign: > 0 } prime } => generators.Named(new Call(FunctionKind.Ln, [new Number(prime)])),
                PowerGenerator power when power.Equals(E) => RationalFunction.One,
                NamedGenerator { Name: Variable or Constant { Kind: ConstantKind.Pi } } name => generators.Named(new Call(FunctionKind.Ln, [name.Name])),
                RootGenerator root when UnknownOf(root.Radicand) is { } unknown => generators.Named(new Call(FunctionKind.Ln, [unknown])),
                _ => null,
            };
            if (term is not { } known || generators.Add(sum, known.Scale(share)) is not { } next)
                return null;
            sum = next;
        }
        return sum;
    }

    /// <summary>x, when the polynomial is nothing else.</summary>
    private Expr? UnknownOf(Polynomial polynomial)
    {
        if (polynomial.AsTerm() is not ({ } monomial, { IsOne: true }))
            return null;
        for (var index = 1; index < Monomial.MostGenerators; index++)
        {
            if (monomial == Monomial.Power(index, 1))
                return generators[index] is NamedGenerator { Name: Variable x } ? x : null;
        }
        return null;
    }

    private RationalFunction? LogarithmOfNumber(Rational number)
    {
        if (PrimePowers.Of(number, budget) is not { } primes)
            return null;
        RationalFunction? sum = RationalFunction.Constant(Rational.Zero);
        foreach (var (prime, exponent) in primes)
        {
            sum = sum is { } soFar && generators.Named(new Call(FunctionKind.Ln, [new Number(prime)])) is { } log
                ? generators.Add(soFar, log.Scale(exponent))
                : null;
        }
        return sum;
    }

    /// <summary>p² + q², p² − q² and 2pq.</summary>
    private (Polynomial Plus, Polynomial Minus, Polynomial Twice)? Parts(RationalFunction z)
    {
        if (generators.Multiply(z.Numerator, z.Numerator) is not { } square || generators.Multiply(z.Denominator, z.Denominator) is not { } other
            || generators.Multiply(z.Numerator, z.Denominator) is not { } product)
        {
            return null;
        }
        return (Polynomial.Add(square, other), Polynomial.Subtract(square, other), product.Scale(2));
    }

    private RationalFunction? OfE(RationalFunction x) => OfBase(Euler, x, constant => generators.Raise(E, constant));

    private static RationalFunction? Quotient((Polynomial Over, Polynomial Under) parts) => parts.Under.IsZero ? null : new(parts.Over, parts.Under);

    private RationalFunction? OfBase(Expr b, RationalFunction x, Func<Rational, RationalFunction?> raiseToConstant)
    {
        // x = ∑ r·m / q, where q is 1 or a polynomial without a common divisor of its coefficients.
        if ((x.Denominator.AsConstant ?? x.Denominator.Content(budget)) is not { IsZero: false } content)
            return null;
        var scale = Rational.One / content;
        var denominator = x.Denominator.Scale(scale);
        RationalFunction? product = RationalFunction.One;
        foreach (var (monomial, coefficient) in x.Numerator.Terms)
        {
            if (product is not { } soFar || OfTerm(b, monomial, denominator, coefficient * scale, raiseToConstant) is not { } factor)
                return null;
            product = generators.Multiply(soFar, factor);
        }
        return product;
    }

    /// <summary>b^(r·m/q).</summary>
    private RationalFunction? OfTerm(Expr b, Monomial monomial, Polynomial denominator, Rational coefficient, Func<Rational, RationalFunction?> raiseToConstant)
    {
        var isTurning = monomial[0] == 1;
        var rest = monomial.With(0, 0);
        if (denominator.IsOne && !isTurning && rest == Monomial.One)
            return raiseToConstant(coefficient);
        if (denominator.IsOne && b.Equals(Euler))
        {
            if (isTurning && IsPi(rest))
                return RootOfUnity(coefficient);
            if (LogarithmIn(rest) is var (index, argument))
            {
                // e^(t ln a) = a^t
                var without = rest / Monomial.Power(index, 1);
                if (argument is Number { Value.IsInteger: true } prime && !(without == Monomial.One && !isTurning))
                    return generators.Raise(new PowerGenerator(prime, without, Polynomial.One, isTurning), coefficient);
                if (argument is Number { Value: { IsInteger: true } p } && without == Monomial.One)
                    return PrimePower((p.Numerator, 1), coefficient);
            }
        }
        return generators.Raise(new PowerGenerator(b, rest, denominator, isTurning), coefficient);
    }

    private bool IsPi(Monomial monomial)
    {
        for (var index = 1; index < Monomial.MostGenerators; index++)
        {
            if (monomial == Monomial.Power(index, 1))
                return generators[index] is NamedGenerator { Name: Constant { Kind: ConstantKind.Pi } };
        }
        return false;
    }

    private (int Index, Expr Argument)? LogarithmIn(Monomial monomial)
    {
        for (var index = 1; index < Monomial.MostGenerators; index++)
        {
            if (monomial[index] == 1 && generators[index] is NamedGenerator { Name: Call { Function: FunctionKind.Ln } log })
                return (index, log.Arguments[0]);
        }
        return null;
    }

    /// <summary>e^(iπr): for r in twelfths by e^(iπ/3) = (1 + i√3)/2 and e^(iπ/4) = √2(1 + i)/2, else a generator with g^N = −1.</summary>
    private RationalFunction? RootOfUnity(Rational r)
    {
        r -= 2 * (Rational)(r / 2).Floor();
        var twelfths = r * 12;
        if (!twelfths.IsInteger)
            return generators.Raise(new RootGenerator(Polynomial.Constant(-1), 0), r);
        // e^(iπk/12) = e^(iπ·4k/12) · e^(−iπ·3k/12)
        var k = (int)twelfths.Numerator;
        var (thirds, quarters) = (k % 6, (-k % 8 + 8) % 8);
        var i = generators.UseImaginaryUnit();
        return Turn(thirds, 3) is { } a && Turn(quarters, 2) is { } b ? generators.Multiply(a, b) : null;

        RationalFunction? Turn(int times, int radicand)
        {
            if (times == 0)
                return RationalFunction.One;
            var half = Rational.Of(1, 2);
            if (PrimePower((radicand, 1), half) is not { } root || generators.Multiply(root, i) is not { } turned)
                return null;
            var first = radicand == 3 ? RationalFunction.One : root;
            return generators.Add(first.Scale(half), turned.Scale(half)) is { } unit ? generators.Power(unit, times) : null;
        }
    }
}
