using System.Numerics;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Points at which expressions with unknowns are compared: pseudo-random fractions, fixed by the names of the unknowns, so that
/// every run probes the same. A false identity of degree d survives one point of this range with probability below d/400.
/// </summary>
internal static class ProbePoints
{
    /// <summary>Beyond this many points every unknown has been small, large and of either sign.</summary>
    public const int Varied = 20;

    /// <summary>The numbers of a formula are seldom larger.</summary>
    private const double UsualReach = 100;

    /// <summary>Points farther out are more than a formula can be computed at.</summary>
    private const double FarthestReach = 1e300;

    /// <summary>The same for whole numbers, drawn from 64 bits.</summary>
    private const double FarthestWhole = 1e15;

    /// <summary>The size of the largest number in the formulas, or of its reciprocal: where |x − c|, min(x, c) and ⌊x/c⌋ change.</summary>
    public static double ReachOf(Expr left, Expr right, StepBudget budget)
    {
        var quick = new QuickEvaluator(null, budget);
        return Math.Min(FarthestReach, Math.Max(Largest(left), Largest(right)));

        double Largest(Expr expr)
        {
            if (Unknowns.Of(expr).Count > 0)
            {
                var largest = 0.0;
                foreach (var part in Unknowns.Parts(expr))
                    largest = Math.Max(largest, Largest(part));
                return largest;
            }
            var size = quick.Evaluate(expr) is { IsKnown: true } value ? Math.Abs(value.Middle) : 0;
            return size > 0 && double.IsFinite(size) ? Math.Ceiling(Math.Max(size, 1 / size)) : 0;
        }
    }

    /// <summary>
    /// The point of this number, whole where only whole numbers make sense. At even numbers all coordinates are positive; at odd ones the
    /// signs count through all combinations, so that |x| + |y| and |x + y| cannot agree by luck. Every tenth pair lies far out,
    /// where |x − 100| and 100 − x part.
    /// </summary>
    /// <param name="names">The unknowns.</param>
    /// <param name="index">From 0.</param>
    /// <param name="whole">Whether every coordinate is a positive whole number.</param>
    /// <param name="reach">The size of the numbers in formulas that have pieces, beyond which the far points lie; 0 elsewhere.</param>
    public static Dictionary<string, Rational> At(IReadOnlyCollection<string> names, int index, bool whole, double reach = 0)
    {
        var isFar = index % 10 >= 8;
        var point = new Dictionary<string, Rational>(names.Count, StringComparer.Ordinal);
        var signs = (index / 2) + 1;
        foreach (var name in names)
        {
            var bits = Mix(Hash(name) + ((ulong)index * 0x9E3779B97F4A7C15));
            if (whole)
            {
                point[name] = 1 + (BigInteger)(bits % (isFar && reach > Varied ? (ulong)(10 * Math.Min(reach, FarthestWhole)) : (ulong)(4 + index)));
                continue;
            }
            var value = Rational.Of(1 + (int)(bits % 211), 7 + (int)((bits >> 16) % 97));
            if (isFar)
                value *= (BigInteger)(10 * Math.Max(reach, UsualReach));
            point[name] = index % 2 == 1 && (signs & 1) == 1 ? -value : value;
            signs >>= 1;
        }
        return point;
    }

    /// <summary>FNV-1a, the same on every machine.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    /// <summary>SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
