using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>One runner with one slot for a class of tests, so that each job follows the one before it in the same sandbox.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    public SandboxedCodeRunner Runner { get; } = new(new SandboxOptions { Slots = 1 }, TimeProvider.System);

    public async Task InitializeAsync()
    {
        var status = await Runner.GetStatusAsync(CancellationToken.None);
        Assert.True(status.Ready, status.Sentence);
    }

    public async Task DisposeAsync() => await Runner.DisposeAsync();
}
