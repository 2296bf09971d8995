using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Calculus;

/// <summary>
/// A truncated Laurent series c₀t^v + c₁t^(v+1) + … + O(t^(v+n)) in a small t. Its coefficients are exact or balls; expanded about a
/// ball instead of a point, each coefficient holds f⁽ʲ⁾(ξ)/j! for every ξ of the ball. Operations answer null where the function they
/// give is not certainly analytic, or the budget ends.
/// </summary>
/// <param name="valuation">v, the exponent of the first coefficient.</param>
/// <param name="coefficients">c₀ … c₍ₙ₋₁₎; not changed after.</param>
internal sealed partial class PowerSeries(int valuation, Value[] coefficients)
{
    /// <summary>v.</summary>
    public int Valuation => valuation;

    /// <summary>n.</summary>
    public int Count => coefficients.Length;

    /// <summary>The first exponent of which nothing is known.</summary>
    public int End => valuation + coefficients.Length;

    /// <summary>The coefficient of t^exponent; 0 below the first.</summary>
    public Value At(int exponent) => exponent < valuation ? (Value)Rational.Zero : coefficients[exponent - valuation];

    /// <summary>The coefficients from the first.</summary>
    public ReadOnlySpan<Value> Coefficients => coefficients;

    /// <summary>c + O(tⁿ).</summary>
    public static PowerSeries Constant(Value value, int count) => Of(0, count, value);

    /// <summary>The polynomial with these coefficients, as a series of so many terms.</summary>
    public static PowerSeries Of(int valuation, int count, params ReadOnlySpan<Value> first)
    {
        var coefficients = new Value[count];
        Array.Fill(coefficients, Rational.Zero);
        for (var i = 0; i < Math.Min(count, first.Length); i++)
            coefficients[i] = first[i];
        return new(valuation, coefficients);
    }

    /// <summary>Without its leading zeros, as far as they are exactly 0.</summary>
    public PowerSeries Strip()
    {
        var zeros = 0;
        while (zeros < coefficients.Length && Reals.IsZero(coefficients[zeros]))
            zeros++;
        return zeros == 0 ? this : new(valuation + zeros, coefficients[zeros..]);
    }

    /// <summary>f + g.</summary>
    public PowerSeries? Add(PowerSeries other, Reals reals)
    {
        var (start, end) = (Math.Min(valuation, other.Valuation), Math.Min(End, other.End));
        var sum = new Value[end - start];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = reals.Add(At(start + i), other.At(start + i));
        return Checked(start, sum);
    }

    /// <summary>c · f.</summary>
    public PowerSeries? Scale(Value factor, Reals reals) => Checked(valuation, Array.ConvertAll(coefficients, c => reals.Multiply(c, factor)));

    /// <summary>f · g: Cauchy's product.</summary>
    public PowerSeries? Multiply(PowerSeries other, Reals reals)
    {
        var product = new Value[Math.Min(Count, other.Count)];
        var (mine, others) = (Support, other.Support);
        for (var n = 0; n < product.Length; n++)
        {
            var (from, to) = (Math.Max(0, n - others + 1), Math.Min(n + 1, mine));
            product[n] = to <= from ? (Value)Rational.Zero : reals.Convolve(coefficients.AsSpan(from..to), other.Coefficients[..(n - from + 1)], 1, 0);
        }
        return Checked(valuation + other.Valuation, product);
    }

    /// <summary>f / g, from q·g = f; null when the leading coefficient of g may be 0.</summary>
    public PowerSeries? Divide(PowerSeries other, Reals reals)
    {
        var divisor = other.Strip();
        if (divisor.Count == 0 || Reals.Sign(divisor.Coefficients[0]) == 0)
            return null;
        var inverse = reals.Invert(divisor.Coefficients[0]);
        var quotient = new Value[Math.Min(Count, divisor.Count)];
        var support = divisor.Support;
        for (var n = 0; n < quotient.Length; n++)
        {
            var known = n == 0 || support <= 1 ? (Value)Rational.Zero : reals.Convolve(divisor.Coefficients[1..Math.Min(n + 1, support)], quotient.AsSpan(..n), 1, 0);
            quotient[n] = reals.Multiply(reals.Subtract(coefficients[n], known), inverse);
        }
        return Checked(valuation - divisor.Valuation, quotient);
    }

    /// <summary>f′.</summary>
    public PowerSeries? Differentiate(Reals reals)
    {
        var derivative = new Value[Count];
        for (var i = 0; i < Count; i++)
            derivative[i] = reals.Scale(coefficients[i], valuation + i, 1);
        // The derivative of a constant term is no term at all.
        return valuation == 0 ? Checked(0, derivative.Length == 0 ? derivative : derivative[1..]) : Checked(valuation - 1, derivative);
    }

    /// <summary>The antiderivative with the constant term c; f must begin at t⁰ or later.</summary>
    public PowerSeries? Integrate(Value constant, Reals reals)
    {
        if (valuation < 0)
            return null;
        var integral = new Value[End + 1];
        Array.Fill(integral, Rational.Zero);
        integral[0] = constant;
        for (var i = 0; i < Count; i++)
            integral[valuation + i + 1] = reals.Scale(coefficients[i], 1, valuation + i + 1);
        return Checked(0, integral);
    }

    /// <summary>The number of coefficients up to the last that is not exactly 0: polynomials are cheap factors.</summary>
    private int Support
    {
        get
        {
            var last = coefficients.Length;
            while (last > 0 && Reals.IsZero(coefficients[last - 1]))
                last--;
            return last;
        }
    }

    private static PowerSeries? Checked(int valuation, Value[] coefficients) =>
        Array.TrueForAll(coefficients, static c => c.IsReal) ? new(valuation, coefficients) : null;
}
