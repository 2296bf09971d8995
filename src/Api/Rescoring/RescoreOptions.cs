namespace Verifiers.Api.Rescoring;

/// <summary>What a command line asks for.</summary>
internal sealed record RescoreOptions
{
    /// <summary>Files and patterns.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The rubric's name.</summary>
    public required string Rubric { get; init; }

    /// <summary>The folder that is written.</summary>
    public required string Output { get; init; }

    /// <summary>Fields that the caller maps: ours to the dump's.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>This shard, from 1, of so many.</summary>
    public (int Number, int Count) Shard { get; init; } = (1, 1);

    /// <summary>An earlier output to compare with.</summary>
    public string? Baseline { get; init; }

    /// <summary>A field of the dump to compare with.</summary>
    public string? BaselineField { get; init; }

    /// <summary>The share of compared rollouts whose reward may change; null for any.</summary>
    public double? MaxDrift { get; init; }

    /// <summary>Batches at one time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Whether an earlier run in the folder is thrown away.</summary>
    public bool Restart { get; init; }

    /// <summary>Whether rollouts of an earlier run without a verdict are judged again.</summary>
    public bool RetryErrors { get; init; }

    /// <summary>In the names of this shard's files; empty when there is one.</summary>
    public string ShardSuffix => Shard.Count == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $".{Shard.Number}-of-{Shard.Count}");
}
