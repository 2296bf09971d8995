using System.Text.Json;
using Verifiers.Api.Rescoring.Comparison;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Rescoring.Output;

/// <summary>
/// How far a run has come: where the input goes on, and how long each output was then. It is replaced as a whole, after the outputs are on
/// the disk, so that a crash at any moment leaves either the old or the new one, and both are true.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>What the run is; another run in the same folder is refused.</summary>
    public required RunIdentity Run { get; init; }

    /// <summary>Where the input goes on.</summary>
    public required InputPosition Position { get; init; }

    /// <summary>Outputs by name, with the bytes that count.</summary>
    public required IReadOnlyDictionary<string, long> Lengths { get; init; }

    /// <summary>What has been counted.</summary>
    public required RunTally Tally { get; init; }

    /// <summary>Whether the input has been read to its end.</summary>
    public bool IsComplete { get; init; }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="RescoreException">It is there and cannot be read.</exception>
    public static Checkpoint? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(File.ReadAllBytes(path), ScoredRollout.Json) ?? throw new JsonException("found null");
        }
        catch (JsonException broken)
        {
            throw new RescoreException($"{path} is no checkpoint of this version: {broken.Message} Start over with --restart.");
        }
    }

    public void Write(string path)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, this, ScoredRollout.Json);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }
}

/// <summary>Everything that the bytes of the output depend on, besides the shard, which is in the names of its files.</summary>
/// <param name="Rubric">Its name.</param>
/// <param name="RubricHash">Its content hash, in which the versions of the verifiers are.</param>
/// <param name="Inputs">Names and lengths of the input files, in order.</param>
/// <param name="Fields">The mapping, <c>field=path</c>.</param>
/// <param name="Baseline">What is compared with; empty for nothing.</param>
internal sealed record RunIdentity(
    string Rubric, string RubricHash, IReadOnlyList<string> Inputs, IReadOnlyList<string> Fields, string Baseline)
{
    /// <summary>What is different in another run, in words; null when nothing is.</summary>
    public string? DifferenceFrom(RunIdentity other) => other switch
    {
        _ when Rubric != other.Rubric => $"the rubric {other.Rubric} instead of {Rubric}",
        _ when RubricHash != other.RubricHash => $"another version of the rubric {Rubric} or of its verifiers ({other.RubricHash[..8]} instead of {RubricHash[..8]})",
        _ when !Inputs.SequenceEqual(other.Inputs, StringComparer.Ordinal) => "other input files, or other lengths of them",
        _ when !Fields.SequenceEqual(other.Fields, StringComparer.Ordinal) => $"the fields {string.Join(" ", other.Fields)} instead of {string.Join(" ", Fields)}",
        _ when Baseline != other.Baseline => $"the baseline '{other.Baseline}' instead of '{Baseline}'",
        _ => null,
    };
}
