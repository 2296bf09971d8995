using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>slime's <c>--rm-url</c>.</summary>
public sealed class SlimeTests(SlimeTests.ServiceWithRubric service) : IClassFixture<SlimeTests.ServiceWithRubric>
{
    public sealed class ServiceWithRubric : CompatService
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Compat:Rubric"] = "math" };
    }

    [Theory]
    [InlineData("""{"prompt": "1 + 1?", "response": "\\boxed{2}", "label": "2"}""", "1.0")]
    [InlineData("""{"prompt": "1 + 1?", "response": "\\boxed{3}", "label": 2}""", "0.0")]
    [InlineData("""{"prompt": [{"role": "user", "content": "1 + 1?"}], "response": "\\boxed{2}", "label": "2", "metadata": {}}""", "1.0")]
    public async Task The_answer_is_a_number_by_the_rubric_of_the_settings(string body, string expected) =>
        Assert.Equal(expected, (await service.AskAsync("/rm", body)).GetRawText());

    [Fact]
    public async Task The_url_may_name_another_rubric()
    {
        const string Body = """{"prompt": "Q", "response": "<think>x</think><answer>y</answer>", "label": null}""";
        Assert.Equal(1, (await service.AskAsync("/rm?rubric=format", Body)).GetDouble());
    }

    [Fact]
    public async Task With_a_reward_key_the_answer_is_an_object_that_holds_it()
    {
        var answer = await service.AskAsync("/rm?reward_key=score", """{"prompt": "1 + 1?", "response": "\\boxed{3}", "label": "2"}""");
        Assert.Equal("0.0", answer.GetProperty("score").GetRawText());
        Assert.Equal("incorrect", answer.GetProperty("verdict").GetString());
        Assert.NotEqual("", answer.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("/rm", """{"prompt": "Q", "label": "2"}""")]
    [InlineData("/rm", """{"prompt": "Q", "response": "x"}""")]
    [InlineData("/rm?reward_key=verdict", """{"prompt": "Q", "response": "x", "label": "2"}""")]
    [InlineData("/rm?rubric=nothing", """{"prompt": "Q", "response": "x", "label": "2"}""")]
    [InlineData("/rm", "3")]
    public async Task What_cannot_be_scored_is_refused(string path, string body)
    {
        using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.TryGetProperty("errors", out _));
    }
}
