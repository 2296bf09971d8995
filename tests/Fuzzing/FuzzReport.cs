using System.Globalization;
using System.Text;

namespace Verifiers.Fuzzing;

/// <summary>Writes what a run found as Markdown.</summary>
internal static class FuzzReport
{
    private const int ShownLength = 90;

    /// <summary>A sentence on the run, its failures in full, the slowest inputs as a table.</summary>
    public static string Write(FuzzRun run, FuzzOptions options, TimeSpan elapsed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{run.Judged:N0} inputs (seed {options.Seed}), {options.Threads} thread(s), {elapsed.TotalSeconds:N0} s, ")
            .Append(CultureInfo.InvariantCulture, $"{run.Failures.Count} exceptions. Verdicts: ")
            .AppendJoin(", ", run.Verdicts.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Verdict.ToString().ToLowerInvariant()} {row.Count:N0}")))
            .Append(".\n\n");
        foreach (var (input, exception) in run.Failures)
        {
            text.Append(CultureInfo.InvariantCulture, $"Input {input.Index} throws:\n\n    reference: {Escape(input.Reference)}\n    completion: {Escape(input.Completion)}\n")
                .Append("    ").Append(exception.ToString().ReplaceLineEndings("\n    ")).Append("\n\n");
        }
        text.Append("| input | time | steps | reference | completion |\n|---|---|---|---|---|\n");
        foreach (var (input, time, steps) in run.Slowest())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {input.Index} | {time.TotalMilliseconds:N1} ms | {steps:N0} ")
                .Append(CultureInfo.InvariantCulture, $"| {Cell(input.Reference)} | {Cell(input.Completion)} |\n");
        }
        return text.ToString();
    }

    private static string Cell(string text)
    {
        var shown = text.Length <= ShownLength ? Escape(text) : $"{Escape(text[..ShownLength])}… ({text.Length} characters)";
        return $"`{shown.Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'')}`";
    }

    /// <summary>Control characters and halves of surrogate pairs as \uXXXX.</summary>
    private static string Escape(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));
}
