namespace Verifiers.Judges;

/// <summary>The port to a language model that judges. Whatever goes wrong is a value; only a cancelled token throws.</summary>
public interface IChatModel
{
    /// <summary>Which model answers: name and revision. Verdicts of different ones are never taken for each other.</summary>
    string Identity { get; }

    /// <summary>Asks the model.</summary>
    /// <param name="request">The messages and how to sample.</param>
    /// <param name="canRead">Whether a reply states a verdict: only such a reply may be kept for the next equal request.</param>
    /// <param name="cancellationToken">The deadline of the request that is being scored.</param>
    ValueTask<ChatReply> AskAsync(ChatRequest request, Func<string, bool> canRead, CancellationToken cancellationToken);
}

/// <summary>A conversation to continue.</summary>
/// <param name="Messages">In order; the last one is the user's.</param>
/// <param name="Sampling">How the reply is sampled.</param>
public sealed record ChatRequest(IReadOnlyList<ChatMessage> Messages, ChatSampling Sampling);

/// <summary>One message.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
public sealed record ChatMessage(string Role, string Content);

/// <summary>How a reply is sampled.</summary>
/// <param name="Temperature">In [0, 2]; 0 asks for the likeliest reply.</param>
/// <param name="MaxTokens">Longest reply, in tokens; one that was cut off there is a fault, not a verdict.</param>
/// <param name="Seed">Sent when not null; not every server heeds it.</param>
public sealed record ChatSampling(double Temperature, int MaxTokens, int? Seed);

/// <summary>What a model answered, or why it did not.</summary>
public sealed record ChatReply
{
    /// <summary>What the model wrote; empty when there is a fault.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why there is no reply, as a sentence for the operator; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Tokens read and written, as the server counts them; 0 for a reply that was kept.</summary>
    public int Tokens { get; init; }

    /// <summary>Whether it is the kept reply to an equal request.</summary>
    public bool Cached { get; init; }

    /// <summary>No reply.</summary>
    public static ChatReply Failed(string sentence) => new() { Fault = sentence };
}
