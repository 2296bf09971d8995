using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Where no program can be run, every protocol says its own word for a failure, and none says that a program was wrong.</summary>
public sealed class FaultTests(ServiceWithoutSandbox service) : IClassFixture<ServiceWithoutSandbox>
{
    private const string Block = "```python\nprint(7)\n```";

    [Fact]
    public async Task SandboxFusion_is_504_and_SandboxError()
    {
        foreach (var answer in new[]
        {
            await service.AskAsync("/run_code", RunCodeTests.Verl("print(7)", ""), HttpStatusCode.GatewayTimeout),
            await service.AskAsync("/submit", SubmitTests.Submission(Block, [("", "7")]), HttpStatusCode.GatewayTimeout),
        })
        {
            Assert.Equal("SandboxError", answer.GetProperty("status").GetString());
            Assert.Contains("bubblewrap", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rewards_are_503_with_the_time_to_come_back()
    {
        var label = JsonSerializer.Serialize(new { mode = "stdin", tests = new[] { new { input = "", output = "7" } } });
        var tests = new System.Text.Json.Nodes.JsonObject { ["unit_tests"] = NemoGymTests.Tests([""], ["7"]) };
        (string Path, string Body)[] requests =
        [
            ("/get_reward?rubric=code", JsonSerializer.Serialize(new { query = new[] { "Q" + Block }, prompts = new[] { "Q" }, labels = new[] { label } })),
            ("/rm?rubric=code", JsonSerializer.Serialize(new { prompt = "Q", response = Block, label })),
            ("/verify", NemoGymTests.Request(Block, tests).ToJsonString()),
            ("/test_program", """{"program": "def f(): return 7", "tests": ["assert f() == 7"]}"""),
            ("/test_program_stdio", """{"program": "print(7)", "tests": [{"input": "", "output": "7"}]}"""),
            ("/api/v2/execute", """{"language": "python", "version": "*", "files": [{"content": "print(7)"}]}"""),
        ];
        foreach (var (path, body) in requests)
        {
            using var response = await service.PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path}: {response.StatusCode} {text}");
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Contains("bubblewrap", text, StringComparison.Ordinal); // what to install
            Assert.DoesNotContain("\"reward\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_sample_without_a_reward_refuses_the_batch_and_is_named()
    {
        var label = JsonSerializer.Serialize(new { mode = "stdin", tests = new[] { new { input = "", output = "7" } } });
        var body = new { query = new[] { "Qno program", "Q" + Block }, prompts = new[] { "Q", "Q" }, labels = new[] { label, label } };
        var problem = await service.AskAsync("/get_reward?rubric=code", body, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("1 of 2 samples could not be judged; sample 1: sandbox_failure", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_no_program_is_answered()
    {
        var answer = await service.AskAsync("/get_reward?rubric=math", """{"query": ["Q \\boxed{2}"], "prompts": ["Q"], "labels": ["2"]}""");
        Assert.Equal(1, answer.GetProperty("rewards")[0].GetDouble());
    }

    [Fact]
    public async Task A_reference_that_can_judge_nobody_is_422_for_asking_again_mends_nothing()
    {
        using var working = new CompatService();
        var answer = await working.AskAsync("/test_program", """{"program": "def f(): return 7", "tests": ["assert f() ==="]}""", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("test_error", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
