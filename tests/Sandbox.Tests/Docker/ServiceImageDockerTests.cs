using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Verifiers.Sandbox.Tests;

/// <summary>The image of docker/Dockerfile, built and run as docs/deployment.md says: no root, no capabilities, nothing to write but /tmp.</summary>
public sealed class ServiceImageDockerTests
{
    private const string Image = "verifiers-service:latest";

    [Fact]
    public async Task It_starts_without_root_judges_mathematics_and_programs_and_stops_cleanly()
    {
        var engine = TestEngine.Shared;
        engine.BuildService();
        Assert.Equal("10001:10001", engine.Docker("image", "inspect", "--format", "{{.Config.User}}", Image).Trim());
        var address = $"http://127.0.0.1:{FreePort()}";
        var name = $"verifiers-image-{Guid.NewGuid():N}";
        // The host's network: an engine of tests has no bridge. In earnest: --publish 8080:8080.
        engine.Docker(
        [
            "run", "--detach", "--name", name, "--network", "host", "--read-only", "--tmpfs", "/tmp:mode=1777", "--cap-drop", "ALL",
            "--security-opt", "no-new-privileges", "--security-opt", "seccomp=" + TestEngine.RepositoryFile("docker", "seccomp-service.json"),
            "--security-opt", "systempaths=unconfined", "--health-interval", "1s", "--env", $"VERIFIERS_HEALTH_URL={address}/healthz",
            Image, "serve", "--urls", address,
        ]);
        try
        {
            using var http = new HttpClient { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(2) };
            var ready = await WaitUntilReadyAsync(http, () => engine.Docker("logs", name));
            Assert.Equal("ready", ready.GetProperty("status").GetString());
            Assert.True(ready.GetProperty("launchers")[0].GetProperty("features").GetProperty("namespaces").GetBoolean());

            Assert.Equal(1, await RewardAsync(http, """{"rubric": "math", "samples": [{"completion": "\\boxed{0.5}", "reference": "1/2"}]}"""));
            Assert.Equal(1, await RewardAsync(http, """
                {"rubric": "code", "samples": [{"completion": "```python\nimport numpy\nprint(int(numpy.sum([1, 2])))\n```",
                  "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": "3"}]}}]}
                """));
            Assert.Contains("verifiers_verdicts_total", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);

            string Health() => engine.Docker("inspect", "--format", "{{.State.Health.Status}}", name).Trim();
            for (var attempt = 0; attempt < 300 && Health() != "healthy"; attempt++)
                await Task.Delay(200);
            Assert.Equal("healthy", Health());
            Assert.DoesNotContain("failed", engine.Docker("exec", name, "verifiers", "doctor", "--json"), StringComparison.Ordinal);

            engine.Docker("stop", "--time", "60", name);
            Assert.Equal("0", engine.Docker("inspect", "--format", "{{.State.ExitCode}}", name).Trim());
        }
        finally
        {
            engine.Docker("rm", "--force", name);
        }
    }

    [Fact]
    public void Its_own_address_is_reached_by_others_so_that_it_asks_for_keys()
    {
        var engine = TestEngine.Shared;
        engine.BuildService();
        var said = engine.Docker("run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", Image, "-c", "/opt/verifiers/verifiers serve --urls http://0.0.0.0:8080 2>&1 || true");
        Assert.Contains("verifiers keys add", said, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> WaitUntilReadyAsync(HttpClient http, Func<string> log)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                return JsonDocument.Parse(await http.GetStringAsync(new Uri("/readyz", UriKind.Relative))).RootElement;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        }

        throw new InvalidOperationException(log());
    }

    private static async Task<double> RewardAsync(HttpClient http, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await http.PostAsync(new Uri("/score", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        var result = JsonDocument.Parse(text).RootElement.GetProperty("results")[0];
        return result.GetProperty("reward").ValueKind == JsonValueKind.Number ? result.GetProperty("reward").GetDouble() : throw new InvalidOperationException(text);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
