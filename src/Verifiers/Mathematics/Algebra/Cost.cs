namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// Steps that operations on numbers of so many bits cost, fitted to measured times: a step is about a tenth of a microsecond of one
/// core of today. Charged before the work begins.
/// </summary>
internal static class Cost
{
    private const int WordBits = 32;

    /// <summary>Sums and tests of numbers of so many bits.</summary>
    public static long Add(long bits) => 3 + (bits / WordBits / 16);

    /// <summary>A product, or a quotient with its remainder: the product of the lengths.</summary>
    public static long Multiply(long bits, long otherBits) => 4 + (Words(bits) * Words(otherBits) / 140) + ((Words(bits) + Words(otherBits)) / 16);

    /// <summary>A product of two numbers of one length.</summary>
    public static long Multiply(long bits) => Multiply(bits, bits);

    /// <summary>Bringing a fraction of so many bits to lowest terms.</summary>
    public static long Reduce(long bits) => 6 * Multiply(bits / 2);

    /// <summary>A square root by Newton's method.</summary>
    public static long SquareRoot(long bits) => 7 * Multiply(bits);

    /// <summary>A k-th root by Newton's method from fifty bits.</summary>
    public static long Root(long bits, int k) => 12 * Multiply(bits * k);

    /// <summary>ln, sin, arctan and what comes down to one of them: about so many products.</summary>
    public static long Elementary(long bits) => Math.Min(110, 15 + (bits / 8)) * Multiply(bits + 64);

    /// <summary>exp, which is cheaper.</summary>
    public static long Exponential(long bits) => Math.Min(60, 15 + (bits / 10)) * Multiply(bits + 64);

    /// <summary>n!, whose factors are short and whose product grows.</summary>
    public static long Factorial(long n) => n * (1 + (n / 350));

    /// <summary>A product of so many factors of so many bits each.</summary>
    public static long Product(long count, long bits) => count * (4 + (count * Words(bits) * Words(bits) / 200) + (count * Words(bits) / 32));

    private static long Words(long bits) => (bits / WordBits) + 1;
}
