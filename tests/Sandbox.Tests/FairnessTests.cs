using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>The same program, the same verdict, however busy the machine: here with eight times more programs running than cores.</summary>
[Collection(Alone.Name)]
public abstract class FairnessTests(SandboxOptions options)
{
    private static readonly RunLimits _limits = new() { CpuTime = TimeSpan.FromSeconds(1), MemoryMiB = 192, WallTime = TimeSpan.FromMinutes(2) };

    // Each near a limit, on either side of it.
    private static readonly (string Source, RunOutcome Outcome)[] _programs =
    [
        ("import time\nwhile time.process_time() < 0.75: pass\nprint('done')", RunOutcome.Exited),
        ("import time\nwhile time.process_time() < 1.4: pass\nprint('done')", RunOutcome.TimeLimit),
        ("import os, time\nif os.fork() == 0:\n while time.process_time() < 0.75: pass\n os._exit(0)\nwhile time.process_time() < 0.7: pass\nos.wait()", RunOutcome.TimeLimit),
        ("import time\ntime.sleep(1.5)\nprint('done')", RunOutcome.Exited),
        ("held = bytearray(150 << 20)\nprint('done')", RunOutcome.Exited),
        ("held = bytearray(260 << 20)\nprint('done')", RunOutcome.MemoryLimit),
        ("raise SystemExit(3)", RunOutcome.Exited),
        ("print('done')", RunOutcome.Exited),
    ];

    [Fact]
    public async Task Verdicts_do_not_change_under_eight_times_more_programs_than_cores()
    {
        await using var runner = new SandboxedCodeRunner(options, TimeProvider.System);
        Assert.Equal("ready\n", (await runner.ProgramAsync("print('ready')")).Output());
        var busiest = 0;
        for (var round = 0; round < 2; round++)
        {
            var running = Enumerable.Range(0, runner.Pool!.Size).Select(i => _programs[i % _programs.Length])
                .Select(async program => (program.Source, program.Outcome, Result: await runner.ProgramAsync(program.Source, limits: _limits))).ToList();
            while (running.Exists(run => !run.IsCompleted))
            {
                busiest = Math.Max(busiest, runner.Pool.Busy);
                await Task.WhenAny(Task.Delay(20), Task.WhenAll(running));
            }

            foreach (var run in running)
            {
                var (source, outcome, result) = await run;
                Assert.True(outcome == result.Outcome, $"{source}\n{result}");
                if (source.Contains("done", StringComparison.Ordinal) && outcome == RunOutcome.Exited) Assert.Equal("done\n", result.Output());
            }
        }

        Assert.True(busiest > 4 * Environment.ProcessorCount, $"{busiest} ran at the same time at most");
    }
}

public sealed class FairnessTestsOnBubblewrap() : FairnessTests(new SandboxOptions { Launchers = "bubblewrap", Slots = 8 * Environment.ProcessorCount });

public sealed class FairnessTestsOnDocker() : FairnessTests(
    new SandboxOptions { Launchers = "docker", Slots = 8 * Environment.ProcessorCount, DockerSocket = TestEngine.Shared.Socket });
