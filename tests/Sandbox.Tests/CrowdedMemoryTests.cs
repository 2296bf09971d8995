using System.Globalization;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>Memory that is short around a program, and not used up by it, is no fault of the program.</summary>
[Collection(Alone.Name)]
public sealed class CrowdedMemoryTests
{
    private const string Program = "held = bytearray(150 << 20)\nprint(len(held))";
    private static readonly RunLimits _limits = new() { MemoryMiB = 512 };

    [Fact]
    public async Task A_program_within_its_bound_is_not_judged_while_memory_is_crowded_and_passes_after()
    {
        await using var runner = new SandboxedCodeRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 1 }, TimeProvider.System);
        Assert.Equal("157286400\n", (await runner.ProgramAsync(Program, limits: _limits)).Output());
        if (FindBound() is not { } bound) return; // without control groups the kernel's own shortage is all there is
        var before = await File.ReadAllTextAsync(bound);
        await File.WriteAllTextAsync(bound, (110 << 20).ToString(CultureInfo.InvariantCulture));
        try
        {
            var crowded = await runner.ProgramAsync(Program, limits: _limits);
            Assert.Equal((RunOutcome.SandboxFailed, true), (crowded.Outcome, crowded.Fault!.Contains("too little memory", StringComparison.Ordinal)));
            // Its own bound is its own doing, on a crowded machine too.
            var own = await runner.ProgramAsync(Program, limits: _limits with { MemoryMiB = 32 });
            Assert.Equal(RunOutcome.MemoryLimit, own.Outcome);
        }
        finally
        {
            await File.WriteAllTextAsync(bound, before.Trim());
        }

        Assert.Equal("157286400\n", (await runner.ProgramAsync(Program, limits: _limits)).Output());
    }

    [Fact]
    public async Task A_test_that_must_run_alone_gets_the_slots_that_share_its_program()
    {
        await using var runner = new SandboxedCodeRunner(new SandboxOptions { Launchers = "bubblewrap", Slots = 2 }, TimeProvider.System);
        await Task.WhenAll(runner.ProgramAsync("import time\ntime.sleep(0.3)"), runner.ProgramAsync("import time\ntime.sleep(0.3)"));
        var bounds = FindBounds();
        if (bounds.Count == 0) return;
        var before = await File.ReadAllTextAsync(bounds[0]);
        foreach (var bound in bounds) await File.WriteAllTextAsync(bound, (110 << 20).ToString(CultureInfo.InvariantCulture));
        var program = "n = int(input())\nheld = bytearray(150 << 20) if n == 0 else None\nprint(n)";
        var run = new CodeRun("python", program, [.. Enumerable.Range(0, 100).Select(i => new StandardInput($"{i}\n"))], _limits);
        try
        {
            var result = Assert.Single(await runner.AllAsync(run).WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Contains("too little memory", result.Fault, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var bound in bounds) await File.WriteAllTextAsync(bound, before.Trim());
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}\n"), (await runner.AllAsync(run)).Select(result => result.Output()));
    }

    private static string? FindBound() => FindBounds().FirstOrDefault();

    /// <summary>The bounds of the groups around each agent and its jobs.</summary>
    private static List<string> FindBounds() =>
    [
        .. HostInvariants.ControlGroups()
            .Where(directory => Directory.Exists(directory + "/job"))
            .SelectMany(directory => new[] { directory + "/memory.limit_in_bytes", directory + "/memory.max" })
            .Where(File.Exists),
    ];
}
