using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class OutputTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Theory]
    [InlineData("while True: print('spam spam spam')")]
    [InlineData("import sys\nwhile True: print('spam spam spam', file=sys.stderr)")]
    [InlineData("import os\nwhile True: os.write(1, b'x' * 65536)")]
    [InlineData("import os\nos.fork()\nwhile True: os.write(2, b'x' * 65536)")]
    public async Task Flooding_ends_at_the_limit(string source)
    {
        var result = await RunHostileAsync(source);
        Assert.Equal(RunOutcome.OutputLimit, result.Outcome);
        Assert.InRange(result.StandardOutput.Length, 0, Tight.OutputBytes);
        Assert.InRange(result.StandardError.Length, 0, 17 << 10);
    }

    [Theory]
    [InlineData(1 << 20, RunOutcome.Exited)]
    [InlineData((1 << 20) + 1, RunOutcome.OutputLimit)]
    public async Task The_limit_is_exact(int bytes, RunOutcome outcome)
    {
        var result = await RunHostileAsync($"import sys\nsys.stdout.write('x' * {bytes})");
        Assert.Equal((outcome, 1 << 20), (result.Outcome, result.StandardOutput.Length));
    }

    [Fact]
    public async Task The_end_of_standard_error_is_kept()
    {
        var result = await RunHostileAsync("import sys\nfor i in range(9999): print('line', i, file=sys.stderr)\nraise ValueError('the end')");
        Assert.Equal((RunOutcome.Exited, 1), (result.Outcome, result.ExitCode));
        Assert.EndsWith("ValueError: the end\n", result.StandardError, StringComparison.Ordinal);
    }
}

public sealed class OutputTestsOnBubblewrap(BubblewrapFixture sandbox) : OutputTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class OutputTestsOnDocker(DockerFixture sandbox) : OutputTests(sandbox), IClassFixture<DockerFixture>;
