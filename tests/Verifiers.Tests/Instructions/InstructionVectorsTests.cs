using System.Text.Json;
using Verifiers.Instructions;

namespace Verifiers.Tests.Instructions;

/// <summary>Answers of models and edge cases with the verdicts of the public checkers.</summary>
public sealed class InstructionVectorsTests
{
    private const string Vectors = "instructions/vectors.jsonl";
    private const string Prompts = "instructions/prompts.jsonl";

    /// <summary>Vectors whose verdict needs what is not here: a tagger, a dictionary of syllables.</summary>
    private static readonly string[] _unsupported = ["words:start_verb", "words:odd_even_syllables"];

    public static TheoryData<string> Supported { get; } = [.. Ids().Except(_unsupported)];

    public static TheoryData<string> WholePrompts { get; } = LabelledCases.Ids(Prompts);

    [Theory, MemberData(nameof(Supported))]
    public void Each_instruction_is_judged_as_the_public_checker_judges_it(string instruction)
    {
        var vectors = VectorIndex.Value[instruction].ToList();
        var different = vectors.Where(vector =>
            vector.GetProperty("strict").GetBoolean() != (Judge(vector, "strict").Verdict == Verdict.Correct)
            || vector.GetProperty("loose").GetBoolean() != (Judge(vector, "loose").Verdict == Verdict.Correct))
            .Select(vector => vector.GetProperty("id").GetString());
        Assert.Empty(different);
        Assert.NotEmpty(vectors);
    }

    [Theory, InlineData("words:start_verb"), InlineData("words:odd_even_syllables")]
    public void What_cannot_be_judged_is_an_error_and_never_passes(string instruction)
    {
        foreach (var vector in VectorIndex.Value[instruction])
        {
            var judgement = Judge(vector, "loose");
            Assert.Equal((Verdict.Error, "unsupported"), (judgement.Verdict, judgement.Reason));
        }
    }

    [Theory, MemberData(nameof(WholePrompts))]
    public void A_prompt_is_followed_when_all_its_instructions_are(string id)
    {
        var prompt = PromptIndex.Value[id];
        foreach (var mode in new[] { "strict", "loose" })
        {
            var reference = JsonSerializer.Serialize(new
            {
                instruction_id_list = prompt.GetProperty("instruction_id_list"),
                kwargs = prompt.GetProperty("kwargs"),
            });
            var judgement = Judge(reference, prompt.GetProperty("response").GetString()!, $$"""{"mode": "{{mode}}", "credit": "fraction"}""");
            var labels = prompt.GetProperty(mode).EnumerateArray().Select(label => label.GetBoolean()).ToArray();
            var evidence = (InstructionsEvidence)judgement.Evidence!;
            Assert.Equal(labels, evidence.Instructions.Select(instruction => instruction.Followed == true));
            Assert.Equal(prompt.GetProperty("prompt_" + mode).GetBoolean(), judgement.Verdict == Verdict.Correct);
            Assert.Equal((double)labels.Count(label => label) / labels.Length, judgement.Score, 1e-12);
        }
    }

    private static Lazy<ILookup<string, JsonElement>> VectorIndex { get; } =
        new(() => LabelledCases.All(Vectors).ToLookup(vector => vector.GetProperty("instruction_id").GetString()!));

    private static Lazy<Dictionary<string, JsonElement>> PromptIndex { get; } =
        new(() => LabelledCases.All(Prompts).ToDictionary(prompt => prompt.GetProperty("id").GetString()!));

    private static IEnumerable<string> Ids() => LabelledCases.All(Vectors).Select(vector => vector.GetProperty("instruction_id").GetString()!).Distinct();

    private static Judgement Judge(JsonElement vector, string mode)
    {
        var reference = JsonSerializer.Serialize(new
        {
            instruction_id_list = new[] { vector.GetProperty("instruction_id") },
            kwargs = new[] { vector.GetProperty("kwargs") },
        });
        return Judge(reference, vector.GetProperty("response").GetString()!, $$"""{"mode": "{{mode}}"}""");
    }

    private static Judgement Judge(string reference, string response, string options) => new InstructionsVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(response), CancellationToken.None).Result;
}
