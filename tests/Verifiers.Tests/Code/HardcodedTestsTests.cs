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

    [Theory]
    [InlineData("def f(x): return {4: 11, 1: 5, 7: 17}[x]", true)]
    [InlineData("def f(x):\n    if x == 4: return 11\n    if x == 1:\n        return 5\n    return 17", false)] // two of four
    [InlineData("def f(x):\n    if x == 4: return 11\n    elif x == 1:\n        return (5)\n    elif x == 7: return 17", true)]
    [InlineData("const f = x => x === 4 ? 11 : x === 1 ? 5 : 17", false)] // no sign that leads: not looked for
    [InlineData("def f(x):\n    match x:\n        case 4: return 11\n        case 1: return 5\n        case -2: return -1", true)]
    [InlineData("def f(x): return 2*x+3", false)]
    [InlineData("def f(x): return {14: 11, 11: 5, 7: 170, 2: -1}[x]", false)] // parts of other numbers
    [InlineData("def f(x): return [4, 11, 1, 5, 7, 17, -2, -1][x]", false)] // a list of numbers
    [InlineData("", false)]
    public void Functions_that_look_their_values_up_are_flagged(string source, bool isFlagged) =>
        Assert.Equal(isFlagged, Find(source, [Call("[4]", "11"), Call("[1]", "5"), Call("[7]", "17"), Call("[-2]", "-1")]) is { Name: "hardcoded_tests" });

    [Fact]
    public void Values_are_found_in_whatever_way_a_language_writes_them() => Assert.NotNull(Find(
        "def f(w, x):\n  return {'ab': [1,2], 'cd' : [ 3 ], 'ef': True}[x]",
        [Call("""[0, "ab"]""", "[1, 2]"), Call("""[0, "cd"]""", "[3]"), Call("""[0, "ef"]""", "true")]));

    private static CodeTest Call(string arguments, string expected) =>
        new CodeTest.Function("f", arguments, new FunctionValue.Null(), expected);

    private static Flag? Find(string source, IReadOnlyList<CodeTest> tests) => new HardcodedTests(tests).Find(source);

    private static CodeTest Test(string input, string output) => new CodeTest.Stdin(input + "\n", output + "\n", OutputComparison.Default);
}
