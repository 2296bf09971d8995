using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Explain;

/// <summary><c>POST /explain/math</c> against the real service.</summary>
public sealed class ExplainTests(Service service) : IClassFixture<Service>
{
    private async Task<(int Status, JsonElement Body)> PostAsync(object body)
    {
        using var response = await service.PostAsync(JsonSerializer.SerializeToUtf8Bytes(body), "application/json", path: "/explain/math");
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static IEnumerable<JsonElement> AllSteps(JsonElement document) =>
        document.GetProperty("steps").EnumerateArray().SelectMany(step => AllSteps(step).Prepend(step));

    [Fact]
    public async Task Shows_extraction_both_trees_every_step_and_the_verdict()
    {
        var (status, body) = await PostAsync(new { reference = 0.5, completion = @"So it is $\boxed{\frac{1}{2}}$." });
        Assert.Equal(200, status);
        Assert.Equal(("correct", "exact"), (body.GetProperty("verdict").GetString(), body.GetProperty("reason").GetString()));
        Assert.Equal("Equal: proved (rational arithmetic).", body.GetProperty("explanation").GetString());
        var extraction = body.GetProperty("extraction");
        Assert.Equal((@"\frac{1}{2}", "boxed", 17), (extraction.GetProperty("text").GetString(), extraction.GetProperty("rule").GetString(), extraction.GetProperty("span").GetProperty("start").GetInt32()));
        var answer = body.GetProperty("answer");
        Assert.Equal((@"\frac{1}{2}", "1/2", "number"), (answer.GetProperty("latex").GetString(), answer.GetProperty("plain").GetString(), answer.GetProperty("tree").GetProperty("kind").GetString()));
        Assert.Equal("decimal_number", body.GetProperty("reference").GetProperty("tree").GetProperty("kind").GetString());
        var decisive = AllSteps(body).Single(step => step.GetProperty("name").GetString() == "exact arithmetic");
        Assert.Equal("equal", decisive.GetProperty("outcome").GetString());
        Assert.True(decisive.GetProperty("elapsed_us").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("5 cm", @"\boxed{5 \text{ m}}")]
    [InlineData("{5, 7}", "I get 5 or 7.")]
    [InlineData("3", "There is none")]
    [InlineData("1", @"\boxed{9^{9^{9^9}}}")]
    [InlineData("4=5", @"\boxed{5}")]
    public async Task Says_what_scoring_says(string reference, string completion)
    {
        var (_, explained) = await PostAsync(new { reference, completion });
        var scored = (await service.ScoreAsync(JsonSerializer.Serialize(new { rubric = "math", samples = new[] { new { completion, reference } } })))
            .GetProperty("results")[0].GetProperty("components")[0];
        foreach (var field in (string[])["verdict", "reason", "explanation"])
            Assert.Equal(scored.GetProperty(field).GetString(), explained.GetProperty(field).GetString());
    }

    [Fact]
    public async Task A_bare_answer_is_not_searched()
    {
        const string text = @"I think it is \boxed{3}";
        Assert.Equal("correct", (await PostAsync(new { reference = 3, completion = text })).Body.GetProperty("verdict").GetString());
        Assert.NotEqual("correct", (await PostAsync(new { reference = 3, answer = text })).Body.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Options_are_those_of_the_verifier() =>
        Assert.Equal("rounded", (await PostAsync(new { reference = "1/3", answer = "0.333", options = new { rounded_digits = 3 } })).Body.GetProperty("reason").GetString());

    [Fact]
    public async Task The_deepest_tree_and_the_longest_list_are_answered()
    {
        var deep = string.Concat(Enumerable.Repeat("(1+", 26)) + "x" + new string(')', 26);
        var (status, body) = await PostAsync(new { reference = deep, answer = deep + "+0" });
        Assert.Equal(200, status);
        Assert.Equal("correct", body.GetProperty("verdict").GetString());
        var nested = string.Concat(Enumerable.Repeat(@"\{1,", 20)) + "2" + string.Concat(Enumerable.Repeat(@"\}", 20));
        Assert.Equal(200, (await PostAsync(new { reference = nested, answer = nested.Replace('2', '3') })).Status);
        var list = string.Join(",", Enumerable.Range(1, 150).Select(i => $"x+{i}"));
        (status, body) = await PostAsync(new { reference = list, answer = list.Replace("x+1,", "x+7777,", StringComparison.Ordinal) });
        Assert.Equal(200, status);
        Assert.True(body.GetProperty("steps_left_out").GetInt32() > 0);
    }

    [Theory]
    [InlineData("{}", "answer and completion")]
    [InlineData("""{"reference": "1", "answer": "1", "completion": "1"}""", "answer and completion")]
    [InlineData("""{"answer": "1"}""", "reference")]
    [InlineData("""{"reference": "1", "answer": 1}""", "answer: expected a string")]
    [InlineData("""{"reference": {}, "answer": "1"}""", "reference: expected a string, a number")]
    [InlineData("""{"reference": "1", "answer": "1", "options": {"x": 1}}""", "options.x")]
    [InlineData("""{"reference": "1", "answer": "1", "more": 1}""", "more: unknown field")]
    [InlineData("nonsense", "expected JSON")]
    public async Task A_body_of_another_shape_is_refused_with_its_path(string body, string named)
    {
        using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: "/explain/math");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(named, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_a_completion_may_be_is_refused() =>
        Assert.Equal(400, (await PostAsync(new { reference = "1", completion = new string('x', (1 << 20) + 1) })).Status);

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        using var response = await service.PostAsync("{}"u8.ToArray(), "text/plain", path: "/explain/math");
        Assert.Equal(415, (int)response.StatusCode);
    }
}
