using System.Globalization;
using System.Text.Json;
using Verifiers.Choice;
using Verifiers.Code;
using Verifiers.Format;
using Verifiers.Instructions;
using Verifiers.LanguageConsistency;
using Verifiers.Length;
using Verifiers.Matching;
using Verifiers.Structured;
using Verifiers.Tests.Code;

namespace Verifiers.Tests;

/// <summary>The pages under <c>docs/verifiers</c> tell the truth: each block marked <c>json example</c> is judged.</summary>
public sealed class DocumentedExamplesTests
{
    public static TheoryData<string, int> Examples { get; } = FindExamples();

    [Theory, MemberData(nameof(Examples))]
    public async Task Documented_examples_are_true(string page, int line)
    {
        var example = JsonDocument.Parse(File.ReadLines(PathOf(page)).ElementAt(line)).RootElement;
        var judgement = await Verifier(page, example)
            .Prepare(Field(example, "reference"), Field(example, "options"))
            .JudgeAsync(Completion(example), CancellationToken.None);
        Assert.Equal(example.GetProperty("reason").GetString(), judgement.Reason);
        Assert.Equal(example.GetProperty("score").GetDouble(), judgement.Score, 1e-9);
    }

    private static IVerifier Verifier(string page, JsonElement example) => page switch
    {
        "format" => new FormatVerifier(),
        "instructions" => new InstructionsVerifier(),
        "length" => new LengthVerifier(),
        "structured" => new StructuredVerifier(),
        "choice" => new ChoiceVerifier(),
        "language" => new LanguageVerifier(),
        "text" => example.GetProperty("verifier").GetString() switch
        {
            "exact" => new ExactVerifier(),
            "f1" => new F1Verifier(),
            "contains" => new ContainsVerifier(),
            "regex" => new RegexVerifier(),
            _ => new NumericVerifier(),
        },
        "code" => new CodeVerifier(new FakeCodeRunner([.. example.GetProperty("answers").EnumerateArray().Select(answer =>
            FakeCodeRunner.Printed(answer.GetString()!) with { ValueJson = answer.GetString() })])),
        _ => throw new ArgumentException($"No verifier for the page {page}.", nameof(page)),
    };

    private static Completion Completion(JsonElement example) => new(example.TryGetProperty("completion", out var text) ? text.GetString()! : "")
    {
        TokenCount = example.TryGetProperty("tokens", out var tokens) ? tokens.GetInt32() : null,
        Standing = example.TryGetProperty("answer", out var answer)
            ? new GroupStanding(Enum.Parse<Verdict>(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(answer.GetString()!)), [0], 0, InTokens: true)
            : null,
    };

    private static JsonCursor Field(JsonElement example, string name) =>
        example.TryGetProperty(name, out var value) ? JsonCursor.At(value, name) : JsonCursor.Absent(name);

    private static TheoryData<string, int> FindExamples()
    {
        var examples = new TheoryData<string, int>();
        foreach (var page in new[] { "format", "length", "code", "instructions", "structured", "choice", "language", "text" })
        {
            foreach (var (index, line) in File.ReadLines(PathOf(page)).Index().Where(line => line.Item == "```json example"))
                examples.Add(page, index + 1);
        }
        return examples;
    }

    private static string PathOf(string page) => Path.Combine(AppContext.BaseDirectory, "Data", "docs", page + ".md");
}
