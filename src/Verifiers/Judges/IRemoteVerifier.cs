using System.Text.Json;

namespace Verifiers.Judges;

/// <summary>The port to a verifier that runs elsewhere. Whatever goes wrong is a value; only a cancelled token throws.</summary>
public interface IRemoteVerifier
{
    /// <summary>Which service answers.</summary>
    string Identity { get; }

    /// <summary>The service's reward for a completion.</summary>
    /// <param name="prompt">What was asked; null when it is not known.</param>
    /// <param name="completion">The completion as the policy wrote it.</param>
    /// <param name="fields">An object whose fields the service compares with; undefined for none.</param>
    /// <param name="cancellationToken">The deadline of the request that is being scored.</param>
    ValueTask<RewardReply> VerifyAsync(string? prompt, string completion, JsonElement fields, CancellationToken cancellationToken);
}
