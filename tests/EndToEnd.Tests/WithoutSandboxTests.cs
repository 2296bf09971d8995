using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>A host without a launcher: programs earn an error that says what to install, everything else works.</summary>
public sealed class WithoutSandboxTests(WithoutSandboxTests.HostWithoutLauncher service) : IClassFixture<WithoutSandboxTests.HostWithoutLauncher>
{
    public sealed class HostWithoutLauncher : ServiceProcess
    {
        protected override IReadOnlyList<string> Settings => ["--Sandbox:BubblewrapPath", "/nonexistent/bwrap", "--Sandbox:DockerSocket", "/nonexistent/docker.sock"];
    }

    [Fact]
    public async Task Code_is_an_error_that_says_what_to_install_and_has_no_reward()
    {
        var answer = await service.ScoreAsync(new
        {
            rubric = "code",
            samples = new[]
            {
                new
                {
                    completion = "```python\nprint(7)\n```",
                    reference = new { mode = "stdin", language = "python", tests = new[] { new { input = "", output = "7" } } },
                },
            },
        });
        var result = answer.GetProperty("results")[0];
        Assert.Equal("error", result.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("reward").ValueKind);
        Assert.Equal("sandbox_failure", result.GetProperty("components")[0].GetProperty("reason").GetString());
        Assert.Contains("apt-get install bubblewrap", result.GetProperty("components")[0].GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_says_so()
    {
        var ready = JsonDocument.Parse(await service.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative))).RootElement;
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        Assert.Contains("bubblewrap", ready.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(["code"], ready.GetProperty("unable_verifiers").EnumerateArray().Select(name => name.GetString()));
        Assert.False(ready.GetProperty("launchers")[0].GetProperty("works").GetBoolean());
    }

    [Fact]
    public async Task Everything_else_works()
    {
        var answer = await service.ScoreAsync(new
        {
            rubric = "format",
            samples = new[] { new { completion = "<think>x</think><answer>y</answer>" } },
        });
        Assert.Equal(1, answer.GetProperty("results")[0].GetProperty("reward").GetDouble());
    }
}
