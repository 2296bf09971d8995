using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;
using Outcome = Verifiers.Mathematics.Outcome;

namespace Verifiers.Tests.Mathematics.Deciding;

/// <summary>Which equalities are proved, and by which rung; and that near misses are not.</summary>
public sealed class ProofTests
{
    private static Expr Read(string text) => AnswerText.Read(text).Tree!;

    private static Verifiers.Mathematics.Finding Decide(string left, string right) =>
        Equivalence.Decide(Read(left), Read(right), new(StepBudget.PerComparison));

    [Theory]
    [InlineData(@"\sqrt{12}", @"2\sqrt3")]
    [InlineData(@"\sqrt2\cdot\sqrt3", @"\sqrt6")]
    [InlineData(@"\sqrt{3+2\sqrt2}", @"1+\sqrt2")]
    [InlineData(@"\frac{1}{\sqrt5-\sqrt3}", @"\frac{\sqrt5+\sqrt3}{2}")]
    [InlineData(@"\sqrt2+\sqrt3", @"\sqrt{5+2\sqrt6}")]
    [InlineData(@"\sqrt[3]{2+\sqrt5}+\sqrt[3]{2-\sqrt5}", "1")]
    [InlineData(@"\cos\frac{\pi}{5}", @"\frac{1+\sqrt5}{4}")]
    [InlineData(@"\sin 15^\circ", @"\frac{\sqrt6-\sqrt2}{4}")]
    [InlineData(@"\cos\frac{2\pi}{7}+\cos\frac{4\pi}{7}+\cos\frac{6\pi}{7}", @"-\frac12")]
    [InlineData(@"\tan\frac{3\pi}{11}+4\sin\frac{2\pi}{11}", @"\sqrt{11}")]
    [InlineData(@"(1+i)^8", "16")]
    [InlineData(@"\left(\frac{-1+i\sqrt3}{2}\right)^3", "1")]
    [InlineData(@"\frac{1+i}{\sqrt2}", @"\cos\frac{\pi}{4}+i\sin\frac{\pi}{4}")]
    [InlineData(@"|1-\sqrt2|", @"\sqrt2-1")]
    [InlineData(@"\max(\sqrt2,\frac75)", @"\sqrt{2}")]
    [InlineData(@"\arcsin\frac12", @"\frac{\pi}{6}")]
    [InlineData(@"\arctan(2-\sqrt3)", @"\frac{\pi}{12}")]
    [InlineData(@"\arccos\left(-\frac{\sqrt2}{2}\right)+\arctan 1", @"\pi")]
    [InlineData(@"\lfloor\sqrt{10}\rfloor\sqrt2", @"\sqrt{18}")]
    public void Algebraic_numbers_are_proved_equal(string left, string right)
    {
        Assert.Contains(Decide(left, right).Reason, (string[])["algebraic", "exact", "rational_function"]);
        Assert.Contains(Decide(right, left).Reason, (string[])["algebraic", "exact", "rational_function"]);
    }

    [Theory]
    [InlineData(@"\sqrt2+\sqrt3", @"\sqrt{5+2\sqrt6}+10^{-40}")]
    [InlineData(@"\sqrt{10^{40}+1}", @"10^{20}")]
    [InlineData(@"\sqrt[3]{2+\sqrt5}+\sqrt[3]{2-\sqrt5}", @"\frac{10^{200}+1}{10^{200}}")]
    [InlineData(@"\cos\frac{\pi}{5}", @"\frac{1+\sqrt5}{4}+10^{-300}")]
    [InlineData(@"\sqrt{9+4\sqrt5}", @"\sqrt5+2.0000000000000000000001")]
    [InlineData(@"\sqrt{2^{100}+1}-2^{50}", @"0")]
    public void Algebraic_numbers_that_nearly_agree_differ(string left, string right)
    {
        Assert.Equal(Outcome.Different, Decide(left, right).Outcome);
        Assert.Equal(Outcome.Different, Decide(right, left).Outcome);
    }

    [Theory]
    [InlineData(@"\sin 2x", @"2\sin x\cos x")]
    [InlineData(@"\sin^2 x+\cos^2 x", "1")]
    [InlineData(@"\cos 3x", @"4\cos^3 x-3\cos x")]
    [InlineData(@"\sin(x+y)", @"\sin x\cos y+\cos x\sin y")]
    [InlineData(@"\sin\left(x+\frac{\pi}{3}\right)", @"\frac12\sin x+\frac{\sqrt3}{2}\cos x")]
    [InlineData(@"\tan^2 x+1", @"\sec^2 x")]
    [InlineData(@"\tan\frac{x}{2}", @"\frac{1-\cos x}{\sin x}")]
    [InlineData(@"\cosh^2 x-\sinh^2 x", "1")]
    [InlineData(@"\tanh x", @"\frac{e^{2x}-1}{e^{2x}+1}")]
    [InlineData(@"e^{x+1}", @"e\cdot e^x")]
    [InlineData(@"2^{n+3}-2^n", @"7\cdot2^n")]
    [InlineData(@"4^x", @"2^{2x}")]
    [InlineData(@"6^x", @"2^x\cdot 3^x")]
    [InlineData(@"e^{x\ln 2}", "2^x")]
    [InlineData(@"x^{n+1}", @"x\cdot x^n")]
    [InlineData(@"\ln 8", @"3\ln 2")]
    [InlineData(@"\ln 12", @"\ln 3+2\ln 2")]
    [InlineData(@"\log_2 10", @"1+\log_2 5")]
    [InlineData(@"\ln(3e^2)", @"\ln 3+2")]
    [InlineData(@"\ln\sqrt2", @"\frac12\ln 2")]
    [InlineData(@"\ln(x^2y)", @"2\ln x+\ln y")]
    [InlineData(@"\ln\frac{\sqrt x}{2}", @"\frac12\ln x-\ln 2")]
    [InlineData(@"\sqrt{\frac{r+s}{r}}", @"\frac{\sqrt{r^2+rs}}{r}\cdot\frac{\sqrt{r+s}\sqrt r}{\sqrt{r^2+rs}}")]
    [InlineData(@"\left(1+\frac{r}{s}\right)^{-3/2}", @"\frac{s}{r+s}\sqrt{\frac{s}{r+s}}")]
    [InlineData(@"e^{2\ln 3}", "9")]
    [InlineData(@"\frac{\pi}{\sqrt2}", @"\frac{\sqrt2\pi}{2}")]
    [InlineData(@"\sqrt{4x+4}", @"2\sqrt{x+1}")]
    [InlineData(@"x^{1/2}\cdot x^{1/4}", @"x^{3/4}")]
    [InlineData(@"\frac{x^2-1}{x-1}", "x+1")]
    [InlineData(@"e^{i\pi}+x", "x-1")]
    public void Laws_of_powers_angles_and_logarithms_prove_equality(string left, string right)
    {
        Assert.Equal("rational_function", Decide(left, right).Reason);
        Assert.Equal("rational_function", Decide(right, left).Reason);
    }

    [Theory]
    [InlineData(@"\sin 2x", @"2\sin x")]
    [InlineData(@"\cos 3x", @"4\cos^3 x-2\cos x")]
    [InlineData(@"\sin(x+y)", @"\sin x\cos y-\cos x\sin y")]
    [InlineData(@"e^{x+1}", @"e^x+e")]
    [InlineData(@"2^{n+3}-2^n", @"6\cdot2^n")]
    [InlineData(@"\ln 12", @"\ln 3\cdot2\ln 2")]
    [InlineData(@"\tan\frac{x}{2}", @"\frac{1+\cos x}{\sin x}")]
    [InlineData(@"\sqrt{x^2}", "x")]
    [InlineData(@"\sqrt{x+1}", @"\sqrt{x}+1")]
    [InlineData(@"x^{2/3}", @"x^{3/2}")]
    public void What_breaks_a_law_differs(string left, string right) => Assert.Equal(Outcome.Different, Decide(left, right).Outcome);

    [Theory]
    [InlineData(@"\frac{1}{\sqrt8-2\sqrt2}")]
    [InlineData(@"\frac{\sqrt3}{\sqrt{3+2\sqrt2}-1-\sqrt2}")]
    [InlineData(@"\frac{1}{\cos\frac{\pi}{5}-\frac{1+\sqrt5}{4}}")]
    public void A_quotient_by_what_is_proved_to_be_zero_has_no_value(string text) => Assert.Equal("undefined_value", Decide("5", text).Reason);

    [Theory]
    [InlineData("5", 3.5)]                                  // |5 − 0| ≥ 1 > 2^−3.5
    [InlineData(@"\sqrt2-1", 4.0)]                          // 0.414, conjugate −2.414
    [InlineData(@"\sqrt2-\frac{17}{12}", 16.0)]             // 0.00245
    [InlineData(@"\sqrt[3]{2}-\frac{63}{50}", 40.0)]        // 0.00008
    public void A_separation_bound_holds_and_is_not_wasteful(string text, double atMost)
    {
        var bits = SeparationBound.Of(Read(text));
        Assert.NotNull(bits);
        Assert.InRange(bits.Value, 0, atMost);
        var value = new Evaluator(null, 256, new(StepBudget.PerComparison)).Evaluate(Read(text)).ToBall(256).Re.ToDouble();
        Assert.True(Math.Abs(value) >= Math.Pow(2, -bits.Value));
    }

    [Theory]
    [InlineData(@"\pi")]
    [InlineData(@"e+1")]
    [InlineData(@"\ln 2")]
    [InlineData(@"\sin 1")]
    [InlineData("x")]
    public void No_separation_bound_is_claimed_for_what_is_not_algebraic(string text) => Assert.Null(SeparationBound.Of(Read(text)));
}
