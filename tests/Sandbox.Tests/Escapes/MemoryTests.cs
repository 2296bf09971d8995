using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class MemoryTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Theory]
    [InlineData("x = bytearray(4 << 30)")]
    [InlineData("x = []\nwhile True: x.append(bytearray(8 << 20)); x[-1][::4096] = b'1' * 2048")]
    [InlineData("x = 'x' * (1 << 40)")]
    [InlineData("import mmap\nx = [mmap.mmap(-1, 64 << 20) for _ in range(32)]\nfor m in x: m.write(b'1' * (64 << 20))")]
    public async Task Filling_memory_ends_at_the_limit(string source)
    {
        var result = await RunHostileAsync(source, Tight with { CpuTime = TimeSpan.FromSeconds(5) });
        Assert.True(result.Outcome == RunOutcome.MemoryLimit || result.StandardError.Contains("Cannot allocate memory", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public async Task Memory_of_children_counts()
    {
        var result = await RunHostileAsync("""
            import os, time
            for i in range(8):
                if os.fork() == 0:
                    x = bytearray(64 << 20)
                    x[::4096] = b'1' * len(x[::4096])
                    time.sleep(1000)
            raise SystemExit(os.wait()[1] & 127)  # the first that dies; those left over sleep on
            """, Tight with { CpuTime = TimeSpan.FromSeconds(5) });
        Assert.Equal(RunOutcome.MemoryLimit, result.Outcome);
    }

    [Fact]
    public async Task Memory_in_files_without_a_name_counts()
    {
        var result = await RunHostileAsync("""
            import os
            files = [os.memfd_create(str(i)) for i in range(200)]
            for file in files:
                for _ in range(3): os.write(file, b'1' * (1 << 20))
            """, Tight with { CpuTime = TimeSpan.FromSeconds(5) });
        Assert.True(result.ExitCode != 0 || result.Signal != 0 || !HasCgroupMemory, result.ToString());
    }

    [Fact]
    public async Task Recursing_without_end_is_an_error_of_the_program()
    {
        var result = await RunHostileAsync("import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1) + 1\nf(0)");
        Assert.NotEqual((RunOutcome.Exited, 0, 0), (result.Outcome, result.ExitCode, result.Signal));
        Assert.NotEqual(RunOutcome.SandboxFailed, result.Outcome);
    }

    private static bool HasCgroupMemory => Verifiers.Sandbox.Confinement.CgroupHierarchy.FindWritable().Any(hierarchy => hierarchy.Controllers.Contains("memory"));
}

public sealed class MemoryTestsOnBubblewrap(BubblewrapFixture sandbox) : MemoryTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class MemoryTestsOnDocker(DockerFixture sandbox) : MemoryTests(sandbox), IClassFixture<DockerFixture>;
