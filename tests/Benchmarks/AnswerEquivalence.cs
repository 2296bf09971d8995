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
    public async Task<double> ParseBothAndCompareAsync()
    {
        var sum = 0.0;
        foreach (var (reference, _, answer, _) in _pairs)
            sum += (await _verifier.Prepare(reference, default).JudgeAsync(answer, CancellationToken.None)).Score;
        return sum;
    }

    [Benchmark(Description = "reference parsed once for its group", OperationsPerInvoke = Pairs)]
    public async Task<double> CompareWithPreparedReferenceAsync()
    {
        var sum = 0.0;
        foreach (var (_, prepared, answer, _) in _pairs)
            sum += (await prepared.JudgeAsync(answer, CancellationToken.None)).Score;
        return sum;
    }

    [Benchmark(Description = "the same, answer found in the whole completion", OperationsPerInvoke = Pairs)]
    public async Task<double> ExtractAndCompareAsync()
    {
        var sum = 0.0;
        foreach (var (_, prepared, _, whole) in _pairs)
            sum += (await prepared.JudgeAsync(whole, CancellationToken.None)).Score;
        return sum;
    }
}
