namespace Verifiers.Code;

/// <summary>Reads the tests of the mode <c>stdin</c>: <c>{"input", "output"}</c> each, or the lists <c>inputs</c> and <c>outputs</c>.</summary>
internal static class StdinTests
{
    public static IEnumerable<CodeTest> Read(JsonCursor reference)
    {
        var comparison = ReadComparison(reference.Optional("compare"));
        return TestLists.Read(reference, test => ReadTest(reference, test, comparison), (input, output) => new CodeTest.Stdin(input.String(), output.String(), comparison));
    }

    private static OutputComparison ReadComparison(JsonCursor compare) => !compare.IsPresent
        ? OutputComparison.Default
        : OutputComparison.Find(compare.String())
            ?? throw compare.Expected("default, lines, float:E with E from 0 to below 1, tokens, icase, exact or unordered_lines");

    private static CodeTest.Stdin ReadTest(JsonCursor reference, JsonCursor test, OutputComparison comparison)
    {
        test.Object("input", "output", "weight");
        return new CodeTest.Stdin(
            test.Required("input", "what stands on standard input").String(),
            test.Required("output", "the expected standard output").String(),
            comparison)
        {
            Weight = TestWeight.Read(reference, test),
        };
    }
}
