using System.Text.Json;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>One rollout of a dump.</summary>
internal sealed record Rollout
{
    /// <summary>The line, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What the policy wrote.</summary>
    public required string Completion { get; init; }

    public string? Prompt { get; init; }

    /// <summary>What it is compared with; null when the dump has none.</summary>
    public JsonElement? Reference { get; init; }

    public string? Id { get; init; }

    public string? Group { get; init; }

    public long? Step { get; init; }

    /// <summary>Length of the completion in tokens, when the dump says it.</summary>
    public int? Tokens { get; init; }

    /// <summary>The reward that the dump holds.</summary>
    public double? Earlier { get; init; }

    /// <summary>
    /// Rollouts of one unit stand together in the dump and have the same step and group: they are judged together and never
    /// divided between shards. The number counts units from the beginning of the run's input.
    /// </summary>
    public long Unit { get; init; }

    /// <summary>About how much memory it holds.</summary>
    public long Size => Completion.Length + (Prompt?.Length ?? 0);
}

/// <summary>A line of <c>rejected.jsonl</c>: what could not be scored.</summary>
/// <param name="File">The name of the input file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What was expected, and where.</param>
internal sealed record Rejection(string File, long Line, string Reason);
