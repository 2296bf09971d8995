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

    /// <summary>Texts of about a million characters.</summary>
    public static IEnumerable<string> Texts()
    {
        foreach (var unit in Units)
        {
            var repeated = string.Concat(Enumerable.Repeat(unit, Size / unit.Length));
            yield return repeated;
            yield return "<think>" + repeated;
            yield return "<think>x</think><answer>" + repeated;
        }

        // Runs each longer than all before it, or each shorter: openers that no closer ever fits.
        var lengths = Enumerable.Range(3, (int)Math.Sqrt(2.0 * Size)).ToArray();
        yield return string.Concat(lengths.Select(length => "\n" + new string('`', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "\n" + new string('`', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "\n" + new string('~', length) + "x"));
        yield return string.Concat(lengths.Reverse().Select(length => "x" + new string('`', length)));
    }

    /// <summary>
    /// Judges them all. The bound is far above what linear work takes and far below what quadratic work would, so that a busy
    /// machine does not fail it.
    /// </summary>
    public static void AssertLinear(Action<string> judge)
    {
        foreach (var text in Texts())
        {
            var clock = Stopwatch.StartNew();
            judge(text);
            Assert.True(
                clock.Elapsed < TimeSpan.FromSeconds(5),
                string.Create(CultureInfo.InvariantCulture, $"'{text[..40]}…' took {clock.Elapsed}"));
        }
    }
}
