using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Verifiers.Mathematics;

namespace Verifiers.Benchmarks;

/// <summary>200 pairs of reference and answer from real outputs: time and memory for one pair.</summary>
[MemoryDiagnoser]
public class AnswerEquivalence
{
    private const int Pairs = 200;
    private readonly MathVerifier _verifier = new();
    private (JsonCursor Reference, IPreparedVerifier Prepared, Completion Answer, Completion Whole)[] _pairs = null!;

    [GlobalSetup]
    public void SetUp() => _pairs =
    [
        .. LabelledOutputs.Take(Pairs).Select(output =>
        {
            var reference = JsonCursor.At(JsonSerializer.SerializeToElement(output.Reference), "reference");
            return (reference, _verifier.Prepare(reference, default), new Completion($"\\boxed{{{output.Answer}}}"), new Completion(output.Completion));
        }),
    ];

    [Benchmark(Baseline = true, Description = "parse both, compare", OperationsPerInvoke = Pairs)]
    public double ParseBothAndCompare()
    {
        var sum = 0.0;
        foreach (var (reference, _, answer, _) in _pairs)
            sum += Judge(_verifier.Prepare(reference, default), answer);
        return sum;
    }

    [Benchmark(Description = "reference parsed once for its group", OperationsPerInvoke = Pairs)]
    public double CompareWithPreparedReference()
    {
        var sum = 0.0;
        foreach (var (_, prepared, answer, _) in _pairs)
            sum += Judge(prepared, answer);
        return sum;
    }

    [Benchmark(Description = "the same, answer found in the whole completion", OperationsPerInvoke = Pairs)]
    public double ExtractAndCompare()
    {
        var sum = 0.0;
        foreach (var (_, prepared, _, whole) in _pairs)
            sum += Judge(prepared, whole);
        return sum;
    }

    private static double Judge(IPreparedVerifier prepared, Completion completion) =>
        prepared.JudgeAsync(completion, CancellationToken.None).GetAwaiter().GetResult().Score;
}
