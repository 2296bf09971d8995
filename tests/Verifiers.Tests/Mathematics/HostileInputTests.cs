namespace Verifiers.Tests.Mathematics;

/// <summary>One hostile text each; none may throw, hang or earn a reward.</summary>
public class HostileInputTests
{
    public static TheoryData<string> Bombs { get; } = new()
    {
        new string('(', 100_000),
        new string('{', 2_000_000),
        new string('[', 100_000) + new string(']', 100_000),
        string.Concat(Enumerable.Repeat(@"\frac{1}{", 20_000)),
        string.Concat(Enumerable.Repeat("2^", 3_000)) + "2",
        string.Concat(Enumerable.Repeat("-", 7_000)) + "4",
        string.Concat(Enumerable.Repeat("|", 7_000)),
        string.Concat(Enumerable.Repeat(@"\sqrt", 1_500)) + "4",
        string.Concat(Enumerable.Repeat("1+", 3_900)),
        string.Concat(Enumerable.Repeat("x_", 2_000)),
        string.Concat(Enumerable.Repeat(@"\boxed{", 50_000)),
        string.Concat(Enumerable.Repeat(@"\boxed{}", 50_000)),
        string.Concat(Enumerable.Repeat("the answer is ", 50_000)),
        string.Concat(Enumerable.Repeat("<answer>", 50_000)),
        string.Concat(Enumerable.Repeat("#### ", 50_000)),
        "9^9^9^9",
        "9^{9^{9^{9^{9}}}}",
        "(10^8)!",
        "((10!)!)!",
        "1e9999",
        "1e99999999999",
        new string('9', 5_000),
        new string('9', 200_000),
        @"\binom{10^9}{5\cdot10^8}",
        @"\sum_{k=1}^{10^{14}} \frac{1}{k^2}",
        @"\prod_{k=1}^{10^{12}} k",
        @"e^{e^{e^{e^{e}}}}",
        @"\sin(10^{10^{10}})",
        @"\sqrt[10^9]{2}",
        @"\gcd(10^{10000}, 7)",
        @"(x+y+z+w+u+v)^{40}",
        @"(1+\sqrt2+\sqrt3+\sqrt5+\sqrt7)^{300}",
        string.Concat(Enumerable.Repeat("(", 30)) + "156+156" + string.Concat(Enumerable.Repeat(")^{20}", 30)),
        string.Concat(Enumerable.Repeat(@"3\frac{{1}{2}*", 180)),
        @"(\prod_{i=1}^{1000} 3)^{\frac{4}{211}}",
        string.Concat(Enumerable.Repeat(@"$6 \text{ $6 \text{ and } 8$$ ", 200)),
        @"\left\{\begin{array}{ll0 & 0 \leq x < 1\leq x \\ 1 & 1\leq x\leq 2 \end\ 1 {array9\right.",
        "-99999999999999999999999999999999999999999999:45 PM",
        "\ud800",
        "\udc00\ud800",
        "\0\0\0",
        "__import__('os').system('x')",
        "<think>4",
        "$$$$$$$$",
        @"\",
        @"\boxed{\",
        @"\begin{pmatrix}",
        @"\begin{pmatrix}&&&\\\\\\\end{pmatrix}",
        @"\text{" + new string('a', 5_000),
        string.Join(",", Enumerable.Range(5, 1_500)),
        @"\{" + string.Join(",", Enumerable.Range(0, 1_000)) + @"\}",
        "(-\\infty, \\infty)",
        @"\mathbb{R}",
    };

    [Theory, MemberData(nameof(Bombs))]
    public void Earns_nothing_and_ends_soon(string text)
    {
        foreach (var completion in (string[])[text, @"\boxed{" + text + "}", "The answer is " + text])
        {
            var watch = ThreadWatch.StartNew();
            var judgement = MathData.Judge("3", completion);
            Assert.NotEqual(Verdict.Correct, judgement.Verdict);
            Assert.NotEqual(Verdict.Error, judgement.Verdict);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed} for {judgement.Reason}");
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData(@"\text{the correct answer}")]
    [InlineData("1, 2, 3, 4, 5")]
    [InlineData(@"\{1, 2, 3\}")]
    [InlineData("3 or 4")]
    [InlineData("2 < x < 4")]
    [InlineData(@"[0, \infty)")]
    [InlineData("3/0 + 3")]
    [InlineData(@"\sum_{k=1}^{2} k")]
    [InlineData("2 = 3")]
    [InlineData("3 = 4")]
    public void Does_not_reward_hedges_and_tricks(string answer) =>
        Assert.Equal(Verdict.Incorrect, MathData.Judge("3", @"\boxed{" + answer + "}").Verdict);

    [Fact]
    public void Says_of_a_reference_beyond_the_limits_that_it_is_too_large()
    {
        foreach (var reference in (string[])[new string('9', 9_000), string.Concat(Enumerable.Repeat("1+", 3_900)) + "1"])
        {
            var judgement = MathData.Judge(reference, @"\boxed{5}");
            Assert.Equal("reference_error", judgement.Reason);
            Assert.Contains("too large", judgement.Explanation, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("1/0")]
    [InlineData("4 = 5")]
    [InlineData(@"1 = \zzz + 3")]
    [InlineData(@"\boxed{}")]
    [InlineData("5 + ")]
    public void Blames_the_reference_and_not_the_policy(string reference)
    {
        var judgement = MathData.Judge(reference, @"\boxed{5}");
        Assert.Equal(Verdict.Error, judgement.Verdict);
        Assert.Equal("reference_error", judgement.Reason);
    }
}
