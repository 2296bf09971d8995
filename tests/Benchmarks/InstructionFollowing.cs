using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Verifiers.Instructions;
using Verifiers.Instructions.Text;

namespace Verifiers.Benchmarks;

/// <summary>Answers of models to IF-Eval prompts: one whole prompt, strictly and loosely, and the language of one answer.</summary>
[MemoryDiagnoser]
public class InstructionFollowing
{
    private const int Answers = 200;
    private readonly InstructionsVerifier _verifier = new();
    private (IPreparedVerifier Strict, IPreparedVerifier Loose, Completion Completion)[] _answers = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var file = Path.Combine(Path.GetDirectoryName(LabelledOutputs.Folder)!, "instructions", "prompts.jsonl");
        _answers = [.. File.ReadLines(file).Take(Answers).Select(line => JsonDocument.Parse(line).RootElement).Select(prompt =>
        {
            var reference = JsonSerializer.SerializeToElement(new
            {
                instruction_id_list = prompt.GetProperty("instruction_id_list"),
                kwargs = prompt.GetProperty("kwargs"),
            });
            return (Prepare(reference, "strict"), Prepare(reference, "loose"), new Completion(prompt.GetProperty("response").GetString()!));
        })];
    }

    [Benchmark(Baseline = true, Description = "one prompt, strictly", OperationsPerInvoke = Answers)]
    public double Strict() => _answers.Sum(answer => Judge(answer.Strict, answer.Completion));

    [Benchmark(Description = "one prompt, loosely", OperationsPerInvoke = Answers)]
    public double Loose() => _answers.Sum(answer => Judge(answer.Loose, answer.Completion));

    [Benchmark(Description = "language of one answer", OperationsPerInvoke = Answers)]
    public int Language() => _answers.Count(answer => LanguageDetector.Detect(answer.Completion.Text) == "en");

    private IPreparedVerifier Prepare(JsonElement reference, string mode) => _verifier.Prepare(
        JsonCursor.At(reference, "reference"), JsonCursor.At(JsonSerializer.SerializeToElement(new { mode }), "options"));

    private static double Judge(IPreparedVerifier prepared, Completion completion) =>
        prepared.JudgeAsync(completion, CancellationToken.None).GetAwaiter().GetResult().Score;
}
