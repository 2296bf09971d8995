using System.Text;
using System.Text.Json;
using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>
/// Programs that know their tests. Of standard output: the expected outputs stand in the source, as they are, for most tests and for
/// three at least; short outputs prove nothing, and neither do those that the input holds or that several tests share: they are words
/// of the task. Of functions: an argument stands in the source and its value right behind it, as in <c>{4: 11}</c> or
/// <c>if x == 4: return 11</c>, for most tests and for three at least; so short values prove something, too.
/// </summary>
internal sealed class HardcodedTests
{
    private const int ShortestOutput = 3;
    private const int LeastTests = 3;
    private const int MostTests = 50;

    /// <summary>Characters between an argument and its value, <c>): return (</c> say.</summary>
    private const int LongestSign = 16;

    private const string Signs = ":=->() ";

    /// <summary>The outputs that prove something, with their line feeds escaped.</summary>
    private readonly string[] _outputs;

    /// <summary>The last argument and the value of each call, as JSON without white space.</summary>
    private readonly (string Argument, string Value)[] _values;

    /// <summary>Reads the tests once for all programs.</summary>
    public HardcodedTests(IReadOnlyList<CodeTest> tests)
    {
        _values = [.. tests.OfType<CodeTest.Function>().Take(MostTests)
            .Select(test => (Argument: LastArgument(test.ArgumentsJson), Value: Compact(test.ExpectedJson)))
            .Where(test => test.Argument.Length > 0 && test.Argument != test.Value).Distinct()];
        _outputs = [.. tests.OfType<CodeTest.Stdin>().Take(MostTests)
            .Select(test => (test.Input, Output: test.Output.Trim()))
            .Where(test => test.Output.Length >= ShortestOutput && !test.Input.Contains(test.Output, StringComparison.Ordinal))
            .GroupBy(test => test.Output, StringComparer.Ordinal).Where(same => same.Count() == 1).Select(same => same.Key.ReplaceLineEndings("\\n"))];
    }

    /// <summary>The flag, if this program knows its tests.</summary>
    public Flag? Find(string source)
    {
        if (Known(_outputs.Length, () => _outputs.Count(output => StandsIn(source, output))) is { } outputs)
            return new("hardcoded_tests", Invariant($"The expected outputs of {outputs} of {_outputs.Length} tests stand in the program."));
        if (Known(_values.Length, () => CountValues(Compact(source))) is { } values)
            return new("hardcoded_tests", Invariant($"The arguments and values of {values} of {_values.Length} tests stand in the program, one behind the other."));
        return null;
    }

    /// <summary>How many tests a program knows, when that is enough to be no accident.</summary>
    private static int? Known(int tests, Func<int> count) => tests >= LeastTests && count() is var found && found >= LeastTests && found * 2 > tests ? found : null;

    private int CountValues(string source) => _values.Count(test => FollowsIn(source, test.Argument, test.Value));

    /// <summary>The argument, a sign that leads to its value (<c>:</c>, <c>=&gt;</c>, <c>return</c>), the value.</summary>
    private static bool FollowsIn(string source, string argument, string value)
    {
        for (var at = source.IndexOf(argument, StringComparison.Ordinal); at >= 0; at = source.IndexOf(argument, at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && IsPart(source[at - 1], argument[0]))
                continue;
            var (end, leads) = (at + argument.Length, false);
            for (var last = Math.Min(source.Length, end + LongestSign); end < last;)
            {
                if (leads && StartsWithWhole(source.AsSpan(end), value))
                    return true;
                var isReturn = source.AsSpan(end).StartsWith("return", StringComparison.Ordinal);
                if (!isReturn && !Signs.Contains(source[end]))
                    break;
                leads |= isReturn || source[end] is ':' or '>';
                end += isReturn ? "return".Length : 1;
            }
        }
        return false;
    }

    private static bool StartsWithWhole(ReadOnlySpan<char> source, string value) =>
        source.StartsWith(value, StringComparison.OrdinalIgnoreCase) && (source.Length == value.Length || !IsPart(source[value.Length], value[^1]));

    /// <summary>Whether a character beside a text goes on with its number or word.</summary>
    private static bool IsPart(char beside, char edge) => (IsWord(beside) || beside == '-') && IsWord(edge);

    /// <summary>With one kind of quotation mark, and white space only where it parts two words: languages differ in both.</summary>
    private static string Compact(string text)
    {
        var compact = new StringBuilder(text.Length);
        var isParted = false;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                isParted = true;
                continue;
            }
            if (isParted && compact.Length > 0 && IsWord(compact[^1]) && IsWord(character))
                compact.Append(' ');
            isParted = false;
            compact.Append(character == '\'' ? '"' : character);
        }
        return compact.ToString();
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

    private static string LastArgument(string json)
    {
        using var arguments = JsonDocument.Parse(json);
        return arguments.RootElement.GetArrayLength() is var count && count > 0 ? Compact(arguments.RootElement[count - 1].GetRawText()) : "";
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '.';
}
