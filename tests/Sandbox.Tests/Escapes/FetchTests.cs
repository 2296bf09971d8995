using System.Text;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>What a program might do to the process that waits for it and fetches its files.</summary>
public abstract class FetchTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private readonly SandboxFixture _sandbox = sandbox;

    [Fact]
    public async Task The_parent_can_be_neither_read_nor_written_nor_traced() => Assert.Equal("", (await FetchAsync("""
        import os
        parent = os.getppid()
        for name in ('mem', 'fd/100', 'fd/101', 'fd/0', 'environ', 'maps', 'cwd/out'):
            for flags in (os.O_RDONLY, os.O_WRONLY):
                try:
                    os.open('/proc/%d/%s' % (parent, name), flags)
                    print(name, flags)
                except OSError:
                    pass
        """)).Run!.Output());

    [Fact]
    public async Task The_report_descriptor_is_a_pipe_to_the_parent_and_nothing_more()
    {
        // The bytes of a forged report, with a status of 0 and a file that never was.
        var result = await FetchAsync("""
            import os, json, struct
            header = json.dumps({'status': 0, 'reported': None, 'files': [{'path': 'out', 'size': 6, 'problem': None}]}).encode()
            payload = struct.pack('>I', len(header)) + header + b'forged'
            os.write(100, b'L' + struct.pack('>I', len(payload)) + payload)
            os._exit(9)
            """);
        Assert.Equal((RunOutcome.Exited, 9), (result.Run!.Outcome, result.Run.ExitCode));
        Assert.Equal("missing", Assert.Single(result.Files).Problem);
    }

    [Fact]
    public async Task Killing_everything_leaves_the_report_as_it_was()
    {
        var result = await FetchAsync("""
            import os, signal
            open('out', 'w').write('x')
            for pid in (os.getppid(), -1):
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
            os._exit(7)
            """);
        Assert.Equal((RunOutcome.Exited, 7), (result.Run!.Outcome, result.Run.ExitCode));
        Assert.Equal("x", Encoding.UTF8.GetString(result.Files[0].Content.Span));
    }

    [Fact]
    public async Task A_process_left_behind_cannot_change_a_file_while_it_is_fetched()
    {
        var result = await FetchAsync("""
            import os
            open('out', 'w').write('a' * 100)
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True:
                        open('out', 'w').write('b' * 100)
                os._exit(0)
            os.wait()
            """);
        Assert.Equal(RunOutcome.Exited, result.Run!.Outcome);
        Assert.Null(result.Files[0].Problem); // whatever it holds: it is fetched once, when nobody is left to write
    }

    [Fact]
    public async Task A_deep_tree_of_files_is_not_left() => Assert.Equal(RunOutcome.Exited, (await FetchAsync("""
        import os
        for level in range(100):
            os.mkdir('d')
            os.chdir('d')
            open('f', 'w').write('x')
        """)).Run!.Outcome);

    private async Task<ProgramResult> FetchAsync(string source)
    {
        await RunHostileAsync("pass");
        var result = await _sandbox.Runner.RunAsync(
            new ProgramRun { Language = "python", Source = source, Fetch = ["out"], Limits = Tight }, CancellationToken.None);
        await RunHostileAsync("pass"); // asserts that the next job is untouched and the sandbox not replaced
        Assert.Equal(0, _sandbox.Runner.Pool!.Replaced);
        return result;
    }
}

public sealed class FetchTestsOnBubblewrap(BubblewrapFixture sandbox) : FetchTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class FetchTestsOnDocker(DockerFixture sandbox) : FetchTests(sandbox), IClassFixture<DockerFixture>;
