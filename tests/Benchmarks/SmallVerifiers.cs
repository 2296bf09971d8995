using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Verifiers.Choice;
using Verifiers.LanguageConsistency;
using Verifiers.Matching;

namespace Verifiers.Benchmarks;

/// <summary>One verification of a multiple-choice answer at the end of 4,000 characters of reasoning, reference prepared once.</summary>
[MemoryDiagnoser]
public class ChoiceVerification
{
    private readonly IPreparedVerifier _verifier = new ChoiceVerifier().Prepare(
        SmallVerifiers.Json("""{"answer": "C", "choices": ["Paris", "London", "Rome", "Berlin"]}"""), default);

    private readonly Completion _short = new("The correct answer is **C) Rome**.");
    private readonly Completion _long = new(SmallVerifiers.Reasoning + "\nThe correct answer is **C) Rome**.");

    [Benchmark(Description = "one line")]
    public double Short() => SmallVerifiers.Judge(_verifier, _short);

    [Benchmark(Description = "after 4,000 characters")]
    public double Long() => SmallVerifiers.Judge(_verifier, _long);
}

/// <summary>The share of English in 4,000 characters of thoughts, and of Chinese in as many bytes of it.</summary>
[MemoryDiagnoser]
public class LanguageVerification
{
    private readonly IPreparedVerifier _english = new LanguageVerifier().Prepare(SmallVerifiers.Json("\"en\""), default);
    private readonly IPreparedVerifier _chinese = new LanguageVerifier().Prepare(SmallVerifiers.Json("\"zh\""), default);
    private readonly Completion _englishText = new($"<think>{SmallVerifiers.Reasoning}</think>7");
    private readonly Completion _chineseText = new($"<think>{string.Concat(Enumerable.Repeat("等一下，题目问的是两天的总数，所以我需要把第二天的苹果也加进去。", 42))}</think>7");

    [Benchmark(Description = "English, 4 kB")]
    public double English() => SmallVerifiers.Judge(_english, _englishText);

    [Benchmark(Description = "Chinese, 4 kB")]
    public double Chinese() => SmallVerifiers.Judge(_chinese, _chineseText);
}

/// <summary>The verifiers of text on an answer behind 4,000 characters of thoughts.</summary>
[MemoryDiagnoser]
public class TextVerification
{
    private readonly Completion _completion = new($"<think>{SmallVerifiers.Reasoning}</think>The answer is \\boxed{{1,234.5}}.");
    private IPreparedVerifier _verifier = null!;

    [Params("exact", "f1", "contains", "regex", "numeric")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        IVerifier verifier = Name switch
        {
            "exact" => new ExactVerifier(),
            "f1" => new F1Verifier(),
            "contains" => new ContainsVerifier(),
            "regex" => new RegexVerifier(),
            _ => new NumericVerifier(),
        };
        _verifier = verifier.Prepare(SmallVerifiers.Json(Name == "regex" ? "\"1,\\\\d+\"" : Name == "numeric" ? "1234.5" : "\"1,234.5\""), default);
    }

    [Benchmark]
    public double Verify() => SmallVerifiers.Judge(_verifier, _completion);
}

/// <summary>What the three classes share.</summary>
internal static class SmallVerifiers
{
    private const string Paragraph = "Wait, I should be careful here because the question asks for the total over both days. It could be option A, but the right way is to add all of them. ";

    public static string Reasoning { get; } = string.Concat(Enumerable.Repeat(Paragraph, 1 + (4_000 / Paragraph.Length)))[..4_000];

    public static JsonCursor Json(string json) => JsonCursor.At(JsonDocument.Parse(json).RootElement);

    public static double Judge(IPreparedVerifier verifier, Completion completion) =>
        verifier.JudgeAsync(completion, CancellationToken.None).GetAwaiter().GetResult().Score;
}
