using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>The balls of a sum, product, quotient, power and root hold the exact results, and are not much larger than they must be.</summary>
public class BallArithmeticLawsTests
{
    private static readonly Gen<int> Precisions = Gen.Elements(64, 100, 256, 1100);

    private static readonly Gen<(Rational A, Rational B, int Precision)> Pairs =
        from a in Numbers.Rationals from b in Numbers.Rationals from p in Precisions select (a, b, p);

    /// <summary>A ball with a point of it.</summary>
    private static readonly Gen<(Ball Ball, Rational Point)> Fat =
        from middle in Numbers.Rationals
        from precision in Gen.Elements(64, 256)
        from width in Gen.Choose(0, 40)
        from share in Gen.Choose(-8, 8)
        let ball = Widened(Ball.From(middle, precision), width)
        select (ball, Numbers.Middle(ball) + (Numbers.Error(ball) * Rational.Of(share, 8)));

    [Fact]
    public void A_fraction_lies_in_its_ball() =>
        Law.Holds(Pairs, 500, x => Holds(Ball.From(x.A, x.Precision), x.A, x.A.Abs(), x.Precision));

    [Fact]
    public void Sums_are_held() =>
        Law.Holds(Pairs, 1000, x => Holds(Ball.Add(Of(x.A), Of(x.B), x.Precision), x.A + x.B, Larger(x.A, x.B), x.Precision));

    [Fact]
    public void Products_are_held() => Law.Holds(Pairs, 1000, x =>
    {
        var (a, b, p) = x;
        return Holds(Ball.Multiply(Ball.From(a, p), Ball.From(b, p), p), a * b, (a * b).Abs(), p);
    });

    [Fact]
    public void Quotients_are_held() => Law.Holds(Pairs.Where(x => !x.B.IsZero), 1000, x =>
    {
        var (a, b, p) = x;
        return Ball.Invert(Ball.From(b, p), p) is { } inverse
            ? Holds(Ball.Multiply(Ball.From(a, p), inverse, p), a / b, (a / b).Abs(), p)
            : "1/b was not found";
    });

    [Fact]
    public void Powers_are_held() => Law.Holds(Pairs.Where(x => !x.A.IsZero).SelectMany(_ => Gen.Choose(-9, 9), (x, n) => (x.A, N: n, x.Precision)), 600, x =>
    {
        var power = ComplexBall.ToPower(new(Ball.From(x.A, x.Precision), Ball.Zero), x.N, x.Precision);
        return power is { IsReal: true } found ? Holds(found.Re, x.A.ToPower(x.N), x.A.ToPower(x.N).Abs(), x.Precision) : "no real power was found";
    });

    [Fact]
    public void The_square_of_a_root_holds_the_number() => Law.Holds(Pairs.Where(x => x.A.Sign > 0), 1000, x =>
    {
        var p = x.Precision;
        return Ball.SquareRoot(Ball.From(x.A, p), p) is { } root ? Holds(Ball.Multiply(root, root, p), x.A, x.A, p) : "no root was found";
    });

    [Fact]
    public void The_root_of_a_square_is_found_exactly() =>
        Law.Holds(Gen.Choose(1, int.MaxValue), 300, n => Ball.SquareRoot(new((System.Numerics.BigInteger)n * n, 0, 0), 256) is { } root
            && root.Radius.IsZero && Numbers.Middle(root) == (Rational)n);

    [Fact]
    public void Operations_hold_the_results_of_all_points() => Law.Holds(Fat.SelectMany(_ => Fat, (x, y) => (x, y)), 2000, pair =>
    {
        var ((a, x), (b, y)) = pair;
        foreach (var precision in (int[])[64, 256])
        {
            if (!Numbers.Contains(Ball.Add(a, b, precision), x + y))
                return $"{x} + {y}";
            if (!Numbers.Contains(Ball.Subtract(a, b, precision), x - y))
                return $"{x} - {y}";
            if (!Numbers.Contains(Ball.Multiply(a, b, precision), x * y))
                return $"{x} * {y}";
            if (Ball.Invert(a, precision) is { } inverse && (x.IsZero || !Numbers.Contains(inverse, Rational.One / x)))
                return $"1 / {x}";
            if (Ball.SquareRoot(a, precision) is { } root && !HoldsRoot(root, x))
                return $"the root of {x}";
            if (ComplexBall.Abs(new(a, Ball.Zero), precision) is { } size && !Numbers.Contains(size, x.Abs()))
                return $"|{x}|";
        }
        return null;
    });

    [Fact]
    public void Signs_and_disjointness_are_never_claimed_wrongly() => Law.Holds(Fat.SelectMany(_ => Fat, (x, y) => (x, y)), 1000, pair =>
    {
        var ((a, x), (b, y)) = pair;
        return (a.Sign == 0 || a.Sign == x.Sign) && (x != y || !Ball.AreDisjoint(a, b, 64));
    });

    /// <summary>r ∋ √x ⇔ lower² ≤ x ≤ upper².</summary>
    private static bool HoldsRoot(Ball root, Rational x)
    {
        var (low, high) = (Numbers.Middle(root) - Numbers.Error(root), Numbers.Middle(root) + Numbers.Error(root));
        return x.Sign >= 0 && high.Sign >= 0 && x <= high * high && (low.Sign < 0 || low * low <= x);
    }

    private static string? Holds(Ball ball, Rational exact, Rational size, int precision) =>
        !Numbers.Contains(ball, exact) ? $"{exact} does not lie in the ball around {Numbers.Middle(ball)}"
        : Numbers.Error(ball) > size * Numbers.Scaled(1, 12 - precision) ? $"the ball around {exact} is too large: {Numbers.Error(ball)}"
        : null;

    private static Ball Of(Rational value) => Ball.From(value, 1100);

    private static Rational Larger(Rational a, Rational b) => a.Abs() > b.Abs() ? a.Abs() : b.Abs();

    private static Ball Widened(Ball ball, int bits) => bits == 0 ? ball : ball.Widen(ball.Exponent + bits);
}
