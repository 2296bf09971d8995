using System.Globalization;
using System.Text.Json;
using Verifiers.Instructions.Text;
using Verifiers.LanguageConsistency;

namespace Verifiers.Benchmarks;

/// <summary>What finding out the language of a text costs in CPU time, which other programs on the machine hardly change.</summary>
internal static class LanguageReport
{
    private const int Rounds = 20;

    public static void Write()
    {
        var file = Path.Combine(Path.GetDirectoryName(LabelledOutputs.Folder)!, "instructions", "prompts.jsonl");
        var answers = File.ReadLines(file).Take(200).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("response").GetString()!).ToArray();
        var longest = string.Concat(answers)[..10_000];
        var first = Environment.CpuUsage.TotalTime;
        LanguageDetector.Detect("Reading the profiles.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first use: {(Environment.CpuUsage.TotalTime - first).TotalMilliseconds:F0} ms of CPU time"));

        Measure($"language of an answer, {answers.Average(answer => answer.Length):F0} characters", answers, text => LanguageDetector.Detect(text));
        Measure("language of 10,000 characters", [longest], text => LanguageDetector.Detect(text));
        var english = new LanguageVerifier().Prepare(SmallVerifiers.Json("\"en\""), default);
        Measure("share of English in 4,000 characters", [$"<think>{SmallVerifiers.Reasoning}</think>7"], text => SmallVerifiers.Judge(english, new(text)));
    }

    private static void Measure(string what, string[] texts, Action<string> work)
    {
        var rounds = Rounds * Math.Max(1, 20 / texts.Length);
        var best = double.MaxValue;
        for (var part = 0; part < 5; part++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var round = 0; round < rounds / 5; round++)
            {
                foreach (var text in texts)
                    work(text);
            }
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / (rounds / 5) / texts.Length);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {best:F3} ms of CPU time a text"));
    }
}
