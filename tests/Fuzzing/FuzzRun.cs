using System.Diagnostics;
using System.Text.Json;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Answers;

namespace Verifiers.Fuzzing;

/// <summary>Judges inputs by the public verifier; keeps the slowest and whatever throws.</summary>
internal sealed class FuzzRun
{
    private const int MostFailures = 50;
    private readonly MathVerifier _verifier = new();
    private readonly SlowestInputs _slowest = new(20);
    private readonly List<(FuzzInput Input, Exception Exception)> _failures = [];
    private readonly Lock _lock = new();
    private readonly long[] _verdicts = new long[Enum.GetValues<Verdict>().Length];
    private long _judged;

    /// <summary>Inputs judged so far.</summary>
    public long Judged => Interlocked.Read(ref _judged);

    /// <summary>Inputs that ended in an exception; there should be none.</summary>
    public IReadOnlyList<(FuzzInput Input, Exception Exception)> Failures => _failures;

    /// <summary>How often each verdict was reached.</summary>
    public IEnumerable<(Verdict Verdict, long Count)> Verdicts => Enum.GetValues<Verdict>().Select(verdict => (verdict, _verdicts[(int)verdict]));

    /// <summary>Called with the number of each batch before it is judged.</summary>
    public Action<long>? BatchBegins { get; init; }

    /// <summary>Judges the inputs of these numbers, spread over threads, until all are done or the time is up.</summary>
    public void Run(FuzzInputs inputs, long first, long count, int threads, CancellationToken timeIsUp)
    {
        var next = first;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            const int Batch = 256;
            while (!timeIsUp.IsCancellationRequested)
            {
                var start = Interlocked.Add(ref next, Batch) - Batch;
                var end = Math.Min(start + Batch, first + count);
                if (start >= end)
                    return;
                BatchBegins?.Invoke(start);
                for (var index = start; index < end; index++)
                    JudgeAndKeep(inputs[index]);
            }
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
    }

    /// <summary>The slowest inputs once more: the least time of three, and the steps of the comparison.</summary>
    public IReadOnlyList<(FuzzInput Input, TimeSpan Time, int Steps)> Slowest() =>
    [
        .. _slowest.Inputs
            .Select(input => (input, Enumerable.Range(0, 3).Min(_ => Stopwatch.GetElapsedTime(0, Time(input))), Steps(input)))
            .OrderByDescending(row => row.Item2),
    ];

    /// <summary>Steps that comparing the two answers spends.</summary>
    public static int Steps(FuzzInput input)
    {
        var budget = new StepBudget(StepBudget.PerComparison);
        AnswerComparison.Compare(AnswerText.Read(input.Reference), AnswerText.Read(input.Answer), MathOptions.Default, budget);
        return budget.Spent;
    }

    /// <summary>The judgement of one input.</summary>
    public Judgement Judge(FuzzInput input)
    {
        var reference = JsonCursor.At(JsonSerializer.SerializeToElement(input.Reference), "reference");
        return _verifier.Prepare(reference, default).JudgeAsync(new(input.Completion), CancellationToken.None).GetAwaiter().GetResult();
    }

    private void JudgeAndKeep(FuzzInput input)
    {
        try
        {
            var start = Stopwatch.GetTimestamp();
            var judgement = Judge(input);
            var ticks = Stopwatch.GetTimestamp() - start;
            // A slow one is measured again at once: the collector or another program may have been in between.
            if (ticks > _slowest.Least && (ticks = Math.Min(ticks, Time(input))) > _slowest.Least)
                _slowest.Offer(input, ticks);
            Interlocked.Increment(ref _verdicts[(int)judgement.Verdict]);
        }
#pragma warning disable CA1031 // any exception is a finding
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_lock)
            {
                if (_failures.Count < MostFailures)
                    _failures.Add((input, exception));
            }
        }
        Interlocked.Increment(ref _judged);
    }

    private long Time(FuzzInput input)
    {
        var start = Stopwatch.GetTimestamp();
        Judge(input);
        return Stopwatch.GetTimestamp() - start;
    }
}
