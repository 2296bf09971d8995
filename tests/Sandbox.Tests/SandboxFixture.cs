namespace Verifiers.Sandbox.Tests;

/// <summary>
/// One runner with one slot for a class of tests, so that each job follows the one before it in the same sandbox; and a neighbour,
/// which must not notice.
/// </summary>
public abstract class SandboxFixture : IAsyncLifetime
{
    private SandboxedCodeRunner? _runner;
    private SandboxedCodeRunner? _neighbour;

    public SandboxedCodeRunner Runner => _runner!;

    /// <summary>Another slot of the same host; started when it is first asked for.</summary>
    public SandboxedCodeRunner Neighbour => _neighbour ??= NewRunner(new SandboxOptions().CpuTimeCeiling);

    /// <summary>Yet another slot, with another bound on what a program or a compiler may use.</summary>
    public SandboxedCodeRunner NewRunner(TimeSpan cpuTimeCeiling) => new(Options(cpuTimeCeiling), TimeProvider.System);

    protected abstract SandboxOptions Options(TimeSpan cpuTimeCeiling);

    public async Task InitializeAsync()
    {
        _runner = NewRunner(new SandboxOptions().CpuTimeCeiling);
        var status = await Runner.GetStatusAsync(CancellationToken.None);
        Assert.True(status.Ready, status.Sentence);
    }

    public async Task DisposeAsync()
    {
        await Runner.DisposeAsync();
        if (_neighbour is not null) await _neighbour.DisposeAsync();
    }
}

public sealed class BubblewrapFixture : SandboxFixture
{
    protected override SandboxOptions Options(TimeSpan cpuTimeCeiling) => new() { Slots = 1, Launchers = "bubblewrap", CpuTimeCeiling = cpuTimeCeiling };
}

public sealed class DockerFixture : SandboxFixture
{
    protected override SandboxOptions Options(TimeSpan cpuTimeCeiling) =>
        new() { Slots = 1, Launchers = "docker", DockerSocket = TestEngine.Shared.Socket, CpuTimeCeiling = cpuTimeCeiling };
}
