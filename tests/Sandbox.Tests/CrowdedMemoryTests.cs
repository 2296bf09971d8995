using System.Globalization;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>Memory that is short around a program, and not used up by it, is no fault of the program.</summary>
public sealed class CrowdedMemoryTests
{
    private const string Program = "held = bytearray(150 << 20)\nprint(len(held))";
    private static readonly RunLimits _limits = new() { MemoryMiB = 512 };

    [Fact]
    public async Task A_program_within_its_bound_is_not_judged_while_memory_is_crowdedand_passes_after()
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

    /// <summary>The bound of the group around the agent and its jobs.</summary>
    private static string? FindBound() => HostInvariants.ControlGroups()
        .Where(directory => Directory.Exists(directory + "/job"))
        .SelectMany(directory => new[] { directory + "/memory.limit_in_bytes", directory + "/memory.max" })
        .FirstOrDefault(File.Exists);
}
