namespace Verifiers.Sandbox;

/// <summary>The sandbox cannot serve: an outage of ours. The message is a sentence for the operator.</summary>
internal class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
