using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The service dies in the middle of a run, as services do.</summary>
public sealed class PolicyOutageTests
{
    [Fact]
    public async Task A_service_that_is_killed_and_started_again_costs_time_and_no_reward()
    {
        var address = new Uri($"http://127.0.0.1:{ServiceProcess.FreePort()}");
        var reports = new ConcurrentQueue<ServiceOutage>();
        using var http = ScoreClient.Connect(address);
        var options = new ScoreClientOptions { GroupsPerRequest = 1, ConcurrentRequests = 4, ReportEvery = TimeSpan.FromSeconds(0.5) };
        Process? first = null;
        var killing = new TaskCompletionSource();
        // Killed inside the first report of an answer, which its request waits for: so the scoring cannot be over before.
        var client = new ScoreClient(http, TimeProvider.System, options, new Reports(reports, report =>
        {
            if (!report.IsOver || killing.Task.IsCompleted)
                return;
            SpinWait.SpinUntil(() => first is not null);
            first!.Kill(entireProcessTree: true);
            killing.TrySetResult();
        }));

        // Every third completion sleeps in each of its tests, so that the kill meets requests under way.
        const string slow = "import time\ntime.sleep(0.2)";
        var random = new Random(1);
        var task = TaskCatalog.Create("code");
        var groups = Enumerable.Range(0, 24).Select(index =>
        {
            var problem = task.Next(random);
            var slowly = problem.Demonstration.Replace("```\ndef", $"```\n{slow}\ndef", StringComparison.Ordinal);
            return new GroupToScore($"{index}", [problem.Demonstration, "<think>x</think><answer>y</answer>", slowly], problem.Reference);
        }).ToList();

        var scoring = client.ScoreAsync(task.Rubric, groups, step: null, CancellationToken.None);
        Assert.False(scoring.IsCompleted); // it is waited for from the start
        first = Start(address);
        await killing.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await first.WaitForExitAsync();
        Assert.False(scoring.IsCompleted);
        await UntilAsync(() => reports.Count(report => !report.IsOver) > 1);

        using var second = Start(address);
        try
        {
            var scored = await scoring.WaitAsync(TimeSpan.FromMinutes(3));
            Assert.Equal(groups.Select(group => group.Id), scored.Groups.Select(group => group.Id));
            Assert.All(scored.Results.Chunk(3), results =>
            {
                Assert.Equal(["correct", "incorrect", "correct"], results.Select(result => result.Verdict));
                Assert.Equal([1, 0.1, 1], results.Select(result => Math.Round(result.Reward!.Value, 9)));
            });
            Assert.True(scored.Cost.Outage > TimeSpan.FromSeconds(0.5), scored.Cost.ToString());
            Assert.True(scored.Cost.Requests > groups.Count, scored.Cost.ToString());
        }
        finally
        {
            second.Kill(entireProcessTree: true);
            await second.WaitForExitAsync();
            first.Dispose();
        }
    }

    private static Process Start(Uri address)
    {
        var service = Process.Start(new ProcessStartInfo(Repository.Executable, ["serve", "--urls", address.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        return service;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var began = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), string.Create(CultureInfo.InvariantCulture, $"not so within {began.Elapsed}"));
            await Task.Delay(20);
        }
    }

    private sealed class Reports(ConcurrentQueue<ServiceOutage> all, Action<ServiceOutage> act) : IProgress<ServiceOutage>
    {
        public void Report(ServiceOutage value)
        {
            all.Enqueue(value);
            act(value);
        }
    }
}
