using Verifiers.Code;

namespace Verifiers.Tests.Code;

public sealed class HardcodedTestsTests
{
    private static readonly CodeTest[] Tests =
    [
        new CodeTest.Stdin("10\n", "3628800\n", OutputComparison.Default),
        new CodeTest.Stdin("12\n", "479001600\n", OutputComparison.Default),
        new CodeTest.Stdin("15\n", "1307674368000\n", OutputComparison.Default),
        new CodeTest.Stdin("7\n", "5040\n", OutputComparison.Default),
        new CodeTest.Stdin("3\n", "6\n", OutputComparison.Default),
    ];

    [Theory]
    [InlineData("n = int(input())\nprint({10: 3628800, 12: 479001600, 15: 1307674368000, 3: 6}[n])", true)]
    [InlineData("n = input()\nif n == '10': print('3628800')\nelif n == '12': print(\"479001600\")\nelse: print('5040')", true)]
    [InlineData("import math\nprint(math.factorial(int(input())))", false)]
    [InlineData("print(3628800)", false)] // one of four
    [InlineData("x = 36288001\ny = 1479001600\nz = 50401", false)] // parts of other numbers
    [InlineData("", false)]
    public void Outputs_that_stand_in_the_program_are_flagged(string source, bool isFlagged) =>
        Assert.Equal(isFlagged, new HardcodedTests(Tests).Find(source) is { Name: "hardcoded_tests" });

    [Fact]
    public void Outputs_that_the_input_holds_or_that_are_all_the_same_prove_nothing()
    {
        Assert.Null(Find("print('hello', 'world', 'again')", [.. new[] { "hello", "world", "again" }.Select(word => Test(word, word))]));
        Assert.Null(Find("print('YES')", [Test("1", "YES"), Test("2", "YES"), Test("3", "YES")]));
    }

    [Fact]
    public void A_few_words_are_those_of_the_task() =>
        Assert.Null(Find(
            "print('Alice' if int(input()) % 2 else 'Bob')", [Test("1", "Alice"), Test("2", "Bob"), Test("3", "Alice"), Test("4", "Bob")]));

    [Fact]
    public void Outputs_of_several_lines_are_found_with_their_line_feeds_escaped() => Assert.NotNull(Find(
        @"print({1: '1 2\n3 4', 2: '5 6\n7 8', 3: '9 0\n1 3'}[int(input())])", [Test("1", "1 2\n3 4"), Test("2", "5 6\n7 8"), Test("3", "9 0\n1 3")]));

    private static Flag? Find(string source, IReadOnlyList<CodeTest> tests) => new HardcodedTests(tests).Find(source);

    private static CodeTest Test(string input, string output) => new CodeTest.Stdin(input + "\n", output + "\n", OutputComparison.Default);
}
