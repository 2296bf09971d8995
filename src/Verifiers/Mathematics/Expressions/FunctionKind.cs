namespace Verifiers.Mathematics.Expressions;

/// <summary>The functions that can be computed.</summary>
public enum FunctionKind
{
    /// <summary>sin x.</summary>
    Sin,

    /// <summary>cos x.</summary>
    Cos,

    /// <summary>tan x.</summary>
    Tan,

    /// <summary>cot x.</summary>
    Cot,

    /// <summary>sec x.</summary>
    Sec,

    /// <summary>csc x.</summary>
    Csc,

    /// <summary>arcsin x.</summary>
    Arcsin,

    /// <summary>arccos x.</summary>
    Arccos,

    /// <summary>arctan x.</summary>
    Arctan,

    /// <summary>arccot x = π/2 − arctan x.</summary>
    Arccot,

    /// <summary>arcsec x = arccos 1/x.</summary>
    Arcsec,

    /// <summary>arccsc x = arcsin 1/x.</summary>
    Arccsc,

    /// <summary>sinh x.</summary>
    Sinh,

    /// <summary>cosh x.</summary>
    Cosh,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>coth x.</summary>
    Coth,

    /// <summary>arsinh x.</summary>
    Arsinh,

    /// <summary>arcosh x.</summary>
    Arcosh,

    /// <summary>artanh x.</summary>
    Artanh,

    /// <summary>ln x, principal value.</summary>
    Ln,

    /// <summary>The n-th root of x as schools define it, arguments x and n: real for odd n and negative x.</summary>
    Root,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>⌊x⌋.</summary>
    Floor,

    /// <summary>⌈x⌉.</summary>
    Ceiling,

    /// <summary>−1, 0 or 1.</summary>
    Sign,

    /// <summary>n!.</summary>
    Factorial,

    /// <summary>n!!.</summary>
    DoubleFactorial,

    /// <summary>n over k.</summary>
    Binomial,

    /// <summary>n (n−1) … (n−k+1).</summary>
    Permutations,

    /// <summary>Greatest common divisor.</summary>
    Gcd,

    /// <summary>Least common multiple.</summary>
    Lcm,

    /// <summary>Largest argument.</summary>
    Max,

    /// <summary>Smallest argument.</summary>
    Min,

    /// <summary>a mod b, with the sign of b.</summary>
    Mod,

    /// <summary>Real part.</summary>
    Re,

    /// <summary>Imaginary part.</summary>
    Im,

    /// <summary>Argument of a complex number.</summary>
    Arg,

    /// <summary>Complex conjugate, or a bar over a name.</summary>
    Conjugate,

    /// <summary>Determinant, of a matrix only.</summary>
    Determinant,
}
