using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>OpenRLHF's remote reward model, asked as its client asks.</summary>
public sealed class OpenRlhfTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Prompt = "<|im_start|>user\nWhat is 1 + 1?<|im_end|>\n<|im_start|>assistant\n";

    [Fact]
    public async Task The_response_is_what_follows_the_prompt_and_rewards_keep_the_order()
    {
        using var response = await service.PostAsync(
            JsonSerializer.SerializeToUtf8Bytes(new
            {
                query = new[] { Prompt + "It is \\boxed{2}.<|im_end|>\n", "<s>" + Prompt + "\\boxed{3}</s></s>", Prompt + "\\boxed{2}" },
                prompts = new[] { Prompt, Prompt, Prompt },
                labels = new[] { "2", "2", "2" },
            }),
            "application/json", path: "/get_reward?rubric=math");
        // Every number has a point: torch makes integers of a list of integers, and their mean is an error there.
        Assert.Equal(
            """{"rewards":[1.0,0.0,1.0],"scores":[1.0,0.0,1.0],"extra_logs":{"correct":[1.0,0.0,1.0],"undecided":[0.0,0.0,0.0],"flagged":[0.0,0.0,0.0]}}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_number_in_the_prompt_is_no_answer()
    {
        var answer = await service.AskAsync("/get_reward?rubric=math", new { query = new[] { "Is it \\boxed{2}? No." }, prompts = new[] { "Is it \\boxed{2}?" }, labels = new[] { "2" } });
        Assert.Equal(0, answer.GetProperty("rewards")[0].GetDouble());
    }

    [Fact]
    public async Task Tokens_at_the_end_are_not_the_policys()
    {
        const string Answer = "<think>x</think><answer>y</answer>";
        var answer = await service.AskAsync(
            "/get_reward?rubric=format", new { query = new[] { "Q" + Answer + "<|endoftext|><|endoftext|>", "Q" + Answer + "<|other|>" }, prompts = new[] { "Q", "Q" } });
        Assert.Equal([1, 0], answer.GetProperty("rewards").EnumerateArray().Select(reward => reward.GetDouble()));
    }

    [Fact]
    public async Task One_item_stands_for_a_list_of_one_and_empty_lists_are_answered_with_empty_lists()
    {
        var one = await service.AskAsync("/get_reward?rubric=math", """{"query": "Q \\boxed{2}", "prompts": "Q", "labels": "2"}""");
        Assert.Equal(1, one.GetProperty("rewards")[0].GetDouble());
        var none = await service.AskAsync("/get_reward?rubric=math", """{"query": [], "prompts": [], "labels": []}""");
        Assert.Equal("""{"rewards":[],"scores":[],"extra_logs":{"correct":[],"undecided":[],"flagged":[]}}""", none.GetRawText());
        Assert.Equal(
            one.GetProperty("extra_logs").EnumerateObject().Select(log => log.Name), none.GetProperty("extra_logs").EnumerateObject().Select(log => log.Name));
    }

    [Fact]
    public async Task A_label_that_is_the_text_of_an_object_is_that_object()
    {
        var label = JsonSerializer.Serialize(new { mode = "stdin", language = "python", tests = new[] { new { input = "2", output = "4" } } });
        var answer = await service.AskAsync("/get_reward?rubric=code", new
        {
            query = new[] { "Double it.```python\nprint(int(input()) * 2)\n```", "Double it.```python\nprint(2)\n```" },
            prompts = new[] { "Double it.", "Double it." },
            labels = new[] { label, label },
        });
        Assert.Equal([1, 0], answer.GetProperty("rewards").EnumerateArray().Select(reward => reward.GetDouble()));
        var set = await service.AskAsync("/get_reward?rubric=math", """{"query": ["Q \\boxed{\\{1, 2\\}}"], "prompts": ["Q"], "labels": ["{1, 2}"]}""");
        Assert.Equal(1, set.GetProperty("rewards")[0].GetDouble());
    }

    [Theory]
    [InlineData("/get_reward", """{"query": ["a"], "prompts": ["a"]}""", "Compat:Rubric")]
    [InlineData("/get_reward?rubric=nothing", """{"query": ["a"], "prompts": ["a"]}""", "expected one of")]
    [InlineData("/get_reward?rubric=math", """{"query": ["a"]}""", "prompts")]
    [InlineData("/get_reward?rubric=math", """{"query": ["a"], "prompts": ["b"], "labels": ["1"]}""", "query[0]")]
    [InlineData("/get_reward?rubric=math", """{"query": ["a", "b"], "prompts": ["a"], "labels": ["1"]}""", "2 queries, 1 prompts")]
    [InlineData("/get_reward?rubric=math", """{"query": ["a"], "prompts": ["a"], "labels": []}""", "0 labels")]
    [InlineData("/get_reward?rubric=math", """{"query": [3], "prompts": ["a"], "labels": ["1"]}""", "query[0]")]
    [InlineData("/get_reward?rubric=math", """{"query": ["a"], "prompts": ["a"], "labels": [null]}""", "labels[0]")]
    public async Task What_cannot_be_scored_is_refused_with_its_place(string path, string body, string expected)
    {
        using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_that_repeats_itself_is_found_in_no_time()
    {
        // A careless search would compare two million characters two million times.
        static string Repeated(int times) => new StringBuilder(2 * times).Insert(0, "ab", times).ToString();
        var body = new { query = Repeated(4_000_000), prompts = Repeated(1_000_000) + "cc" + Repeated(1_000_000), labels = "2" };
        await service.AskAsync("/get_reward?rubric=math", body, HttpStatusCode.BadRequest).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
