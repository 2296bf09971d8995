using System.Net;

namespace Verifiers.Sandbox.Docker;

/// <summary>The engine refused, or is not there. The message says what to do where that is known.</summary>
internal sealed class DockerException(string message, HttpStatusCode? status, Exception? inner = null) : SandboxException(message, inner)
{
    /// <summary>What the engine answered; null when it did not.</summary>
    public HttpStatusCode? Status { get; } = status;
}
