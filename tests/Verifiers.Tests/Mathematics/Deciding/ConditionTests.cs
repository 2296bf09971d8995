using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;
using Outcome = Verifiers.Mathematics.Outcome;

namespace Verifiers.Tests.Mathematics.Deciding;

/// <summary>Inequalities are compared by the numbers for which they hold.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("2x-1>5", "x>3")]
    [InlineData("2x-1>5", @"(3,\infty)")]
    [InlineData("x^2<4", "-2<x<2")]
    [InlineData("x^2<4", "(-2,2)")]
    [InlineData(@"x^2\ge 2", @"x\le-\sqrt2 \text{ or } x\ge\sqrt2")]
    [InlineData(@"x^2\ge 2", @"(-\infty,-\sqrt2]\cup[\sqrt2,\infty)")]
    [InlineData("|x-1|<3", "(-2,4)")]
    [InlineData(@"|2x-1|\ge 3", @"x\le-1 \text{ or } x\ge2")]
    [InlineData(@"\frac{x-1}{x+2}\le 0", "(-2,1]")]
    [InlineData("x^3-x>0", @"(-1,0)\cup(1,\infty)")]
    [InlineData("1<2x+3<7", "-1<x<2")]
    [InlineData(@"x^2+1>0", @"\mathbb{R}")]
    [InlineData(@"x^2\ne 1", @"x\ne 1, x\ne -1")]
    [InlineData("2x-1>5", "4x-2>10")]
    [InlineData("x^2<4", "|x|<2")]
    [InlineData("3>x", "x<3")]
    public void The_same_numbers(string reference, string answer) => Assert.Equal(Outcome.Equal, Compare(reference, answer));

    [Theory]
    [InlineData("2x-1>5", "x>2")]
    [InlineData("2x-1>5", @"x\ge3")]
    [InlineData("2x-1>5", "y>3")]
    [InlineData("x^2<4", "x<2")]
    [InlineData("x^2<4", "[-2,2]")]
    [InlineData(@"x^2\ge 2", @"x\ge\sqrt2")]
    [InlineData("|x-1|<3", "(-4,2)")]
    [InlineData(@"\frac{x-1}{x+2}\le 0", "[-2,1]")]
    [InlineData("x^3-x>0", @"(1,\infty)")]
    [InlineData("x>3", "2x-1>5")]
    [InlineData("x>3", "|x|>3")]
    [InlineData(@"x^2\ne 1", @"x\ne 1")]
    public void Other_numbers_or_work_left_to_do(string reference, string answer) => Assert.Equal(Outcome.Different, Compare(reference, answer));

    private static Outcome Compare(string reference, string answer) =>
        AnswerComparison.Compare(AnswerText.Read(reference), AnswerText.Read(answer), MathOptions.Default).Outcome;
}
