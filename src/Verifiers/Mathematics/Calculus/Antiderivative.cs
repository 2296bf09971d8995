using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>Where an antiderivative holds: the range between the bounds must keep its inner expression u there.</summary>
internal enum AntiderivativeDomain
{
    /// <summary>Everywhere.</summary>
    All,

    /// <summary>Where u ≠ 0.</summary>
    NotZero,

    /// <summary>Where u > 0; it is continuous up to u = 0 where it has a value there.</summary>
    Positive,

    /// <summary>Where u ≥ 0, for a u whose graph is a cap: positive between any two points of it.</summary>
    Cap,

    /// <summary>Where the constant u is positive.</summary>
    PositiveConstant,
}

/// <summary>One term F of an antiderivative: F′ is the integrand's term wherever the domain holds.</summary>
/// <param name="F">The antiderivative.</param>
/// <param name="Domain">Where it holds.</param>
/// <param name="Inner">u of the domain; linear in x but for <see cref="AntiderivativeDomain.Cap"/>, so that its signs at the ends tell those between.</param>
/// <param name="Exponent">An exponent whose exponential outweighs all else in F: where it goes to −∞, F goes to 0. Null when there is none.</param>
/// <param name="VanishesAtZero">Whether F goes to 0 with u, although it has no value there: u ln u.</param>
internal sealed record AntiderivativeTerm(Expr F, AntiderivativeDomain Domain, Expr? Inner = null, Expr? Exponent = null, bool VanishesAtZero = false);

/// <summary>
/// Antiderivatives of sums of c·P(x)·K(x), where P is a polynomial and K is one of: 1, e^u, sin u, cos u, e^v·sin u, e^v·cos u, ln u, u^p, 1/q, √q, 1/√q;
/// u and v linear in x, q quadratic. A short table on purpose: what is not in it is enclosed numerically, or not judged.
/// </summary>
internal sealed class Antiderivative
{
    private const int MostFactors = 40;

    private readonly string _variable;
    private readonly Variable _x;
    private readonly StepBudget _budget;

    private Antiderivative(string variable, StepBudget budget) => (_variable, _x, _budget) = (variable, new(variable), budget);

    /// <summary>The terms of an antiderivative; null when the table does not reach.</summary>
    public static List<AntiderivativeTerm>? Of(Expr expr, string variable, StepBudget budget)
    {
        var terms = new List<AntiderivativeTerm>();
        return new Antiderivative(variable, budget).Add(expr, [], terms) ? terms : null;
    }

    private Expr[]? Polynomial(Expr expr) => PolynomialIn.Of(expr, _variable, _budget);

    /// <summary>α and β of u = αx + β, α not 0 as far as can be seen.</summary>
    private (Expr Slope, Expr Start)? Linear(Expr expr) => Polynomial(expr) is [var start, var slope] && !PolynomialIn.IsZero(slope) ? (slope, start) : null;

    /// <summary>Adds the antiderivative of expr · factors.</summary>
    private bool Add(Expr expr, List<Expr> factors, List<AntiderivativeTerm> terms)
    {
        if (!_budget.Spend(4))
            return false;
        switch (expr)
        {
            case Product or Power { Base: Product or Power, Exponent: Number { Value.IsInteger: true } }:
                return Next([expr, .. factors], terms);
            case Sum sum when factors.Count == 0 || Polynomial(sum) is null:
                foreach (var term in sum.Terms)
                {
                    if (!Add(term, factors, terms))
                        return false;
                }
                return true;
            default:
                return Next([expr, .. factors], terms);
        }
    }

    /// <summary>Sorts the factors of one product into constants, a polynomial and a kernel; a sum among them is multiplied out.</summary>
    private bool Next(List<Expr> factors, List<AntiderivativeTerm> terms)
    {
        var kernels = new List<Expr>();
        Expr polynomial = Number.One;
        for (var i = 0; i < factors.Count && i < MostFactors; i++)
        {
            switch (factors[i])
            {
                case Product inner:
                    factors.AddRange(inner.Factors);
                    continue;
                case Power { Base: Product inner, Exponent: Number { Value.IsInteger: true } n }:                    // (uv)ⁿ = uⁿvⁿ
                    factors.AddRange(inner.Factors.Map(factor => (Expr)new Power(factor, n)));
                    continue;
                case Power { Base: Power inner, Exponent: Number { Value.IsInteger: true } n }:                      // (u^m)ⁿ = u^(mn)
                    factors.Add(new Power(inner.Base, inner.Exponent is Number m ? new Number(m.Value * n.Value) : Build.Times(n, inner.Exponent)));
                    continue;
            }
            if (Polynomial(factors[i]) is not null)
                polynomial = polynomial is Number { Value.IsOne: true } ? factors[i] : Build.Times(polynomial, factors[i]);
            else if (factors[i] is Sum sum)
                return sum.Terms.All(term => Add(term, [.. factors.Where(factor => !ReferenceEquals(factor, sum) && factor is not (Product or Power { Base: Product or Power, Exponent: Number { Value.IsInteger: true } }))], terms));
            else
                kernels.Add(factors[i]);
        }
        if (factors.Count > MostFactors || Polynomial(polynomial) is not { } p)
            return false;
        return kernels switch
        {
            [] => AddPolynomial(p, terms),
            [var kernel] => AddKernel(p, kernel, terms),
            [var first, var second] => AddWave(p, first, second, terms) || AddWave(p, second, first, terms),
            _ => false,
        };
    }

    /// <summary>∫ ∑ cₙxⁿ = ∑ cₙ x^(n+1)/(n+1).</summary>
    private bool AddPolynomial(Expr[] p, List<AntiderivativeTerm> terms)
    {
        Expr[] integral = [Number.Zero, .. p.Select((c, n) => PolynomialIn.Scale(c, Rational.Of(1, n + 1)))];
        terms.Add(new(PolynomialIn.ToTree(integral, _x), AntiderivativeDomain.All));
        return true;
    }

    private bool AddKernel(Expr[] p, Expr kernel, List<AntiderivativeTerm> terms)
    {
        switch (kernel)
        {
            case Power { Base: var x, Exponent: var u } when !Derivative.Depends(x, _variable):
                var rate = x is Constant { Kind: ConstantKind.E } ? u : Build.Times(u, new Call(FunctionKind.Ln, [x]));
                return Linear(rate) is { } growth && AddExponential(p, rate, growth.Slope, terms);
            case Call { Function: FunctionKind.Sin or FunctionKind.Cos, Arguments: [var u] } wave:
                return Linear(u) is { } turn && AddTrigonometric(p, wave.Function == FunctionKind.Sin, u, turn.Slope, terms);
            case Call { Function: FunctionKind.Ln, Arguments: [var u] }:
                return Linear(u) is { } inside && AddLogarithm(InTermsOf(p, inside.Slope, inside.Start), u, inside.Slope, terms);
            case Call { Function: FunctionKind.Root, Arguments: [var u, Number { Value: { IsInteger: true, Sign: > 0 } n }] }:
                return AddPower(p, u, Rational.One / n, terms);
            case Power { Base: var u, Exponent: Number { Value: var n } }:
                return AddPower(p, u, n, terms);
            default:
                return false;
        }
    }

    /// <summary>∫ P e^u = e^u ∑ (−1)ʲ P⁽ʲ⁾/α^(j+1).</summary>
    private bool AddExponential(Expr[] p, Expr u, Expr slope, List<AntiderivativeTerm> terms)
    {
        var sum = new List<Expr>();
        var derivative = p;
        for (var j = 0; j < p.Length; j++, derivative = PolynomialIn.Differentiate(derivative))
            sum.Add(Build.Times(PolynomialIn.ToTree(derivative, _x), Build.Times(Sign(j), new Power(slope, new Number(-j - 1)))));
        terms.Add(new(Build.Times(new Sum(Sequence.From(sum)), new Power(new Constant(ConstantKind.E), u)), AntiderivativeDomain.All, Exponent: u));
        return true;
    }

    /// <summary>∫ P s = P s₁ − P′ s₂ + P″ s₃ − …, where sⱼ is the j-th antiderivative of the sine or cosine s of u.</summary>
    private bool AddTrigonometric(Expr[] p, bool isSine, Expr u, Expr slope, List<AntiderivativeTerm> terms)
    {
        var (sine, cosine) = (new Call(FunctionKind.Sin, [u]), new Call(FunctionKind.Cos, [u]));
        var sum = new List<Expr>();
        var derivative = p;
        for (var j = 0; j < p.Length; j++, derivative = PolynomialIn.Differentiate(derivative))
        {
            // Going up, sine, −cosine, −sine, cosine follow one another.
            var (wave, sign) = ((j + (isSine ? 1 : 0)) % 4) switch { 0 => (sine, 1), 1 => (cosine, -1), 2 => (sine, -1), _ => (cosine, 1) };
            sum.Add(Build.Times(Build.Times(PolynomialIn.ToTree(derivative, _x), new Number((j % 2 == 0 ? 1 : -1) * sign)), Build.Times(new Power(slope, new Number(-j - 1)), wave)));
        }
        terms.Add(new(new Sum(Sequence.From(sum)), AntiderivativeDomain.All));
        return true;
    }

    /// <summary>∫ c e^v sin u = c e^v (a sin u − b cos u)/(a² + b²), ∫ c e^v cos u = c e^v (a cos u + b sin u)/(a² + b²).</summary>
    private bool AddWave(Expr[] p, Expr exponential, Expr wave, List<AntiderivativeTerm> terms)
    {
        if (p.Length != 1 || exponential is not Power { Base: Constant { Kind: ConstantKind.E }, Exponent: var v }
            || wave is not Call { Function: FunctionKind.Sin or FunctionKind.Cos, Arguments: [var u] } call
            || Linear(v) is not { Slope: var a } || Linear(u) is not { Slope: var b })
        {
            return false;
        }
        var other = new Call(call.Function == FunctionKind.Sin ? FunctionKind.Cos : FunctionKind.Sin, [u]);
        var turned = Build.Plus(Build.Times(a, call), Build.Times(Build.Times(Sign(call.Function == FunctionKind.Sin ? 1 : 0), b), other));
        var norm = Build.Plus(Square(a), Square(b));
        terms.Add(new(Build.Times(Build.Times(Build.Times(p[0], exponential), turned), new Power(norm, Number.MinusOne)), AntiderivativeDomain.All, Exponent: v));
        return true;
    }

    /// <summary>P(x) by the powers of u = αx + β.</summary>
    private Expr[]? InTermsOf(Expr[] p, Expr slope, Expr start) =>
        p.Length == 1 ? p
        : Polynomial(PolynomialIn.ToTree(p, Build.Times(Build.Plus(_x, Build.Negate(start)), new Power(slope, Number.MinusOne))));

    /// <summary>∫ uⁿ ln u du = u^(n+1) (ln u/(n+1) − 1/(n+1)²).</summary>
    private bool AddLogarithm(Expr[]? p, Expr u, Expr slope, List<AntiderivativeTerm> terms)
    {
        if (p is null)
            return false;
        for (var n = 0; n < p.Length; n++)
        {
            var inner = Build.Plus(PolynomialIn.Scale(new Call(FunctionKind.Ln, [u]), Rational.Of(1, n + 1)), new Number(Rational.Of(-1, (n + 1) * (n + 1))));
            var f = Build.Times(Build.Times(p[n], new Power(u, new Number(n + 1))), inner);
            if (!PolynomialIn.IsZero(p[n]))
                terms.Add(new(Over(f, slope), AntiderivativeDomain.Positive, u, VanishesAtZero: true));
        }
        return true;
    }

    /// <summary>∫ uⁿu^e du = u^(n+e+1)/(n+e+1), or ln |u|; of a quadratic u see below.</summary>
    private bool AddPower(Expr[] p, Expr u, Rational exponent, List<AntiderivativeTerm> terms)
    {
        if (Linear(u) is not { } linear)
            return Polynomial(u) is [var c, var b, var a] && AddQuadratic(p, u, (a, b, c), exponent, terms);
        if (InTermsOf(p, linear.Slope, linear.Start) is not { } powers)
            return false;
        var domain = exponent.IsInteger ? AntiderivativeDomain.NotZero : AntiderivativeDomain.Positive;
        for (var n = 0; n < powers.Length; n++)
        {
            if (PolynomialIn.IsZero(powers[n]))
                continue;
            var e = exponent + n + 1;
            var f = e.IsZero ? new Call(FunctionKind.Ln, [new Call(FunctionKind.Abs, [u])]) : PolynomialIn.Scale(new Power(u, new Number(e)), Rational.One / e);
            terms.Add(new(Over(Build.Times(powers[n], f), linear.Slope), domain, u));
        }
        return true;
    }

    /// <summary>
    /// With q = ax² + bx + c and d = 4ac − b²: ∫ 1/q = (2/√d) arctan (2ax + b)/√d for d > 0, ∫ (2ax + b)/q = ln |q|; and without bx, for
    /// a &lt; 0 &lt; c: ∫ 1/√q = arcsin(x√(−a/c))/√−a, ∫ √q = (x√q + c ∫ 1/√q)/2.
    /// </summary>
    private bool AddQuadratic(Expr[] p, Expr q, (Expr A, Expr B, Expr C) of, Rational exponent, List<AntiderivativeTerm> terms)
    {
        if (exponent == -1 && p.Length <= 2)
        {
            var d = Build.Plus(Build.Times(new Number(4), Build.Times(of.A, of.C)), Build.Negate(Square(of.B)));
            var twiceA = PolynomialIn.Scale(of.A, 2);
            var half = p.Length == 2 ? Over(p[1], twiceA) : Number.Zero;                          // P = half·q′ + rest
            var rest = Build.Plus(p[0], Build.Negate(Build.Times(half, of.B)));
            var arctan = new Call(FunctionKind.Arctan, [Build.Times(Build.Plus(Build.Times(twiceA, _x), of.B), new Power(d, new Number(Rational.Of(-1, 2))))]);
            terms.Add(new(Build.Times(Build.Times(Build.Times(Number.One, rest), new Number(2)), Build.Times(new Power(d, new Number(Rational.Of(-1, 2))), arctan)), AntiderivativeDomain.PositiveConstant, d));
            if (p.Length == 2)
                terms.Add(new(Build.Times(half, new Call(FunctionKind.Ln, [new Call(FunctionKind.Abs, [q])])), AntiderivativeDomain.PositiveConstant, d));
            return true;
        }
        if (p.Length != 1 || !PolynomialIn.IsZero(of.B) || exponent.Abs() != Rational.Of(1, 2))
            return false;
        var minusA = Build.Negate(of.A);
        var arcsine = Over(new Call(FunctionKind.Arcsin, [Build.Times(_x, Build.SquareRoot(Over(minusA, of.C)))]), Build.SquareRoot(minusA));
        var f = exponent.Sign < 0 ? arcsine : PolynomialIn.Scale(Build.Plus(Build.Times(_x, Build.SquareRoot(q)), Build.Times(of.C, arcsine)), Rational.Of(1, 2));
        // −a > 0 makes the graph of q a cap.
        terms.Add(new(Number.Zero, AntiderivativeDomain.PositiveConstant, minusA));
        terms.Add(new(Build.Times(p[0], f), AntiderivativeDomain.Cap, q));
        return true;
    }

    private static Number Sign(int j) => j % 2 == 0 ? Number.One : Number.MinusOne;

    private static Power Square(Expr x) => new(x, new Number(2));

    private static Expr Over(Expr a, Expr b) => b is Number { Value.IsOne: true } ? a : Build.Times(a, new Power(b, Number.MinusOne));
}
