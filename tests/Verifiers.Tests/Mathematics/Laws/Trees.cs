using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>Random values, from the classes that are decided exactly to everything that can be computed.</summary>
internal static class Trees
{
    private static readonly Gen<Expr> Integers = Gen.Choose(-20, 60).Select(n => (Expr)new Number(n));

    private static readonly Gen<Expr> Fractions = from p in Gen.Choose(-40, 40) from q in Gen.Choose(2, 12) select (Expr)new Number(Rational.Of(p, q));

    private static readonly Gen<Expr> Constants = Gen.Elements(ConstantKind.Pi, ConstantKind.E).Select(kind => (Expr)new Constant(kind));

    private static readonly Gen<Expr> Names = Gen.Elements("x", "y", "theta", "a_{1}").Select(name => (Expr)new Variable(name.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)));

    private static readonly Gen<Expr> Radicals = Gen.Choose(2, 30).Select(n => Build.SquareRoot(new Number(n)));

    /// <summary>Polynomials and their quotients over ℚ: equality is decided.</summary>
    public static Gen<Expr> RationalFunctions { get; } = Grow(Gen.Frequency((3, Integers), (1, Fractions), (3, Names)), 3, Arithmetic);

    /// <summary>Numbers made of fractions and square roots: equality is decided to 300 digits.</summary>
    public static Gen<Expr> Algebraic { get; } = Grow(Gen.Frequency((3, Integers), (2, Fractions), (3, Radicals)), 3, Arithmetic);

    /// <summary>Numbers with π, e and functions of real arguments.</summary>
    public static Gen<Expr> Closed { get; } = Grow(Gen.Frequency((4, Integers), (2, Fractions), (2, Radicals), (2, Constants)), 3, Everything);

    /// <summary>Numbers with i.</summary>
    public static Gen<Expr> WithI { get; } = Grow(Gen.Frequency((4, Integers), (2, Fractions), (1, Radicals), (3, Gen.Constant((Expr)new Constant(ConstantKind.I)))), 3, Arithmetic);

    /// <summary>All of it, with unknowns.</summary>
    public static Gen<Expr> Open { get; } = Grow(Gen.Frequency((4, Integers), (1, Fractions), (1, Radicals), (1, Constants), (4, Names)), 3, Everything);

    /// <summary>Any of these.</summary>
    public static Gen<Expr> Any { get; } = Gen.OneOf(RationalFunctions, Algebraic, Closed, WithI, Open);

    private static Gen<Expr> Grow(Gen<Expr> leaf, int depth, Func<Gen<Expr>, Gen<Expr>> operations) =>
        depth == 0 ? leaf : Gen.Frequency((1, leaf), (3, operations(Grow(leaf, depth - 1, operations))));

    private static Gen<Expr> Arithmetic(Gen<Expr> part) => Gen.OneOf(
        from a in part from b in part select Build.Plus(a, b),
        from a in part from b in part select Build.Times(a, b),
        from a in part from b in part select Build.Over(a, b),
        from a in part from n in Gen.Choose(2, 3) select (Expr)new Power(a, new Number(n)),
        part.Select(Build.Negate));

    private static Gen<Expr> Everything(Gen<Expr> part) => Gen.Frequency(
        (4, Arithmetic(part)),
        (1, part.Select(Build.SquareRoot)),
        (1, from a in part
            from f in Gen.Elements(FunctionKind.Sin, FunctionKind.Cos, FunctionKind.Tan, FunctionKind.Arctan, FunctionKind.Abs, FunctionKind.Sinh, FunctionKind.Cosh)
            select (Expr)new Call(f, [a])),
        (1, Gen.Choose(1, 40).Select(n => (Expr)new Call(FunctionKind.Ln, [new Number(n)]))),
        (1, part.Select(a => (Expr)new Power(new Constant(ConstantKind.E), a))),
        (1, Gen.OneOf(
            Gen.Choose(0, 9).Select(n => (Expr)new Call(FunctionKind.Factorial, [new Number(n)])),
            from n in Gen.Choose(0, 12) from k in Gen.Choose(0, 12) select (Expr)new Call(FunctionKind.Binomial, [new Number(n), new Number(k)]))));
}
