using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Balls;
using Verifiers.Mathematics.Calculus;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics;

/// <summary>Sums, products, limits, integrals and derivatives in the reference are judged by their value.</summary>
public class CalculusTests
{
    private const int Precision = 128;

    private static readonly Dictionary<string, MathCase> Table = MathData.Read("calculus");

    public static TheoryData<string> TableIds => MathData.Ids(Table.Keys);

    [Theory, MemberData(nameof(TableIds))]
    public void Judges_operators_as_labelled(string id)
    {
        var example = Table[id];
        foreach (var write in (Func<string, string>[])[text => text, text => @"So it is \boxed{" + text + "}."])
        {
            var judgement = MathData.Judge(example, write);
            Assert.True(example.Verdict == judgement.Verdict.ToString().ToLowerInvariant(),
                $"{example.ReferenceText} → {example.Text}: expected {example.Verdict}, got {judgement.Verdict} ({judgement.Reason}): {judgement.Explanation} {judgement.Evidence}");
            if (example.Reason is not null)
                Assert.Equal(example.Reason, judgement.Reason);
        }
    }

    [Fact]
    public void The_page_shows_rows_of_the_table()
    {
        var page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "docs", "mathematics.md"));
        var rows = page.SkipWhile(line => !line.StartsWith("## Sums, products, limits", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        Assert.True(rows.Length >= 12);
        foreach (var row in rows)
        {
            var cells = row.Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray();
            foreach (var answer in cells[1].Split("`, `").Select(text => text.Trim('`')))
            {
                Assert.Contains(Table.Values, example => example.ReferenceText == cells[0].Trim('`').Replace(@"\|", "|", StringComparison.Ordinal)
                    && example.Text == answer && cells[2].StartsWith(example.Verdict!, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>Hostile integrands, ranges and nests: an honest "undecided" after a bounded number of steps.</summary>
    [Theory]
    [InlineData(@"\int_{-1}^1\frac1x\,dx")]
    [InlineData(@"\int_0^2\frac{1}{(x-1)^3}\,dx")]
    [InlineData(@"\int_0^{3}\tan x\,dx")]
    [InlineData(@"\int_0^{10^{30}}\sin(x^2)\,dx")]
    [InlineData(@"\int_0^{1000}\sin(x^3)\,dx")]
    [InlineData(@"\int_0^1\sin\frac1x\,dx")]
    [InlineData(@"\int_0^1\lfloor 10x\rfloor\,dx")]
    [InlineData(@"\int_0^1\int_0^1\int_0^1 e^{xyz}\,dx\,dy\,dz")]
    [InlineData(@"\int_0^1\sum_{k=0}^\infty\frac{x^k}{k!}\,dx")]
    [InlineData(@"\int_0^1 e^{e^{e^{x}}}\,dx")]
    [InlineData(@"\int_0^1 (x+1)^{x^{x^{x}}}\,dx")]
    [InlineData(@"\int_{-\infty}^{\infty}\sin x\,dx")]
    [InlineData(@"\int_{-\infty}^{\infty}x\,dx")]
    [InlineData(@"\int_0^\infty\frac{1}{x^2-1}\,dx")]
    [InlineData(@"\sum_{k=1}^\infty\frac{1}{k^{60}-2^{60}}")]
    [InlineData(@"\sum_{k=1}^\infty\frac{1}{\sqrt{k}}")]
    [InlineData(@"\sum_{k=1}^\infty\frac{\sin k}{k}")]
    [InlineData(@"\sum_{k=1}^\infty\sum_{j=1}^\infty\frac{1}{(j+k)^4}")]
    [InlineData(@"\sum_{k=0}^\infty\frac{(4k)!}{(k!)^4\,257^k}")]
    [InlineData(@"\sum_{k=0}^{\infty}\left(\frac{10^9}{10^9+1}\right)^k\frac{1}{k+1}")]
    [InlineData(@"\lim_{x\to\infty}x^{x^{x}}-\Gamma(x)")]
    [InlineData(@"\lim_{x\to\infty}\frac{\sin x}{x}")]
    [InlineData(@"\lim_{x\to 0}\frac{e^{-1/x^2}\sin(e^{1/x^2})}{x}")]
    [InlineData(@"\lim_{n\to\infty}\frac{n!}{n^n}")]
    [InlineData(@"\prod_{k=1}^\infty\left(1+\frac{1}{k^2}\right)")]
    public void Earns_nothing_where_nothing_is_computed(string reference)
    {
        var watch = ThreadWatch.StartNew();
        var judgement = MathData.Judge(reference, @"\boxed{12345}");
        Assert.True(judgement.Verdict != Verdict.Correct, judgement.Explanation);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    /// <summary>Two enclosures that agree by chance would be two functions with one limit: |x| and jumps are not continuous at their edges.</summary>
    [Theory]
    [InlineData(@"\lim_{x\to 1}\lfloor x\rfloor")]
    [InlineData(@"\lim_{x\to 0}\frac{|x|}{x}")]
    [InlineData(@"\lim_{x\to 0}\arctan\frac1x")]
    [InlineData(@"\lim_{x\to 0}e^{1/x}")]
    public void A_jump_has_no_limit(string reference)
    {
        foreach (var answer in (string[])["0", "1", "-1", @"\frac{\pi}{2}", @"-\frac{\pi}{2}", @"\infty"])
            Assert.NotEqual(Verdict.Correct, MathData.Judge(reference, answer).Verdict);
    }

    [Fact]
    public void A_derivative_lies_within_symmetric_quotients() =>
        Prop.ForAll(Smooth(3).ToArbitrary(), Points, (f, x) =>
        {
            // (f(x + h) − f(x − h))/2h = f′(x) + O(h²), with h = 2⁻³⁰ and room for third derivatives up to 2⁴⁰
            var h = Rational.Of(1, 1 << 30);
            var slope = Derivative.Of(f, "x", new(10_000));
            var (a, b, d) = (At(f, x + h), At(f, x - h), slope is null ? Value.Unknown : At(slope, x));
            if (!a.IsReal || !b.IsReal || !d.IsReal || d.ToBall(Precision).Re.Magnitude > 20)
                return true.ToProperty();
            var quotient = Ball.Multiply(Ball.Subtract(BallOf(a), BallOf(b), Precision), new Ball(1, 0, 29), Precision);
            return Ball.Subtract(quotient, BallOf(d), Precision).Widen(-20).ContainsZero.Label($"d/dx {ExprPrinter.Print(f)} at {x} is {BallOf(d).ToDouble()}, the quotient {quotient.ToDouble()}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_integral_of_a_derivative_is_the_difference_at_the_ends() =>
        Prop.ForAll(Smooth(2).ToArbitrary(), f =>
        {
            if (Derivative.Of(f, "x", new(10_000)) is not { } slope)
                return true;
            var area = new Evaluator(null, Precision, new(200_000)).Evaluate(new BigOperator(OperatorKind.Integral, "x", Number.Zero, Number.One, slope));
            var (a, b) = (At(f, Rational.Zero), At(f, Rational.One));
            if (!area.IsReal || !a.IsReal || !b.IsReal)
                return true;
            return Ball.Subtract(BallOf(area), Ball.Subtract(BallOf(b), BallOf(a), Precision), Precision).ContainsZero;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Integrals_of_smooth_functions_are_found()
    {
        // The law above passes over what is unknown: here most must be known, and as closely as is asked.
        var functions = Smooth(2).Sample(100, 20).Where(f => Derivative.Depends(f, "x")).ToArray();
        var found = functions.Count(f => new Evaluator(null, 64, new(100_000)).Evaluate(new BigOperator(OperatorKind.Integral, "x", Number.Zero, Number.One, f)).IsReal);
        Assert.True(found * 10 > functions.Length * 7, $"{found} of {functions.Length}");
    }

    [Fact]
    public void The_limit_of_a_continuous_expression_is_its_value() =>
        Prop.ForAll(Smooth(3).ToArbitrary(), Points, (f, x) =>
        {
            var limit = new Limit(new Evaluator(null, Precision, new(100_000)), new(100_000)).At(f, "x", new Number(x), 0);
            var value = At(f, x);
            return (!limit.IsReal || !value.IsReal || Ball.Subtract(BallOf(limit), BallOf(value), Precision).ContainsZero)
                .Label($"{ExprPrinter.Print(f)} at {x}: the limit {limit}, the value {value}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Arithmetic_geometric_series_have_their_sums() =>
        Prop.ForAll(Gen.Choose(-40, 40).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (numerator, start) =>
        {
            // ∑ zᵏ from K on = z^K/(1 − z), and ∑ k zᵏ = z^K (K − (K − 1) z)/(1 − z)²
            var z = Rational.Of(numerator, 41);
            if (z.IsZero)
                return true;
            var power = new Power(new Number(z), new Variable("k"));
            var head = z.ToPower(start);
            var plain = Sum(power, start);
            var weighted = Sum(Build.Times(new Variable("k"), power), start);
            return plain.Status == ValueStatus.Exact && plain.Exact == head / (Rational.One - z)
                && weighted.Status == ValueStatus.Exact && weighted.Exact == head * (start - ((start - 1) * z)) / ((Rational.One - z) * (Rational.One - z));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, 64)]
    [InlineData(2, 1100)]
    [InlineData(3, 256)]
    [InlineData(6, 1100)]
    public void The_tail_of_a_p_series_is_enclosed(int p, int precision)
    {
        // ζ(p) − ∑ of the first 100 terms is what the sum from 101 on encloses.
        var evaluator = new Evaluator(null, precision, new(500_000));
        var term = new Power(new Variable("k"), new Number(-p));
        Expr From(int start) => new BigOperator(OperatorKind.Sum, "k", new Number(start), new Constant(ConstantKind.Infinity), term);
        var first = new BigOperator(OperatorKind.Sum, "k", Number.One, new Number(100), term);
        var difference = evaluator.Evaluate(Build.Plus(Build.Plus(From(1), Build.Negate(first)), Build.Negate(From(101))));
        Assert.True(difference.IsReal && difference.ToBall(precision).Re.ContainsZero);
        Assert.True(difference.ToBall(precision).Re.ErrorMagnitude < -precision + 20);
    }

    [Fact]
    public void Operators_print_as_they_read()
    {
        foreach (var example in Table.Values.Where(example => example.Verdict != "incorrect" || example.Reason is null))
        {
            var tree = AnswerText.Read(example.ReferenceText).Tree;
            Assert.True(tree is not null, example.ReferenceText);
            Assert.True(AnswerText.Read(ExprPrinter.Print(tree)).Tree is { } again && ExprPrinter.Print(again) == ExprPrinter.Print(tree), example.ReferenceText + " → " + ExprPrinter.Print(tree));
        }
    }

    private static Value Sum(Expr term, int start) =>
        new Evaluator(null, 64, new(100_000)).Evaluate(new BigOperator(OperatorKind.Sum, "k", new Number(start), new Constant(ConstantKind.Infinity), term));

    private static Value At(Expr f, Rational x) => new Evaluator(new Dictionary<string, Rational> { ["x"] = x }, Precision, new(100_000)).Evaluate(f);

    private static Ball BallOf(Value value) => value.ToBall(Precision).Re;

    private static readonly Arbitrary<Rational> Points = Gen.Choose(-30, 30).SelectMany(p => Gen.Choose(1, 12), (p, q) => Rational.Of(p, q)).ToArbitrary();

    /// <summary>Trees in x that are analytic wherever they have a value, but for |u|.</summary>
    private static Gen<Expr> Smooth(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Constant((Expr)new Variable("x")),
            Gen.Choose(-5, 5).Select(n => (Expr)new Number(n)),
            Gen.Choose(1, 7).SelectMany(p => Gen.Choose(2, 5), (p, q) => (Expr)new Number(Rational.Of(p, q))));
        if (depth == 0)
            return leaf;
        var smaller = Smooth(depth - 1);
        return Gen.OneOf(
            leaf,
            smaller.SelectMany(_ => smaller, (a, b) => Build.Plus(a, b)),
            smaller.SelectMany(_ => smaller, (a, b) => Build.Times(a, b)),
            smaller.SelectMany(_ => Gen.Choose(-2, 3), (a, n) => (Expr)new Power(a, new Number(n))),
            smaller.Select(a => (Expr)new Power(Build.Plus(new Number(3), new Power(a, new Number(2))), Number.Half)),
            smaller.Select(a => (Expr)new Power(new Constant(ConstantKind.E), a)),
            smaller.SelectMany(_ => Gen.Elements(FunctionKind.Sin, FunctionKind.Cos, FunctionKind.Arctan, FunctionKind.Sinh, FunctionKind.Tan, FunctionKind.Abs),
                (a, f) => (Expr)new Call(f, [a])));
    }
}
