using BenchmarkDotNet.Attributes;
using Verifiers.Mathematics;

namespace Verifiers.Benchmarks;

/// <summary>One verification with the answer at the end of a completion of 2,000 tokens; all labelled cases of real outputs.</summary>
[MemoryDiagnoser]
public class LongCompletionVerification
{
    private const int Pairs = 1_000;
    private readonly MathVerifier _verifier = new();
    private (LabelledPair Pair, IPreparedVerifier Prepared, Completion Completion)[] _pairs = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var pairs = LabelledPair.Read("dev_outputs").Take(Pairs).ToArray();
        _pairs = [.. pairs.Zip(LongCompletions.Of(pairs), (pair, completion) => (pair, _verifier.Prepare(pair.Reference, pair.Options), completion))];
    }

    [Benchmark(Baseline = true, Description = "reference parsed each time", OperationsPerInvoke = Pairs)]
    public double ParseEachTime()
    {
        var sum = 0.0;
        foreach (var (pair, _, completion) in _pairs)
            sum += Judge(_verifier.Prepare(pair.Reference, pair.Options), completion);
        return sum;
    }

    [Benchmark(Description = "reference parsed once for its group", OperationsPerInvoke = Pairs)]
    public double ParseOncePerGroup()
    {
        var sum = 0.0;
        foreach (var (_, prepared, completion) in _pairs)
            sum += Judge(prepared, completion);
        return sum;
    }

    private static double Judge(IPreparedVerifier prepared, Completion completion) =>
        prepared.JudgeAsync(completion, CancellationToken.None).GetAwaiter().GetResult().Score;
}
