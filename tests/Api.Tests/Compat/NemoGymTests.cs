using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Api.Tests.Compat;

/// <summary>A resources server of NeMo-Gym.</summary>
public sealed class NemoGymTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Twice = "```python\nprint(int(input()) * 2)\n```";

    [Fact]
    public async Task The_whole_request_comes_back_with_the_reward_in_it()
    {
        var request = Request(Twice, new JsonObject { ["unit_tests"] = Tests(["1", "2"], ["2", "4"]), ["difficulty"] = "easy" });
        request["task_name"] = "kept";
        var answer = await service.AskAsync("/verify", request.ToJsonString());
        foreach (var (name, value) in request)
            Assert.True(JsonNode.DeepEquals(value, JsonNode.Parse(answer.GetProperty(name).GetRawText())), name);
        Assert.Equal("1.0", answer.GetProperty("reward").GetRawText());
        Assert.Equal(Twice, answer.GetProperty("extracted_model_output").GetString());
        Assert.Equal("print(int(input()) * 2)", answer.GetProperty("extracted_model_code").GetString()!.Trim());
        Assert.Equal("[true,true]", answer.GetProperty("result").GetRawText());
        Assert.Equal("easy", answer.GetProperty("difficulty").GetString());
        Assert.True(answer.GetProperty("unit_tests_time_taken").GetDouble() > 0);
        Assert.Equal("correct", answer.GetProperty("metadata").GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("```python\nprint(2)\n```", "[true,-2]")]
    [InlineData("```python\nraise ValueError\n```", "[-4]")]
    [InlineData("```python\nprint(\n```", "[-1]")]
    [InlineData("I do not know.", "[]")]
    [InlineData("", "[]")]
    public async Task A_failure_is_0_with_the_numbers_of_LiveCodeBench(string text, string result)
    {
        var answer = await service.AskAsync("/verify", Request(text, new JsonObject { ["unit_tests"] = Tests(["1", "2"], ["2", "4"]) }).ToJsonString());
        Assert.Equal(0, answer.GetProperty("reward").GetDouble());
        Assert.Equal(result, answer.GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task Functions_are_called_by_name_and_tests_may_be_packed()
    {
        var functions = new JsonObject { ["inputs"] = new JsonArray("1\n2"), ["outputs"] = new JsonArray("3"), ["fn_name"] = "add" };
        var called = await service.AskAsync("/verify", Request("```python\ndef add(a, b): return a + b\n```", new JsonObject { ["unit_tests"] = functions }).ToJsonString());
        Assert.Equal(1, called.GetProperty("reward").GetDouble());

        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write("""{"inputs": ["4"], "outputs": ["8"]}"""u8);
        var packed = new JsonObject { ["packed"] = Convert.ToBase64String(zipped.ToArray()), ["fn_name"] = null };
        var unpacked = await service.AskAsync("/verify", Request(Twice, new JsonObject { ["unit_tests"] = packed }).ToJsonString());
        Assert.Equal(1, unpacked.GetProperty("reward").GetDouble());
    }

    [Fact]
    public async Task An_expected_answer_is_judged_as_mathematics_and_the_url_may_name_a_rubric()
    {
        var request = Request("So it is \\boxed{\\frac{1}{2}}.", null);
        request["expected_answer"] = "0.5";
        var answer = await service.AskAsync("/verify", request.ToJsonString());
        Assert.Equal(1, answer.GetProperty("reward").GetDouble());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("extracted_model_code").ValueKind);

        var choice = Request("The answer is C.", new JsonObject { ["answer"] = "C", ["choices"] = new JsonArray("w", "x", "y", "z") });
        Assert.Equal(1, (await service.AskAsync("/verify?rubric=choice", choice.ToJsonString())).GetProperty("reward").GetDouble());
    }

    [Fact]
    public async Task Reasoning_stands_between_think_tags_for_the_verifiers()
    {
        var request = Request("<answer>y</answer>", null);
        request["response"]!["output"]!.AsArray().Insert(
            0, new JsonObject { ["type"] = "reasoning", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = "x" }) });
        var answer = await service.AskAsync("/verify?rubric=format", request.ToJsonString());
        Assert.Equal(1, answer.GetProperty("reward").GetDouble());
        Assert.Equal("<answer>y</answer>", answer.GetProperty("extracted_model_output").GetString());
    }

    [Theory]
    [InlineData("""  "Compute $17 \\cdot 23$."  """)]
    [InlineData("""
        [{"role": "system", "content": "Put the answer into a box."},
         {"role": "user", "content": [{"type": "input_text", "text": "Compute $17 \\cdot 23$."}]},
         {"type": "function_call", "name": "add", "arguments": "{}", "call_id": "1"},
         {"type": "function_call_output", "call_id": "1", "output": "4"}]
        """)]
    public async Task Verifiers_know_what_was_asked(string input)
    {
        var request = Request("It is \\boxed{17 \\cdot 23}.", null); // the question again, which is an answer to nobody who knows it
        request["expected_answer"] = "391";
        request["responses_create_params"]!["input"] = JsonNode.Parse(input);
        var answer = await service.AskAsync("/verify", request.ToJsonString());
        Assert.Equal(0, answer.GetProperty("reward").GetDouble());
        Assert.Equal("unevaluated", answer.GetProperty("metadata").GetProperty("components")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("""{"input": null}""")]
    [InlineData("""{"input": [{"role": "system", "content": "Be brief."}]}""")]
    [InlineData("null")]
    public async Task A_request_without_a_prompt_is_judged_as_well(string parameters)
    {
        var request = Request(Twice, new JsonObject { ["unit_tests"] = Tests(["1"], ["2"]) });
        request["responses_create_params"] = JsonNode.Parse(parameters);
        Assert.Equal(1, (await service.AskAsync("/verify", request.ToJsonString())).GetProperty("reward").GetDouble());
    }

    [Theory]
    [InlineData("7", "responses_create_params.input")]
    [InlineData("[7]", "responses_create_params.input[0]")]
    public async Task A_prompt_of_another_kind_is_refused_with_its_place(string input, string place)
    {
        var request = Request(Twice, new JsonObject { ["unit_tests"] = Tests(["1"], ["2"]) });
        request["responses_create_params"]!["input"] = JsonNode.Parse(input);
        var problem = await service.AskAsync("/verify", request.ToJsonString(), HttpStatusCode.BadRequest);
        Assert.StartsWith(place, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs": [], "outputs": []}""", "no tests")]
    [InlineData("""{"inputs": ["1"], "outputs": []}""", "1 inputs and 0 outputs")]
    [InlineData("""{"packed": "AAAA"}""", "zlib")]
    [InlineData("[]", "an object")]
    public async Task Tests_that_prove_nothing_are_refused(string tests, string expected)
    {
        var body = Request(Twice, new JsonObject { ["unit_tests"] = JsonNode.Parse(tests) }).ToJsonString();
        var problem = await service.AskAsync("/verify", body, HttpStatusCode.BadRequest);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("nothing to judge by", (await service.AskAsync("/verify", Request(Twice, null).ToJsonString(), HttpStatusCode.BadRequest))
            .GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_beside_verify_is_answered()
    {
        Assert.Equal("{}", (await service.AskAsync("/seed_session", "{}")).GetRawText());
        Assert.Equal("stateless", (await service.GetAsync("/reverify_mode")).GetString());
        var metrics = await service.AskAsync("/aggregate_metrics", """{"verify_responses": [{"reward": 1.0, "_ng_task_index": 0}, {"reward": 0.0, "_ng_task_index": 3}]}""");
        Assert.Equal(0.5, metrics.GetProperty("agent_metrics").GetProperty("mean/reward").GetDouble());
        Assert.Equal([0, 3], metrics.GetProperty("group_level_metrics").EnumerateArray().Select(task => (int)task.GetProperty("_ng_task_index").GetDouble()));
    }

    internal static JsonObject Request(string text, JsonObject? metadata)
    {
        var request = new JsonObject
        {
            ["responses_create_params"] = new JsonObject { ["input"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Double it." }) },
            ["response"] = new JsonObject
            {
                ["id"] = "resp_1",
                ["object"] = "response",
                ["model"] = "policy",
                ["output"] = new JsonArray(new JsonObject
                {
                    ["id"] = "msg_1",
                    ["type"] = "message",
                    ["role"] = "assistant",
                    ["status"] = "completed",
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() }),
                }),
                ["parallel_tool_calls"] = true,
            },
        };
        if (metadata is not null)
            request["verifier_metadata"] = metadata;
        return request;
    }

    internal static JsonObject Tests(string[] inputs, string[] outputs) => new()
    {
        ["inputs"] = new JsonArray([.. inputs]),
        ["outputs"] = new JsonArray([.. outputs]),
        ["fn_name"] = null,
    };
}
