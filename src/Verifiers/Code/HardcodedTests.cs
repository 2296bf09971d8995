using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>
/// Programs that know their tests: the expected outputs stand in the source, as they are, for most tests and for three at least. Short
/// outputs prove nothing, and neither do those that the input holds or that several tests share: they are words of the task.
/// </summary>
internal static class HardcodedTests
{
    private const int ShortestOutput = 3;
    private const int LeastTests = 3;
    private const int MostTests = 50;

    public static Flag? Find(string source, IReadOnlyList<CodeTest> tests)
    {
        var outputs = tests.OfType<CodeTest.Stdin>().Take(MostTests)
            .Select(test => (test.Input, Output: test.Output.Trim()))
            .Where(test => test.Output.Length >= ShortestOutput && !test.Input.Contains(test.Output, StringComparison.Ordinal))
            .GroupBy(test => test.Output, StringComparer.Ordinal).Where(same => same.Count() == 1).Select(same => same.Key).ToList();
        if (outputs.Count < LeastTests)
            return null;
        var found = outputs.Count(output => StandsIn(source, output));
        return found >= LeastTests && found * 2 > outputs.Count
            ? new("hardcoded_tests", Invariant($"The expected outputs of {found} of {outputs.Count} tests stand in the program."))
            : null;
    }

    /// <summary>As a whole, not as a part of a longer number or word; or with its line feeds escaped.</summary>
    private static bool StandsIn(string source, string output)
    {
        var escaped = output.ReplaceLineEndings("\\n");
        for (var at = source.IndexOf(escaped, StringComparison.Ordinal); at >= 0; at = source.IndexOf(escaped, at + 1, StringComparison.Ordinal))
        {
            var end = at + escaped.Length;
            if ((at == 0 || !IsWord(source[at - 1])) && (end == source.Length || !IsWord(source[end])))
                return true;
        }
        return false;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '.';
}
