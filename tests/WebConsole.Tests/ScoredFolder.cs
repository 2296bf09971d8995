using System.Globalization;
using System.Text.Json;
using Verifiers.Api.Rescoring;

namespace Verifiers.WebConsole.Tests;

/// <summary>A folder as <c>verifiers rescore</c> leaves it, made of rollouts that tell a story: rewards rise with the steps, lengths with them.</summary>
public sealed class ScoredFolder : IDisposable
{
    /// <summary>What a policy might write against its readers: it must stay text.</summary>
    public const string Hostile = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'><b id=hacked>bold</b>";

    public ScoredFolder(int steps = 12, int prompts = 16, int rollouts = 8)
    {
        using var scored = new StreamWriter(Path.Combine(Folder, "run.jsonl.scored.jsonl"));
        using var timing = new StreamWriter(Path.Combine(Folder, "run.jsonl.timing.jsonl"));
        var random = new Random(7);
        var line = 0L;
        for (var step = 0; step < steps; step++)
        {
            for (var prompt = 0; prompt < prompts; prompt++)
            {
                var skill = Math.Clamp(((prompt % 8) / 8.0 * 0.7) + (step * 0.045), 0.02, 0.97);
                for (var i = 0; i < rollouts; i++)
                {
                    line++;
                    scored.WriteLine(JsonSerializer.Serialize(Make(random, line, step * 50, prompt, skill), ScoredRollout.Json));
                    timing.WriteLine(JsonSerializer.Serialize(new RolloutTiming(line, random.Next(40), 60 + (long)Math.Exp(random.NextDouble() * 9), false), ScoredRollout.Json));
                }
            }
        }
        Rollouts = line;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("verifiers-report-").FullName;

    public long Rollouts { get; }

    /// <summary>Where a report goes.</summary>
    public string Report => Path.Combine(Folder, "report.html");

    /// <summary>The scored file.</summary>
    public string Scored => Path.Combine(Folder, "run.jsonl.scored.jsonl");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static ScoredRollout Make(Random random, long line, int step, int prompt, double skill)
    {
        var (a, b) = (prompt + 12, prompt + 31);
        var isRight = random.NextDouble() < skill;
        var hasTags = random.NextDouble() < 0.4 + (step * 0.001);
        var isFault = line % 389 == 0;
        var answer = (isRight ? a * b : (a * b) + random.Next(1, 40)).ToString(CultureInfo.InvariantCulture);
        var thoughts = string.Join(' ', Enumerable.Repeat($"{a} times {b} is what is asked.", 1 + random.Next(1 + (step / 25)) + random.Next(4)));
        var body = line == 3 ? Hostile : thoughts;
        var completion = hasTags ? $"<think>\n{body}\n</think>\n<answer>\\boxed{{{answer}}}</answer>" : $"{body}\nSo the answer is \\boxed{{{answer}}}.";
        var start = completion.IndexOf(answer + "}", StringComparison.Ordinal);
        var verdict = isFault ? Verdict.Error : isRight ? Verdict.Correct : Verdict.Incorrect;
        return new()
        {
            File = "run.jsonl",
            Line = line,
            Id = null,
            Group = string.Create(CultureInfo.InvariantCulture, $"product-{prompt}"),
            Step = step,
            Prompt = $"What is {a} times {b}?",
            Completion = completion,
            Reference = JsonSerializer.SerializeToElement((a * b).ToString(CultureInfo.InvariantCulture)),
            Reward = isFault ? null : (isRight ? 1 : 0) + (hasTags ? 0.5 : 0),
            Verdict = verdict,
            Components =
            [
                new()
                {
                    Name = "accuracy", Verifier = "math", Weight = 1, Score = isFault ? null : isRight ? 1 : 0, Verdict = verdict,
                    Reason = isFault ? "deadline_exceeded" : isRight ? "exact" : random.Next(5) == 0 ? "different_items" : "different_value",
                    Explanation = isFault ? "It was not judged in time." : isRight ? "Equal: proved (same tree)." : "Different: proved (rational arithmetic).",
                    Evidence = JsonSerializer.SerializeToElement(new
                    {
                        answer,
                        span = new { start, length = answer.Length, end = start + answer.Length },
                        rule = "boxed",
                        reference = (a * b).ToString(CultureInfo.InvariantCulture),
                        answer_latex = answer,
                        answer_plain = answer,
                        reference_plain = (a * b).ToString(CultureInfo.InvariantCulture),
                    }),
                },
                new()
                {
                    Name = "format", Verifier = "format", Weight = 0.5, Score = hasTags ? 1 : 0, Verdict = hasTags ? Verdict.Correct : Verdict.Incorrect,
                    Reason = hasTags ? "ok" : "missing_think", Explanation = hasTags ? "The tags are right." : "There is no <think>.",
                },
            ],
            Flags = line % 17 == 0 ? [new("multiple_final_answers", "Several answers are marked as final.")] : line % 41 == 0 ? [new("empty_thought", "The think tags hold nothing.")] : [],
        };
    }
}
