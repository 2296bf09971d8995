namespace Verifiers.Judges;

/// <summary>The port to a model that gives a response one number. Whatever goes wrong is a value; only a cancelled token throws.</summary>
public interface IRewardModel
{
    /// <summary>Which model answers: name and revision.</summary>
    string Identity { get; }

    /// <summary>The model's number for a response.</summary>
    /// <param name="question">What was asked; empty when it is not known.</param>
    /// <param name="response">What was answered.</param>
    /// <param name="cancellationToken">The deadline of the request that is being scored.</param>
    ValueTask<RewardReply> ScoreAsync(string question, string response, CancellationToken cancellationToken);
}

/// <summary>A model's number, or why there is none.</summary>
public sealed record RewardReply
{
    /// <summary>Finite, in the model's own scale; 0 when there is a fault.</summary>
    public double Value { get; init; }

    /// <summary>Why there is no number, as a sentence for the operator; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it is the kept answer to an equal request.</summary>
    public bool Cached { get; init; }

    /// <summary>No number.</summary>
    public static RewardReply Failed(string sentence) => new() { Fault = sentence };
}
