using System.Diagnostics;
using System.Globalization;
using Verifiers.Mathematics;

namespace Verifiers.Benchmarks;

/// <summary>
/// The mathematics verifier in figures, as Markdown: agreement with the labelled sets, and what one verification costs. Plain
/// measurements without BenchmarkDotNet, for percentiles and for naming the slowest cases.
/// </summary>
internal static class MathReport
{
    private const int Verifications = 120_000;
    private const int Slowest = 20;
    private static readonly TimeSpan ThroughputTime = TimeSpan.FromSeconds(4);
    private static readonly MathVerifier Verifier = new();

    /// <summary>Writes all of it to the console.</summary>
    public static void Write()
    {
        var sets = LabelledPair.Sets.ToDictionary(set => set, LabelledPair.Read, StringComparer.Ordinal);
        WriteAgreement(sets);
        LabelledPair[] pairs = [.. sets.Values.SelectMany(set => set)];
        var cases = pairs.Zip(LongCompletions.Of(pairs), (pair, completion) => new Case(pair, completion, Verifier.Prepare(pair.Reference, pair.Options))).ToArray();
        Warm(cases);
        WriteCost(cases);
        WriteThroughput(cases);
    }

    private sealed record Case(LabelledPair Pair, Completion Completion, IPreparedVerifier Prepared);

    private static void WriteAgreement(Dictionary<string, IReadOnlyList<LabelledPair>> sets)
    {
        var reasons = LabelledPair.KnownDisagreements();
        var disagreements = new List<(LabelledPair Pair, Judgement Judgement)>();
        Say("## Agreement with the labels\n\n| set | category | cases | as labelled |\n|---|---|---|---|");
        foreach (var (set, pairs) in sets)
        {
            foreach (var category in pairs.GroupBy(pair => pair.Category, StringComparer.Ordinal).OrderByDescending(group => group.Count()))
            {
                var others = category.Select(pair => (pair, Judgement: Judge(Verifier.Prepare(pair.Reference, pair.Options), new(pair.Text))))
                    .Where(judged => (judged.Judgement.Verdict == Verdict.Correct) != judged.pair.IsCorrect).ToArray();
                disagreements.AddRange(others);
                Say($"| {set} | {category.Key} | {category.Count()} | {category.Count() - others.Length} |");
            }
            Say($"| {set} | all | {pairs.Count} | {pairs.Count - disagreements.Count(item => pairs.Contains(item.Pair))} |");
        }
        Say("\nJudged otherwise:\n\n| case | reference | answer | label | verdict | why |\n|---|---|---|---|---|---|");
        foreach (var (pair, judgement) in disagreements)
        {
            Say($"| {pair.Id} | {Cell(pair.Reference.String())} | {Cell(pair.Text)} | {(pair.IsCorrect ? "correct" : "incorrect")} | {judgement.Verdict.ToString().ToLowerInvariant()} ({judgement.Reason}) "
                + $"| {reasons.GetValueOrDefault(pair.Id, "**not yet looked at**")} |");
        }
    }

    /// <summary>Every case as often as the others, until so many verifications have been timed.</summary>
    private static void WriteCost(Case[] cases)
    {
        var rounds = (Verifications + cases.Length - 1) / cases.Length;
        var all = new double[rounds * cases.Length];
        var byCase = cases.Select(_ => new double[rounds]).ToArray();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < cases.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                Judge(cases[i].Prepared, cases[i].Completion);
                byCase[i][round] = all[(round * cases.Length) + i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        foreach (var times in byCase)
            Array.Sort(times);
        double[] medians = [.. byCase.Select(times => times[times.Length / 2])];
        Array.Sort(all);
        double[] sortedMedians = [.. medians.Order()];
        Say($"\n## Cost of one verification\n\n{all.Length:N0} verifications of {cases.Length:N0} labelled cases, each at the end of a completion of "
            + $"{cases.Average(item => item.Completion.Text.Length):N0} characters on average; the reference is parsed once. {allocated / all.Length:N0} bytes allocated each.\n");
        Say("| | median | 90 % | 99 % | 99.9 % | largest |\n|---|---|---|---|---|---|");
        Say($"| every single time | {Percentiles(all)} |");
        Say($"| the cases by their medians | {Percentiles(sortedMedians)} |");
        Say($"\nThe slowest {Slowest} cases by their medians:\n\n| case | category | time | reference | answer |\n|---|---|---|---|---|");
        foreach (var i in Enumerable.Range(0, cases.Length).OrderByDescending(i => medians[i]).Take(Slowest))
        {
            var evidence = Judge(cases[i].Prepared, cases[i].Completion).Evidence as MathEvidence;
            Say($"| {cases[i].Pair.Id} | {cases[i].Pair.Category} | {medians[i]:N0} µs | {Cell(cases[i].Pair.Reference.String())} | {Cell(evidence?.Answer ?? string.Empty)} |");
        }
    }

    private static void WriteThroughput(Case[] cases)
    {
        var each = Throughput(1, item => Judge(Verifier.Prepare(item.Pair.Reference, item.Pair.Options), item.Completion), cases);
        var once = Throughput(1, item => Judge(item.Prepared, item.Completion), cases);
        var two = Throughput(2, item => Judge(item.Prepared, item.Completion), cases);
        Say("\n## Throughput\n\n| | verifications a second |\n|---|---|");
        Say($"| one thread, reference parsed each time | {each:N0} |");
        Say($"| one thread, reference parsed once for its group | {once:N0} ({(once / each) - 1:P0} more) |");
        Say($"| two threads, reference parsed once for its group | {two:N0} ({two / once:N2} times one thread) |");
    }

    private static double Throughput(int threads, Func<Case, Judgement> judge, Case[] cases)
    {
        var counts = new long[threads];
        var clock = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            for (var i = worker; clock.Elapsed < ThroughputTime; i++, counts[worker]++)
                judge(cases[i % cases.Length]);
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Until the code has been compiled with its profile.</summary>
    private static void Warm(Case[] cases)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < ThroughputTime;)
        {
            foreach (var item in cases)
                Judge(Verifier.Prepare(item.Pair.Reference, item.Pair.Options), item.Completion);
        }
    }

    private static Judgement Judge(IPreparedVerifier prepared, Completion completion) =>
        prepared.JudgeAsync(completion, CancellationToken.None).GetAwaiter().GetResult();

    private static string Percentiles(double[] sorted) =>
        string.Join(" | ", new[] { 0.5, 0.9, 0.99, 0.999, 1 }.Select(share => FormattableString.Invariant($"{sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)]:N1} µs")));

    private static string Cell(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        var shown = line.Length <= 60 ? line : "…" + line[^60..];
        return $"`{shown.Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'')}`";
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);
}
