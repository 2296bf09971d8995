using System.Diagnostics;
using System.Globalization;
using Verifiers.Policy.Training;

namespace Verifiers.EndToEnd.Tests;

/// <summary>A policy that learns, in a process of its own, from nothing but the rewards of the real service.</summary>
public sealed class PolicyTrainingTests(ServiceProcess service) : IClassFixture<ServiceProcess>, IDisposable
{
    private const int Averaged = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("policy").FullName;

    [Fact]
    public async Task Rewards_rise()
    {
        var (exitCode, printed) = await TrainAsync("--output", Path.Combine(_folder, "run"));
        Assert.True(exitCode == 0, printed);
        var steps = MetricsFile.Read(Path.Combine(_folder, "run", "metrics.jsonl"));
        Assert.Equal(Enumerable.Range(0, 300), steps.Select(step => step.Step));
        Assert.All(steps, step => Assert.Equal(0, step.Errors));
        var (before, after) = (steps.Take(Averaged).Average(step => step.Reward), steps.TakeLast(Averaged).Average(step => step.Reward));
        Assert.True(after - before >= 0.25, string.Create(CultureInfo.InvariantCulture, $"from {before:0.000} to {after:0.000}"));
    }

    [Fact]
    public async Task A_killed_run_is_resumed_from_its_checkpoint()
    {
        var run = Path.Combine(_folder, "killed");
        string[] few = ["--output", run, "--steps", "12"];
        using (var process = Start(few))
        {
            var metrics = Path.Combine(run, "metrics.jsonl");
            while (!process.HasExited && !(File.Exists(metrics) && (await ReadSharedAsync(metrics)).Contains("\"step\":2,", StringComparison.Ordinal))) await Task.Delay(20);
            process.Kill();
            await process.WaitForExitAsync();
        }
        var (exitCode, printed) = await TrainAsync(few);
        Assert.True(exitCode == 1 && printed.Contains("--resume", StringComparison.Ordinal), printed);
        (exitCode, printed) = await TrainAsync([.. few, "--resume", "--seed", "2"]);
        Assert.True(exitCode == 1 && printed.Contains("seed was 1 and is 2", StringComparison.Ordinal), printed);
        (exitCode, printed) = await TrainAsync([.. few, "--resume"]);
        Assert.True(exitCode == 0, printed);
        Assert.Equal(Enumerable.Range(0, 12), MetricsFile.Read(Path.Combine(run, "metrics.jsonl")).Select(step => step.Step));
    }

    [Fact]
    public async Task A_wrong_configuration_is_a_sentence()
    {
        var config = Path.Combine(_folder, "wrong.json");
        await File.WriteAllTextAsync(config, """{"task": {"name": "add"}, "grpo": {"group": 1}}""");
        using var process = Start(["--output", _folder], config);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Equal($"{config}: grpo.group: 1, at least 2 are needed: an advantage is a difference to the others of the group\n", said);
    }

    [Theory]
    [InlineData("--threads 0 --output OUT", "--threads: 0, at least 1 is needed")]
    [InlineData("--output FILE", "already exists")]
    [InlineData("--output OUT --from OUT", "is no checkpoint, and holds none")]
    public async Task What_cannot_be_done_is_a_sentence(string arguments, string expected)
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        var (exitCode, printed) = await TrainAsync(arguments.Replace("OUT", Path.Combine(_folder, "out"), StringComparison.Ordinal).Replace("FILE", file, StringComparison.Ordinal).Split(' '));
        Assert.True(exitCode == 1 && printed.Contains(expected, StringComparison.Ordinal) && !printed.Contains("   at ", StringComparison.Ordinal), printed);
    }

    [Fact]
    public async Task A_rubric_that_the_service_does_not_have_is_told_before_the_cold_start()
    {
        var config = Path.Combine(_folder, "rubric.json");
        await File.WriteAllTextAsync(config, """{"task": {"name": "add"}, "rubric": "no-such-rubric", "cold_start": {}}""");
        using var process = Start(["--output", Path.Combine(_folder, "none")], config);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Contains("no-such-rubric", said, StringComparison.Ordinal);
        Assert.Null(Checkpoint.Latest(Path.Combine(_folder, "none")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int ExitCode, string Printed)> TrainAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (printed, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await printed + await said);
    }

    private Process Start(string[] arguments, string? config = null) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "policy.dll"), "train", config ?? Path.Combine(Repository.Root, "examples", "policy", "smoke.json"),
            "--service", service.Http.BaseAddress!.ToString(), .. arguments,
        ])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
