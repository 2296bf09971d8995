using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifiers;

/// <summary>Regular expressions that a rubric gives. They run without backtracking, so that one search is linear in the text.</summary>
internal static class Patterns
{
    private const int MostPatterns = 64;

    /// <summary>The longest expression where many may be given.</summary>
    private const int LongestPattern = 1_000;

    /// <summary>Counted repetitions that multiply to more make too large an automaton.</summary>
    private const int MostRepetitions = 1_000;

    /// <summary>At least one expression.</summary>
    /// <exception cref="InvalidInputException">One is no expression, or cannot run without backtracking.</exception>
    public static List<Regex> ReadList(JsonCursor list, RegexOptions options = RegexOptions.None)
    {
        var patterns = new List<Regex>();
        foreach (var item in list.Items("a list of regular expressions"))
        {
            if (patterns.Count == MostPatterns)
                throw list.Expected($"at most {MostPatterns} regular expressions");
            patterns.Add(Read(item, options));
        }
        return patterns.Count > 0 ? patterns : throw list.Expected("at least one regular expression");
    }

    /// <summary>One expression.</summary>
    /// <exception cref="InvalidInputException">It is no expression, or cannot run without backtracking.</exception>
    /// <param name="item">The expression.</param>
    /// <param name="options">How it matches.</param>
    /// <param name="isWhole">Whether it must match all of the text.</param>
    /// <param name="longest">The most characters that it may have.</param>
    public static Regex Read(JsonCursor item, RegexOptions options = RegexOptions.None, bool isWhole = false, int longest = LongestPattern)
    {
        var pattern = item.String("a regular expression");
        if (pattern.Length == 0 || pattern.Length > longest)
            throw item.Expected($"a regular expression of 1 to {longest} characters");
        if (Repetitions(pattern) > MostRepetitions)
            throw item.Refused($"counted repetitions multiply to more than {MostRepetitions}, which is too large an automaton.");
        try
        {
            // Alone first, so that ")|(" is refused and not completed by the frame.
            var plain = new Regex(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return isWhole ? new Regex($@"\A(?:{pattern})\z", plain.Options, Regex.InfiniteMatchTimeout) : plain;
        }
        catch (ArgumentException problem)
        {
            throw item.Refused($"this is no regular expression: {problem.Message}");
        }
        catch (NotSupportedException)
        {
            throw item.Refused("look-around, back-references and atomic groups are not available, because they cannot be searched in linear time.");
        }
    }

    /// <summary>The product of the largest numbers in all <c>{m,n}</c>, an upper bound for how often a part is copied.</summary>
    private static double Repetitions(string pattern)
    {
        var product = 1.0;
        foreach (var brace in Regex.EnumerateMatches(pattern, @"\{\d+(,\d*)?\}", RegexOptions.NonBacktracking))
        {
            var numbers = pattern.Substring(brace.Index + 1, brace.Length - 2).Split(',', StringSplitOptions.RemoveEmptyEntries);
            product *= numbers.Max(number => Math.Max(1, double.Parse(number, CultureInfo.InvariantCulture)));
        }
        return product;
    }
}
