using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

[Collection(Alone.Name)]
public sealed class UnconfinedTests : IDisposable
{
    private const string Variable = "DOTNET_ENVIRONMENT";
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Theory]
    [InlineData(null)]
    [InlineData("Production")]
    [InlineData("Development")]
    [InlineData("test")]
    public async Task It_refuses_to_start_outside_of_tests(string? environment)
    {
        Environment.SetEnvironmentVariable(Variable, environment);
        await using var runner = NewRunner();
        var result = await runner.ProgramAsync("print(1)");
        Assert.Equal(RunOutcome.SandboxFailed, result.Outcome);
        Assert.Contains("'unconfined' confines nothing", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_tests_it_runs_programs_and_calls_functions()
    {
        Environment.SetEnvironmentVariable(Variable, "Test");
        await using var runner = NewRunner();
        Assert.Equal((RunOutcome.Exited, "6\n"), Facts(await runner.ProgramAsync("print(2 * int(input()))", "3\n")));
        Assert.Equal("[1,{\"$set\":[2]}]", (await runner.CallAsync("def f(x): return [x, {2}]", "f", "[1]")).ValueJson);
        Assert.Equal(RunOutcome.CompileError, (await runner.ProgramAsync("def")).Outcome);
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(1), WallTime = TimeSpan.FromSeconds(60), OutputBytes = 1 << 16 };
        Assert.Equal(RunOutcome.TimeLimit, (await runner.ProgramAsync("while True: pass", limits: limits)).Outcome);
        Assert.Equal(RunOutcome.TimeLimit, (await runner.ProgramAsync("import time\ntime.sleep(100)", limits: limits with { WallTime = TimeSpan.FromSeconds(2) })).Outcome);
        Assert.Equal(RunOutcome.OutputLimit, (await runner.ProgramAsync("while True: print('spam' * 100)", limits: limits)).Outcome);
        Assert.Equal((RunOutcome.Exited, "next\n"), Facts(await runner.ProgramAsync("print('next')")));
    }

    private static (RunOutcome, string) Facts(InvocationResult result) => (result.Outcome, result.Output());

    private static SandboxedCodeRunner NewRunner() => new(new SandboxOptions { Slots = 1, Launchers = "unconfined" }, TimeProvider.System);
}
