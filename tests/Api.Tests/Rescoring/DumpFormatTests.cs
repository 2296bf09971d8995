using System.Text.Json;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>The dumps of trainers are told apart, and their fields found.</summary>
public sealed class DumpFormatTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Lines in the shapes that these trainers write.</summary>
    public static TheoryData<string, string, string> Dumps => new()
    {
        { "verl", """{"input": "What is 1+1?", "output": "It is 2", "gts": "2", "score": 1.0, "step": 7, "acc": true}""", "It is 2|What is 1+1?|\"2\"||What is 1+1?|7|1" },
        { "TRL", """{"step": 7, "prompt": "What is 1+1?", "completion": "It is 2", "accuracy_reward": 1.0, "advantage": 0.7, "solution": "2"}""", "It is 2|What is 1+1?|\"2\"||What is 1+1?|7|" },
        {
            "TRL",
            """{"step": 7, "prompt": [{"role": "system", "content": "Think."}, {"role": "user", "content": "What is 1+1?"}], "completion": [{"role": "assistant", "content": "It is 2"}], "advantage": 0}""",
            "It is 2|What is 1+1?|||sha256:70c70a7cdc47594e|7|"
        },
        { "OpenRLHF", """{"input": "What is 1+1?", "output": "It is 2", "reward": 0.5, "label": "2"}""", "It is 2|What is 1+1?|\"2\"||What is 1+1?||0.5" },
        { "OpenRLHF", """{"prompt": "What is 1+1?", "response": "It is 2", "label": "2"}""", "It is 2|What is 1+1?|\"2\"||What is 1+1?||" },
        {
            "NeMo-Gym",
            """{"responses_create_params": {"input": [{"role": "user", "content": "What is 1+1?"}]}, "response": {"id": "r1", "output": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "add"}]}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "It is 2"}]}]}, "reward": 1.0, "expected_answer": "2", "_ng_task_index": 3}""",
            "<think>add</think>It is 2|What is 1+1?|\"2\"|r1|3||1"
        },
        { "verifiers", """{"id": 5, "group": "g", "prompt": null, "completion": "It is 2", "reference": {"answer": "2"}, "reward": null}""", "It is 2||{\"answer\": \"2\"}|5|g||" },
    };

    [Theory]
    [MemberData(nameof(Dumps))]
    public void The_dump_of_a_trainer_is_known_by_its_fields(string format, string line, string expected)
    {
        using var document = JsonDocument.Parse(line);
        var mapping = DumpFormats.Detect(document.RootElement, Nothing);
        Assert.Equal(format, mapping.Format);
        var rollout = RolloutReader.Read(document.RootElement, mapping, 1);
        Assert.Equal(
            expected,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rollout.Completion}|{rollout.Prompt}|{rollout.Reference?.GetRawText()}|{rollout.Id}|{rollout.Group}|{rollout.Step}|{rollout.Earlier}"));
    }

    [Fact]
    public void A_field_that_the_caller_maps_wins_over_the_one_that_was_found()
    {
        using var document = JsonDocument.Parse("""{"input": "p", "output": "first", "score": 1, "info": {"answers": ["a", "b"], "dotted.name": "c"}}""");
        var mapping = DumpFormats.Detect(
            document.RootElement, new Dictionary<string, string> { ["completion"] = "info.answers.-1", ["reference"] = "info.dotted.name", ["prompt"] = "" });
        var rollout = RolloutReader.Read(document.RootElement, mapping, 1);
        Assert.Equal(("b", "c", null), (rollout.Completion, rollout.Reference?.GetString(), rollout.Prompt));
    }

    [Theory]
    [InlineData("""{"tests": [{"input": "1", "output": "2"}]}""", JsonValueKind.Object)] // test cases in a data set that holds texts only
    [InlineData("{1, 2}", JsonValueKind.String)]
    [InlineData("{}", JsonValueKind.String)] // the empty set
    [InlineData("[1, 2]", JsonValueKind.String)] // an answer
    public void A_reference_that_is_the_text_of_an_object_is_that_object(string text, JsonValueKind expected)
    {
        var line = JsonSerializer.SerializeToElement(new { input = "p", output = "c", gts = text, score = 1 });
        var rollout = RolloutReader.Read(line, DumpFormats.Detect(line, Nothing), 1);
        Assert.Equal(expected, rollout.Reference!.Value.ValueKind);
        Assert.Equal(text, expected == JsonValueKind.String ? rollout.Reference.Value.GetString() : rollout.Reference.Value.GetRawText());
    }

    [Fact]
    public void An_unknown_dump_is_refused_with_the_names_that_it_has()
    {
        using var document = JsonDocument.Parse("""{"question": "p", "text": "c"}""");
        var refused = Assert.Throws<RescoreException>(() => DumpFormats.Detect(document.RootElement, Nothing));
        Assert.Contains("question, text", refused.Message, StringComparison.Ordinal);
        Assert.Equal("c", RolloutReader.Read(document.RootElement, DumpFormats.Detect(document.RootElement, new Dictionary<string, string> { ["completion"] = "text" }), 1).Completion);
    }

    [Theory]
    [InlineData("{", "expected JSON")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("""{"completion": 3}""", "completion: expected a string or a list of chat messages, found the number 3")]
    [InlineData("""{"other": "x"}""", "completion: expected a completion, found nothing")]
    [InlineData("""{"completion": [{"role": "user", "content": "x"}]}""", "completion: expected a message with the role 'assistant'")]
    [InlineData("""{"completion": "x", "step": 1.5}""", "step: expected a whole number")]
    [InlineData("""{"completion": "x", "id": {"a": 1}}""", "id: expected a number or a text")]
    [InlineData("""{"completion": "x", "reward": "high"}""", "reward: expected a number")]
    [InlineData("{\"completion\": \"\\ud800\"}", "unpaired surrogate")]
    public void What_is_wrong_with_a_line_is_said_with_the_field(string line, string reason)
    {
        var mapping = new FieldMapping("verifiers", FieldMapping.Known.ToDictionary(field => field));
        var refused = Assert.Throws<InvalidInputException>(() =>
        {
            using var document = RolloutReader.Parse(System.Text.Encoding.UTF8.GetBytes(line));
            RolloutReader.Read(document.RootElement, mapping, 1);
        });
        Assert.Contains(reason, $"{refused.Path}: {refused.Problem}", StringComparison.Ordinal);
    }
}
