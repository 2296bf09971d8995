using System.Text.Json;
using Verifiers.Combining;
using Verifiers.Format;
using Verifiers.Judges;
using Verifiers.Mathematics;

namespace Verifiers.Tests.Judges;

/// <summary>The pages about judges tell the truth: each block marked <c>json example</c> is judged, with models that say what the page says.</summary>
public sealed class DocumentedJudgesTests
{
    public static TheoryData<string, int> Examples { get; } = FindExamples();

    [Theory, MemberData(nameof(Examples))]
    public async Task Documented_examples_are_true(string page, int line)
    {
        var example = JsonDocument.Parse(File.ReadLines(PathOf(page)).ElementAt(line)).RootElement;
        var (replies, numbers) = (Strings(example, "replies"), Numbers(example));
        var models = new ScriptedModels()
            .Chat("j", _ => replies.Dequeue()).Reward("r", _ => numbers.Dequeue()).Remote("v", (_, _) => new() { Value = numbers.Dequeue() });
        var judgement = await Verifier(page, example, models)
            .Prepare(Field(example, "reference"), Field(example, "options"))
            .JudgeAsync(new(example.GetProperty("completion").GetString()!), CancellationToken.None);
        Assert.Equal(example.GetProperty("reason").GetString(), judgement.Reason);
        Assert.Equal(example.GetProperty("score").GetDouble(), judgement.Score, 1e-9);
        Assert.Empty(replies);
        Assert.Empty(numbers);
    }

    private static IVerifier Verifier(string page, JsonElement example, ScriptedModels models)
    {
        VerifierCatalog? catalog = null;
        catalog = new([
            new JudgeVerifier(models), new RewardModelVerifier(models), new RemoteVerifier(models), new MathVerifier(), new FormatVerifier(),
            new FirstOfVerifier(() => catalog!), new AgreeVerifier(() => catalog!, new NoQueue()),
        ]);
        var name = example.TryGetProperty("verifier", out var own) ? own.GetString()! : page.Replace('-', '_');
        Assert.True(catalog.TryGet(name, out var verifier));
        return verifier;
    }

    private static Queue<string> Strings(JsonElement example, string name) =>
        new(example.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : []);

    private static Queue<double> Numbers(JsonElement example) =>
        new(example.TryGetProperty("numbers", out var list) ? list.EnumerateArray().Select(item => item.GetDouble()) : []);

    private static JsonCursor Field(JsonElement example, string name) =>
        example.TryGetProperty(name, out var value) ? JsonCursor.At(value, name) : JsonCursor.Absent(name);

    private static TheoryData<string, int> FindExamples()
    {
        var examples = new TheoryData<string, int>();
        foreach (var page in (string[])["judge", "reward-model", "remote", "combining"])
        {
            foreach (var (index, _) in File.ReadLines(PathOf(page)).Index().Where(line => line.Item == "```json example"))
                examples.Add(page, index + 1);
        }
        return examples;
    }

    private static string PathOf(string page) => Path.Combine(AppContext.BaseDirectory, "Data", "docs", page + ".md");

    private sealed class NoQueue : IReviewQueue
    {
        public ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }
}
