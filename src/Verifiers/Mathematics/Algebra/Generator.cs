using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Algebra;

/// <summary>What a polynomial of a normal form may be built of, besides fractions.</summary>
internal abstract record Generator;

/// <summary>An unknown, π, ln 2, or anything that is taken as a whole: arcsin x, f(x).</summary>
internal sealed record NamedGenerator(Expr Name) : Generator;

/// <summary>p^(1/N), with the relation g^N = p. The root of −1 of degree 2 is i.</summary>
/// <param name="Radicand">p.</param>
/// <param name="Degree">N where it is fixed; 0 where roots of every degree may be taken together, as √2 and ⁴√2.</param>
internal sealed record RootGenerator(Polynomial Radicand, int Degree) : Generator;

/// <summary>b^(m/(qN)) or b^(im/(qN)): e^x, 2^n, e^(iπ/5), x^n. Products of such are powers of one.</summary>
/// <param name="Base">b: e, a prime, or anything else that is no fraction.</param>
/// <param name="Exponent">m.</param>
/// <param name="Denominator">q.</param>
/// <param name="IsTurning">Whether i stands in the exponent.</param>
internal sealed record PowerGenerator(Expr Base, Monomial Exponent, Polynomial Denominator, bool IsTurning) : Generator;
