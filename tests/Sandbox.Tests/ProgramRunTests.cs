using System.Text;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

public abstract class ProgramRunTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task A_program_has_files_arguments_and_input_and_its_files_are_fetched()
    {
        var result = await RunAsync(new ProgramRun
        {
            Language = "python",
            Source = "import sys, helper\nprint(sys.argv[1:], input(), helper.x, open('a/b/data.bin', 'rb').read())\nopen('out.bin', 'wb').write(bytes([0, 255, 10]))\nprint('e', file=sys.stderr)\nsys.exit(3)",
            Files = [File("helper.py", "x = 7"), new ProgramFile("a/b/data.bin", new byte[] { 0, 254 })],
            Arguments = ["one", "two words"],
            Input = "line\n",
            Fetch = ["out.bin", "missing.txt"],
        });
        Assert.Null(result.Compilation);
        Assert.Equal((RunOutcome.Exited, 3, "e\n"), (result.Run!.Outcome, result.Run.ExitCode, result.Run.StandardError));
        Assert.Equal("['one', 'two words'] line 7 b'\\x00\\xfe'\n", result.Run.Output());
        Assert.Equal([("out.bin", null), ("missing.txt", "missing")], result.Files.Select(file => (file.Path, file.Problem)));
        Assert.Equal([0, 255, 10], result.Files[0].Content.ToArray());
    }

    [Fact]
    public async Task A_command_runs_among_its_files()
    {
        var result = await RunAsync(new ProgramRun
        {
            Command = ["bash", "-c", "pwd; ./tool \"$0\"; cat sub/text; exit 4", "argument"],
            Files = [new ProgramFile("tool", Encoding.UTF8.GetBytes("#!/bin/sh\necho tool \"$1\"\n"), IsExecutable: true), File("sub/text", "text\n")],
        });
        Assert.Equal((RunOutcome.Exited, 4, "/tmp/work\ntool argument\ntext\n"), (result.Run!.Outcome, result.Run.ExitCode, result.Run.Output()));
    }

    [Fact]
    public async Task What_is_missing_is_a_fault_of_ours_and_what_the_files_lack_is_theirs()
    {
        var missing = await RunAsync(new ProgramRun { Command = ["no-such-program"] });
        Assert.Equal((RunOutcome.LanguageNotAvailable, "no-such-program does not exist in the sandbox."), (missing.Run!.Outcome, missing.Run.Fault));
        var needs = await RunAsync(new ProgramRun { Command = ["bash", "-c", "true"], Needs = ["/usr/lib/no-such-library"] });
        Assert.Equal(RunOutcome.LanguageNotAvailable, needs.Run!.Outcome);
        var theirs = await RunAsync(new ProgramRun { Command = ["./run.sh"] });
        Assert.Equal((RunOutcome.Exited, 126), (theirs.Run!.Outcome, theirs.Run.ExitCode));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    [InlineData("solution.py")]
    [InlineData("solution.py/x")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path)
    {
        var result = await RunAsync(new ProgramRun { Language = "python", Source = "print(1)", Files = [File(path, "")] });
        Assert.Equal(RunOutcome.SandboxFailed, result.Run!.Outcome);
    }

    [Theory]
    [InlineData("import os\nos.symlink('/etc/passwd', 'out')", "not_a_file")]
    [InlineData("import socket\nsocket.socket(socket.AF_UNIX).bind('out')", "not_a_file")]
    [InlineData("import os\nos.mkdir('out')", "not_a_file")]
    [InlineData("open('out', 'w').write('x' * 2000)", "too_large")]
    [InlineData("import os\nos.truncate(os.open('out', os.O_CREAT | os.O_RDWR), 1 << 30)", "missing")] // a sparse file above the limit cannot be made
    [InlineData("import os\nos.mkdir('d')\nos.symlink('d', 'out')\nopen('d/x', 'w')", "not_a_file")]
    public async Task Only_plain_files_within_bounds_are_fetched(string source, string problem)
    {
        var result = await RunAsync(new ProgramRun { Language = "python", Source = source, Fetch = ["out"], FetchBytes = 1000 });
        var file = Assert.Single(result.Files);
        if (problem == "missing") Assert.True(file.Content.Length <= 1000);
        else Assert.Equal((problem, 0), (file.Problem, file.Content.Length));
    }

    [Fact]
    public async Task Stars_fetch_what_matches_in_order()
    {
        var result = await RunAsync(new ProgramRun
        {
            Language = "python",
            Source = "import os\nos.makedirs('r/s')\nfor n in 'b.xml', 'a.xml', 'c.txt': open('r/' + n, 'w').write(n)",
            Fetch = ["r/*.xml", "none/*.xml"],
        });
        Assert.Equal(["r/a.xml", "r/b.xml"], result.Files.Select(file => file.Path));
        Assert.Equal("a.xml", Encoding.UTF8.GetString(result.Files[0].Content.Span));
    }

    [Theory]
    [InlineData("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", 11)]
    [InlineData("import os\nos.abort()", 6)]
    public async Task The_signal_that_ended_a_program_is_seen_behind_its_parent(string source, int signal)
    {
        var result = await RunAsync(new ProgramRun { Language = "python", Source = source, Fetch = ["x"] });
        Assert.Equal((RunOutcome.Exited, signal), (result.Run!.Outcome, result.Run.Signal));
    }

    [Theory]
    [InlineData("x = bytearray(1 << 30)", RunOutcome.MemoryLimit)]
    [InlineData("while True: pass", RunOutcome.TimeLimit)]
    [InlineData("import time\ntime.sleep(100)", RunOutcome.TimeLimit)]
    [InlineData("while True: print('x' * 1000)", RunOutcome.OutputLimit)]
    [InlineData("f = open('full', 'wb')\nwhile True: f.write(bytes(1 << 20))", RunOutcome.FileLimit)]
    [InlineData("def f(:", RunOutcome.CompileError)]
    public async Task Limits_hold_where_files_are_fetched(string source, RunOutcome outcome)
    {
        var result = await RunAsync(new ProgramRun { Language = "python", Source = source, Fetch = ["x"], Limits = LimitsOf(source) });
        Assert.Equal(outcome, result.Run!.Outcome);
    }

    [Fact]
    public async Task A_compiled_program_sees_its_files_when_compiled_and_when_run()
    {
        if (!sandbox.Runner.Runs("c")) return;
        var run = new ProgramRun
        {
            Language = "c",
            Source = "#include <stdio.h>\n#include \"n.h\"\nint main(int c, char **v) { int x; FILE *f = fopen(\"d/in\", \"r\"); fscanf(f, \"%d\", &x); printf(\"%d %s\", x + N, v[1]); fputs(\"o\", fopen(\"out\", \"w\")); return 0; }",
            Files = [File("n.h", "#define N 40\n"), File("d/in", "2")],
            Arguments = ["a"],
            Fetch = ["out"],
        };
        var result = await RunAsync(run);
        Assert.Equal(("42 a", "o"), (result.Run!.Output(), Encoding.UTF8.GetString(result.Files[0].Content.Span)));
        Assert.True(result.Compilation!.CpuTime > TimeSpan.Zero);
        var other = await RunAsync(run with { Files = [File("n.h", "#define N 50\n"), File("d/in", "2")] });
        Assert.Equal("52 a", other.Run!.Output());
        var broken = await RunAsync(run with { Source = "int main(" });
        Assert.Equal((RunOutcome.CompileError, null), (broken.Compilation!.Outcome, broken.Run));
    }

    /// <summary>Only a program that sleeps is to meet the backstop: on a busy machine the others need their time.</summary>
    private static RunLimits LimitsOf(string source) => new()
    {
        CpuTime = TimeSpan.FromSeconds(1),
        WallTime = TimeSpan.FromSeconds(source.Contains("sleep", StringComparison.Ordinal) ? 3 : 60),
        MemoryMiB = 192,
        OutputBytes = 1 << 20,
        FileSizeMiB = 4,
        Processes = 16,
    };

    private Task<ProgramResult> RunAsync(ProgramRun run) => sandbox.Runner.RunAsync(run, CancellationToken.None);

    private static ProgramFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}

public sealed class ProgramRunTestsOnBubblewrap(BubblewrapFixture sandbox) : ProgramRunTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ProgramRunTestsOnDocker(DockerFixture sandbox) : ProgramRunTests(sandbox), IClassFixture<DockerFixture>;
