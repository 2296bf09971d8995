using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Launching;

/// <summary>A running sandbox: the stream to its agent, and the handle to end it. Disposing ends it and waits until it is gone.</summary>
internal abstract class LaunchedSandbox : IAsyncDisposable
{
    /// <summary>What is written here the agent reads.</summary>
    public abstract Stream ToAgent { get; }

    /// <summary>What the agent writes.</summary>
    public abstract Stream FromAgent { get; }

    /// <summary>What the agent has to know about the sandbox around it.</summary>
    public abstract AgentConfiguration Configuration { get; }

    /// <summary>The last lines that the sandbox's own programs printed, for a person.</summary>
    public abstract string Diagnostics { get; }

    public abstract ValueTask DisposeAsync();
}
