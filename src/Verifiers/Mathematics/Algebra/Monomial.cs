namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// g₀^a · g₁^b · …: a product of powers of at most sixteen generators. Sixteen exponents below 128 are packed into one word, so that
/// multiplying monomials is adding words.
/// </summary>
/// <param name="Exponents">Eight bits for each generator, the first lowest.</param>
internal readonly record struct Monomial(UInt128 Exponents)
{
    /// <summary>Generators that a polynomial can have.</summary>
    public const int MostGenerators = 16;

    /// <summary>The largest exponent.</summary>
    public const int LargestExponent = 127;

    private static readonly UInt128 Overflow = new(0x8080808080808080, 0x8080808080808080);

    /// <summary>1, the product of nothing.</summary>
    public static Monomial One => default;

    /// <summary>Whether an exponent has outgrown its eight bits.</summary>
    public bool HasOverflown => (Exponents & Overflow) != 0;

    public static Monomial operator *(Monomial a, Monomial b) => new(a.Exponents + b.Exponents);

    /// <summary>a/b, where b divides a.</summary>
    public static Monomial operator /(Monomial a, Monomial b) => new(a.Exponents - b.Exponents);

    /// <summary>gₖⁿ.</summary>
    public static Monomial Power(int generator, int exponent) => new((UInt128)(uint)exponent << (8 * generator));

    /// <summary>The exponent of a generator.</summary>
    public int this[int generator] => (int)(uint)(Exponents >> (8 * generator)) & 0xFF;

    /// <summary>The same with another exponent of one generator.</summary>
    public Monomial With(int generator, int exponent) =>
        new((Exponents & ~((UInt128)0xFF << (8 * generator))) | ((UInt128)(uint)exponent << (8 * generator)));

    /// <summary>The smallest monomial that both divide.</summary>
    public static Monomial LeastCommonMultiple(Monomial a, Monomial b)
    {
        var result = a;
        for (var generator = 0; generator < MostGenerators; generator++)
        {
            if (b[generator] > a[generator])
                result = result.With(generator, b[generator]);
        }
        return result;
    }
}
