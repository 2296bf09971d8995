using System.Diagnostics;
using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary><c>verifiers doctor --json</c> as a script reads it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task It_writes_one_document_with_every_check()
    {
        var (status, report) = await RunAsync();
        Assert.Equal(0, status);
        Assert.NotEqual("failed", report.GetProperty("status").GetString());
        Assert.True(report.GetProperty("host").GetProperty("cores").GetInt32() > 0);
        var checks = ChecksOf(report);
        foreach (var name in (string[])["settings", "launcher.bubblewrap", "isolation", "test_run", "language.python", "rubrics", "verifiers", "telemetry"])
            Assert.Contains(name, checks.Keys);
        Assert.Equal("ok", checks["test_run"].GetProperty("status").GetString());
        Assert.All(checks.Values, check => Assert.Equal(
            check.GetProperty("status").GetString() == "ok", check.GetProperty("advice").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public async Task Without_a_launcher_the_status_is_failed_and_it_says_what_to_do()
    {
        var (status, report) = await RunAsync("--Sandbox:BubblewrapPath", "/nonexistent/bwrap", "--Sandbox:DockerSocket", "/nonexistent/docker.sock");
        Assert.Equal(1, status);
        Assert.Equal("failed", report.GetProperty("status").GetString());
        var checks = ChecksOf(report);
        foreach (var name in (string[])["launcher.bubblewrap", "launcher.docker", "test_run"])
        {
            Assert.Equal("failed", checks[name].GetProperty("status").GetString());
            Assert.NotEmpty(checks[name].GetProperty("advice").GetString()!);
        }
        Assert.Equal("ok", checks["rubrics"].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("--Limits:MaxSamples", "0", "MaxSamples")]
    [InlineData("--Limits:MaxSample", "5", "MaxSample")]
    [InlineData("--Telemetry:MaxSeries", "1", "MaxSeries")]
    [InlineData("--Rubrics:Folder", "/nonexistent", "/nonexistent")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    public async Task A_setting_that_cannot_be_used_is_a_failed_check(string setting, string value, string named)
    {
        var (status, report) = await RunAsync(setting, value);
        Assert.Equal(1, status);
        var check = ChecksOf(report)["settings"];
        Assert.Equal("failed", check.GetProperty("status").GetString());
        Assert.Contains(named, check.GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_is_a_warning()
    {
        var (status, report) = await RunAsync("--OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{ServiceProcess.FreePort()}");
        Assert.Equal(0, status);
        Assert.Equal("warning", ChecksOf(report)["telemetry"].GetProperty("status").GetString());
    }

    private static Dictionary<string, JsonElement> ChecksOf(JsonElement report) =>
        report.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!);

    private static async Task<(int Status, JsonElement Report)> RunAsync(params string[] settings)
    {
        using var process = Process.Start(new ProcessStartInfo(Repository.Executable, ["doctor", "--json", .. settings])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(output.StartsWith('{'), output + await errors);
        return (process.ExitCode, JsonDocument.Parse(output).RootElement);
    }
}
