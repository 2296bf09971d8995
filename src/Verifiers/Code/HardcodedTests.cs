using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>
/// Programs that know their tests: the expected outputs stand in the source, as they are, for most tests and for three at least. Short
/// outputs prove nothing, and neither do those that the input holds or that several tests share: they are words of the task.
/// </summary>
internal sealed class HardcodedTests
{
    private const int ShortestOutput = 3;
    private const int LeastTests = 3;
    private const int MostTests = 50;

    /// <summary>The outputs that prove something, with their line feeds escaped.</summary>
    private readonly string[] _outputs;

    /// <summary>Reads the tests once for all programs.</summary>
    public HardcodedTests(IReadOnlyList<CodeTest> tests) =>
        _outputs = [.. tests.OfType<CodeTest.Stdin>().Take(MostTests)
            .Select(test => (test.Input, Output: test.Output.Trim()))
            .Where(test => test.Output.Length >= ShortestOutput && !test.Input.Contains(test.Output, StringComparison.Ordinal))
            .GroupBy(test => test.Output, StringComparer.Ordinal).Where(same => same.Count() == 1).Select(same => same.Key.ReplaceLineEndings("\\n"))];

    /// <summary>The flag, if this program knows its tests.</summary>
    public Flag? Find(string source)
    {
        if (_outputs.Length < LeastTests)
            return null;
        var found = _outputs.Count(output => StandsIn(source, output));
        return found >= LeastTests && found * 2 > _outputs.Length
            ? new("hardcoded_tests", Invariant($"The expected outputs of {found} of {_outputs.Length} tests stand in the program."))
            : null;
    }

    /// <summary>As a whole, not as a part of a longer number or word.</summary>
    private static bool StandsIn(string source, string output)
    {
        for (var at = source.IndexOf(output, StringComparison.Ordinal); at >= 0; at = source.IndexOf(output, at + 1, StringComparison.Ordinal))
        {
            var end = at + output.Length;
            if ((at == 0 || !IsWord(source[at - 1])) && (end == source.Length || !IsWord(source[end])))
                return true;
        }
        return false;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '.';
}
