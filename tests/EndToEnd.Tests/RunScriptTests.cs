using System.Diagnostics;
using System.Globalization;

namespace Verifiers.EndToEnd.Tests;

/// <summary>What a newcomer types first.</summary>
public sealed class RunScriptTests
{
    [Fact]
    public async Task Run_once_scores_the_example_batch_from_any_folder_and_leaves_nothing_running()
    {
        var port = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        for (var time = 0; time < 2; time++)
        {
            var (status, output) = await RunAsync("--once", "--port", port);
            Assert.True(status == 0, output);
            Assert.Contains("gsm8k-clips/right", output, StringComparison.Ordinal);
            Assert.Contains("code-two-sum/hash-map", output, StringComparison.Ordinal);
            Assert.Contains("Pass rate", output, StringComparison.Ordinal);
            Assert.DoesNotContain("sandbox_failure", output, StringComparison.Ordinal);
            using var http = new HttpClient();
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz")));
        }
    }

    [Theory]
    [InlineData("--port", "abc")]
    [InlineData("--port", "99999")]
    [InlineData("--port")]
    public async Task A_port_that_is_none_is_answered_at_once(params string[] arguments)
    {
        var (status, output) = await RunAsync(arguments);
        Assert.Equal(2, status);
        Assert.Contains("expected a number from 1 to 65535", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_option_is_answered_with_the_usage()
    {
        var (status, output) = await RunAsync("--twice");
        Assert.Equal(2, status);
        Assert.Contains("usage: ./run", output, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "run"), arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }
}
