using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class AgentTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Fact]
    public async Task The_agent_cannot_be_signalled_or_traced()
    {
        var result = await RunHostileAsync("""
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            for pid in range(-1, 20):
                if pid in (0, 1, os.getpid()): continue
                try: os.kill(pid, 9); print('killed', pid)
                except OSError: pass
                if libc.ptrace(16, pid, 0, 0) == 0: print('traced', pid)
            """);
        Assert.Equal((RunOutcome.Exited, ""), (result.Outcome, result.Output()));
    }

    [Fact]
    public async Task Writing_on_every_descriptor_forges_nothing()
    {
        var result = await RunHostileAsync("""
            import os, struct
            body = b'O' + struct.pack('>I', 2) + b'{}'
            for descriptor in range(3, 1024):
                for data in (b'{"passed": true}\n', struct.pack('>I', len(body)) + body, b'V\0\0\0\x011'):
                    try: os.write(descriptor, data)
                    except OSError: pass
            print('wrong')
            """);
        Assert.Equal((RunOutcome.Exited, "wrong\n", null), (result.Outcome, result.Output(), result.ValueJson));
    }

    [Fact]
    public async Task A_fault_of_ours_cannot_be_claimed()
    {
        var result = await RunHostileAsync("""
            import os
            os.write(100, b'-the sandbox broke')
            os._exit(125)
            """);
        Assert.Equal((RunOutcome.Exited, 125), (result.Outcome, result.ExitCode));
    }

    [Fact]
    public async Task The_agents_descriptors_are_not_inherited()
    {
        var result = await RunHostileAsync("import os\nprint(sorted(int(d) for d in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + d)))");
        Assert.Equal("[0, 1, 2, 100]\n", result.Output());
    }

    [Fact]
    public async Task The_agents_modules_are_out_of_reach() => await AssertAchievesNothingAsync("""
        import sys
        for name in ('supervisor', 'zygote', 'candidate', 'watch', 'linux'):
            try:
                __import__(name)
                print(name)
            except ImportError: pass
        """);

    [Fact]
    public async Task What_an_earlier_job_read_is_not_in_memory()
    {
        var secret = "SECRET_OF_" + Guid.NewGuid().ToString("N");
        for (var i = 0; i < 3; i++) await RunHostileAsync($"# {secret}\nx = input()\nprint(x)", input: $"{secret} hidden input\n");
        // What is looked for is never put together in the searching program, which would find itself.
        var parts = string.Join(", ", secret.Chunk(7).Select(part => $"b'{new string(part)}'"));
        await AssertAchievesNothingAsync($"""
            import re
            parts = [{parts}]
            def holds_secret(data):
                at = data.find(parts[0])
                while at >= 0:
                    if all(data[at + 7 * i:at + 7 * i + len(part)] == part for i, part in enumerate(parts)): return True
                    at = data.find(parts[0], at + 1)
                return False
            for line in open('/proc/self/maps'):
                start, end, access = re.match('([0-9a-f]+)-([0-9a-f]+) (....)', line).groups()
                if access[0] != 'r' or '[v' in line: continue
                try:
                    with open('/proc/self/mem', 'rb', buffering=0) as memory:
                        memory.seek(int(start, 16))
                        data = memory.read(int(end, 16) - int(start, 16))
                except (OSError, ValueError, OverflowError): continue
                if holds_secret(data): print(line)
            """);
    }
}

public sealed class AgentTestsOnBubblewrap(BubblewrapFixture sandbox) : AgentTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class AgentTestsOnDocker(DockerFixture sandbox) : AgentTests(sandbox), IClassFixture<DockerFixture>;
