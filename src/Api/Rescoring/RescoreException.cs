namespace Verifiers.Api.Rescoring;

/// <summary>The run cannot begin or go on; the message says why, for whoever typed the command.</summary>
internal sealed class RescoreException(string message) : Exception(message);
