using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>A tree as a polynomial in one unknown, its coefficients trees without it.</summary>
internal static class PolynomialIn
{
    private const int HighestDegree = 60;

    /// <summary>c₀, c₁, … of c₀ + c₁x + …; null when the tree is no polynomial in x, or one of too high a degree.</summary>
    public static Expr[]? Of(Expr expr, string variable, StepBudget budget)
    {
        if (!budget.Spend(1))
            return null;
        switch (expr)
        {
            case Variable { Name: var name } when name == variable:
                return [Number.Zero, Number.One];
            case Sum sum:
                return Fold(sum.Terms, variable, [Number.Zero], Add, budget);
            case Product product:
                return Fold(product.Factors, variable, [Number.One], (a, b) => Multiply(a, b, budget), budget);
            case Power { Base: var x, Exponent: Number { Value: { IsInteger: true, Sign: >= 0 } n } } when n <= HighestDegree && Derivative.Depends(x, variable):
                return Of(x, variable, budget) is { } b && (b.Length - 1) * n <= HighestDegree
                    ? Fold(Sequence.From(Enumerable.Repeat(x, (int)n.Numerator)), variable, [Number.One], (a, c) => Multiply(a, c, budget), budget)
                    : null;
            default:
                return Derivative.Depends(expr, variable) ? null : [expr];
        }
    }

    /// <summary>The tree c₀ + c₁x + ….</summary>
    public static Expr ToTree(IReadOnlyList<Expr> coefficients, Expr x)
    {
        Expr sum = coefficients[0];
        for (var i = 1; i < coefficients.Count; i++)
        {
            if (coefficients[i] is not Number { Value.IsZero: true })
                sum = Build.Plus(sum, Build.Times(coefficients[i], i == 1 ? x : new Power(x, new Number(i))));
        }
        return sum;
    }

    /// <summary>The derivative's coefficients.</summary>
    public static Expr[] Differentiate(Expr[] p) => p.Length == 1 ? [Number.Zero] : [.. p.Skip(1).Select((c, i) => Scale(c, i + 1))];

    /// <summary>q · c.</summary>
    public static Expr Scale(Expr c, Rational q) =>
        c is Number n ? new Number(n.Value * q) : q.IsOne ? c : Build.Times(new Number(q), c);

    public static bool IsZero(Expr c) => c is Number { Value.IsZero: true };

    private static Expr[]? Fold(Sequence<Expr> parts, string variable, Expr[] start, Func<Expr[], Expr[], Expr[]?> combine, StepBudget budget)
    {
        var result = start;
        foreach (var part in parts)
        {
            if (Of(part, variable, budget) is not { } next || combine(result, next) is not { } combined)
                return null;
            result = combined;
        }
        return result;
    }

    private static Expr[] Add(Expr[] a, Expr[] b)
    {
        var sum = new Expr[Math.Max(a.Length, b.Length)];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = i >= a.Length ? b[i] : i >= b.Length ? a[i] : Plus(a[i], b[i]);
        return sum;
    }

    private static Expr[]? Multiply(Expr[] a, Expr[] b, StepBudget budget)
    {
        if (a.Length + b.Length > HighestDegree + 2 || !budget.Spend(a.Length * b.Length))
            return null;
        var product = new Expr[a.Length + b.Length - 1];
        Array.Fill(product, Number.Zero);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
                product[i + j] = Plus(product[i + j], Times(a[i], b[j]));
        }
        return product;
    }

    private static Expr Plus(Expr a, Expr b) => (a, b) switch
    {
        (Number x, Number y) => new Number(x.Value + y.Value),
        (Number { Value.IsZero: true }, _) => b,
        (_, Number { Value.IsZero: true }) => a,
        _ => Build.Plus(a, b),
    };

    private static Expr Times(Expr a, Expr b) => (a, b) switch
    {
        (Number x, Number y) => new Number(x.Value * y.Value),
        (Number { Value.IsZero: true }, _) or (_, Number { Value.IsZero: true }) => Number.Zero,
        (Number { Value.IsOne: true }, _) => b,
        (_, Number { Value.IsOne: true }) => a,
        _ => Build.Times(a, b),
    };
}
