using System.Diagnostics;
using System.Globalization;

namespace Verifiers.Tests;

/// <summary>Long texts that are cheap to write and dear to a careless reader.</summary>
internal static class HostileText
{
    private const int Size = 1 << 20;

    private static readonly string[] Units =
    [
        "<think>", "</think>", "<answer>", "</answer>", "<think>x</think><answer>y</answer>", "`", "` ", "``` ", "\n```", "\n```a\n", "~", "\n~~~~", "{", "<",
        "\ud800", "\n", " ", "\u00a0", "<think>\n", "\n</answer>", "\n</think>\n<answer>\n", "</think> ", "Step 1", "1", "\n-", "- ", "> ", "1. ",
        "```python\nx\n```\n", "\n   ```", "a", "\na ",
    ];

    /// <summary>Pieces of answers, marks and scripts, for verifiers that look for these.</summary>
    private static readonly string[] AnswerUnits =
    [
        "<think>", "{", "}", "\u0301", "e\u0301", "\ud800", "Answer: ", "Answer: C\n", "the answer is ", "\\boxed{", "\\boxed{C} ", "A or ", "(A) ", "A) Paris ", "is correct ", "选", "答案是", "\"answer\": \"",
        "1,", "1/", "-", "$", "中", "a.b/", "$$", "```\n", "\\begin{a}", "\\(", "http://", "@", "<a", "ab ", "Ａ", "\u200b", " ", "\n",
    ];

    /// <summary>Texts of about a million characters that are made of pieces of answers.</summary>
    public static IEnumerable<string> Answers() => AnswerUnits.Select(unit => string.Concat(Enumerable.Repeat(unit, Size / unit.Length)));

    /// <summary>Texts of about a million characters.</summary>
    public static IEnumerable<string> Texts()
    {
        foreach (var unit in Units)
            yield return string.Concat(Enumerable.Repeat(unit, Size / unit.Length));

        // Runs each longer than all before it, or each shorter: openers that no closer ever fits.
        var lengths = Enumerable.Range(3, (int)Math.Sqrt(2.0 * Size)).ToArray();
        yield return string.Concat(lengths.Select(length => "\n" + new string('`', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "\n" + new string('`', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "\n" + new string('~', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "x" + new string('`', length)));
    }

    /// <summary>
    /// Judges them all. The bound is a hundred times what linear work takes and a hundredth of what quadratic work would, so that
    /// neither a busy machine nor a fast one changes the answer.
    /// </summary>
    /// <param name="judge">What must be linear in its text.</param>
    /// <param name="prefix">What each text begins with.</param>
    /// <param name="texts">The texts; <see cref="Texts"/> when absent.</param>
    public static void AssertLinear(Action<string> judge, string prefix = "", IEnumerable<string>? texts = null)
    {
        foreach (var text in texts ?? Texts())
        {
            var clock = Stopwatch.StartNew();
            judge(prefix + text);
            Assert.True(
                clock.Elapsed < TimeSpan.FromSeconds(30),
                string.Create(CultureInfo.InvariantCulture, $"'{prefix}{text[..40]}…' took {clock.Elapsed}"));
        }
    }
}
