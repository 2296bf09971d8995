using Verifiers.Api.Rubrics;

namespace Verifiers.Api.Tests.Rubrics;

/// <summary>Expressions over scores: arithmetic and nothing else.</summary>
public sealed class RewardFormulaTests
{
    private static readonly RewardFormulaCompiler Compiler = new();
    private static readonly string[] Names = ["accuracy", "format"];

    [Theory]
    [InlineData("accuracy", 0.5)]
    [InlineData("accuracy * (format > 0 ? 1 : 0.5)", 0.5)]
    [InlineData("accuracy - 2 * format", -1.5)]
    [InlineData("Math.Min(accuracy, format)", 0.5)]
    [InlineData("Math.Max(0, Math.Round(accuracy * 10) / 10 - 0.25)", 0.25)]
    [InlineData("accuracy >= 0.5 && !(format < 1) ? 2 : -1", 2)]
    [InlineData("format == 1 || accuracy != 0.5 ? +1.5e0 : 0", 1.5)]
    [InlineData("7 / 2", 3)] // as C# divides
    [InlineData("1", 1)]
    [InlineData("accuracy // a comment", 0.5)]
    [InlineData(" accuracy\n % 0.2 ", 0.1)]
    public void An_expression_is_what_CSharp_says(string expression, double expected) =>
        Assert.Equal(expected, Compiler.Compile(expression, Names)([0.5, 1]), 1e-12);

    [Theory]
    [InlineData("", 1)]
    [InlineData("accuracy +", 11)]
    [InlineData("accuracy format", 10)]
    [InlineData("acuracy", 1)]
    [InlineData("accuracy + System.Environment.TickCount", 12)]
    [InlineData("Environment.Exit(1)", 1)]
    [InlineData("Math.PI.GetHashCode()", 1)]
    [InlineData("accuracy.GetHashCode()", 1)]
    [InlineData("new System.Random().NextDouble()", 1)]
    [InlineData("((System.Func<double>)(() => 1))()", 1)]
    [InlineData("typeof(object)", 1)]
    [InlineData("accuracy = 1", 1)]
    [InlineData("accuracy++", 1)]
    [InlineData("~1", 1)]
    [InlineData("1 | 2", 1)]
    [InlineData("\"text\"", 1)]
    [InlineData("Math.Clamp(accuracy, format: 1, 2)", 22)]
    [InlineData("accuracy; 1", 9)]
    [InlineData("accuracy); System.Environment.Exit(1); return (1", 9)]
    [InlineData("accuracy }) ?? ((System.Func<double[], double>)(s => { return 2", 10)]
    public void Anything_else_is_refused_with_its_place(string expression, int character)
    {
        var refused = Assert.Throws<FormatException>(() => Compiler.Compile(expression, Names));
        Assert.StartsWith($"at character {character}: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accuracy > 0")]
    [InlineData("Math.Nothing(accuracy)")]
    [InlineData("Math.Max(accuracy)")]
    public void What_does_not_compile_says_so(string expression) =>
        Assert.Contains("does not compile", Assert.Throws<FormatException>(() => Compiler.Compile(expression, Names)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("two words")]
    [InlineData("r1-zero")]
    [InlineData("double")]
    [InlineData("Math")]
    public void A_component_whose_name_cannot_stand_in_an_expression_is_named(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<FormatException>(() => Compiler.Compile("1", [name])).Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        Assert.Throws<FormatException>(() => Compiler.Compile(new string('(', 90) + "1" + new string(')', 90), Names));
        Assert.Throws<FormatException>(() => Compiler.Compile(new string('1', 3000), Names));
    }

    [Fact]
    public void The_same_expression_is_compiled_once() =>
        Assert.Same(Compiler.Compile("accuracy + format", Names), Compiler.Compile("accuracy + format", ["accuracy", "format"]));
}
