using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Points at which expressions with unknowns are compared: pseudo-random fractions, fixed by the names of the unknowns, so that
/// every run probes the same. A false identity of degree d survives one point of this range with probability below d/400.
/// </summary>
internal static class ProbePoints
{
    /// <summary>The point of this number; the first half are positive throughout, whole numbers where only those make sense.</summary>
    public static Dictionary<string, Rational> At(IReadOnlyCollection<string> names, int index, bool whole)
    {
        var point = new Dictionary<string, Rational>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            var bits = Mix(Hash(name) + ((ulong)index * 0x9E3779B97F4A7C15));
            if (whole)
            {
                point[name] = 1 + (int)(bits % (ulong)(4 + index));
                continue;
            }
            var value = Rational.Of(1 + (int)(bits % 211), 7 + (int)((bits >> 16) % 97));
            point[name] = index % 2 == 1 && (bits >> 40 & 1) == 1 ? -value : value;
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
