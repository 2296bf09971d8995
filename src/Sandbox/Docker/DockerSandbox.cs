using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Docker;

/// <summary>A sandbox in a container of its own.</summary>
internal sealed class DockerSandbox(DockerEngineClient engine, string name, DockerAttachment streams, AgentConfiguration configuration) : LaunchedSandbox
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public override Stream ToAgent => streams;

    public override Stream FromAgent => streams;

    public override AgentConfiguration Configuration => configuration;

    public override string Diagnostics => streams.ErrorText;

    /// <summary>The container's name.</summary>
    public string Name => name;

    public override async ValueTask DisposeAsync()
    {
        await streams.DisposeAsync(); // the end of its input ends the sandbox, even when the engine does not answer below
        await RemoveAsync(engine, name);
    }

    /// <summary>
    /// Removes a container. An engine that does not answer is no reason to wait or to fail: it removes the container itself once its
    /// process has ended, and what is left after a crash of its own is removed at our next start.
    /// </summary>
    public static async Task RemoveAsync(DockerEngineClient engine, string name)
    {
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            await engine.RemoveContainerAsync(name, patience.Token);
        }
        catch (Exception unanswered) when (unanswered is DockerException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
