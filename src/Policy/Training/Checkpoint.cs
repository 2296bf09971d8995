using System.Globalization;
using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>
/// A folder from which a run goes on exactly: parameters, optimizer, reference policy, tokenizer, rollouts under way, step. Random
/// numbers need no state: see <see cref="Seeds"/>. The folder gets its name when everything in it is written.
/// </summary>
public static class Checkpoint
{
    /// <summary>The run's settings.</summary>
    public const string ConfigFile = "config.json";

    private const string Prefix = "checkpoint-";

    /// <summary>Writes a checkpoint of the state before <paramref name="step"/>.</summary>
    /// <returns>Its folder.</returns>
    internal static string Save(string output, int step, TrainingConfig config, PolicyModel model, GrpoTrainer? trainer, InFlight? inFlight)
    {
        var folder = Path.Combine(output, Prefix + step.ToString("D6", CultureInfo.InvariantCulture));
        var partial = folder + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        using var scope = torch.NewDisposeScope();
        Safetensors.Save(Path.Combine(partial, "model.safetensors"), model.Transformer.Parameters, new Dictionary<string, string> { ["format"] = "pt" });
        File.WriteAllText(Path.Combine(partial, "tokenizer.json"), model.Tokenizer.ToJson());
        if (trainer is not null)
        {
            Safetensors.Save(Path.Combine(partial, "optimizer.safetensors"), OptimizerState(model, trainer));
            if (trainer.Reference is { } reference) Safetensors.Save(Path.Combine(partial, "reference.safetensors"), reference.Parameters);
        }
        inFlight?.Save(Path.Combine(partial, "rollouts.safetensors"));
        File.WriteAllText(Path.Combine(partial, ConfigFile), config.ToJson());
        File.WriteAllText(Path.Combine(partial, "state.json"), JsonSerializer.Serialize(new State(step, model.Transformer.Config), Format));
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.Move(partial, folder);
        return folder;
    }

    /// <summary>The newest whole checkpoint in a folder of runs; null when there is none.</summary>
    public static string? Latest(string output) =>
        Directory.Exists(output)
            ? Directory.EnumerateDirectories(output, Prefix + "*").Where(folder => !folder.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault()
            : null;

    /// <summary>The checkpoint that a path names: the folder itself, or the newest one in a folder of runs.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Find(string path) =>
        File.Exists(Path.Combine(path, "state.json")) ? path : Latest(path) ?? throw new InvalidDataException($"{path} is no checkpoint, and holds none.");

    /// <summary>The policy of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged.</exception>
    public static PolicyModel LoadModel(string folder, Device device)
    {
        var transformer = new Transformer(ReadState(folder).Model, device);
        Safetensors.LoadInto(Path.Combine(folder, "model.safetensors"), transformer.Parameters);
        return new PolicyModel(transformer, Tokenizer.FromJson(File.ReadAllText(Path.Combine(folder, "tokenizer.json"))));
    }

    /// <summary>Brings optimizer and reference policy to where they were.</summary>
    /// <returns>The step that comes next, and the rollouts that were under way.</returns>
    internal static (int Step, InFlight? InFlight) Restore(string folder, PolicyModel model, GrpoTrainer trainer)
    {
        using var scope = torch.NewDisposeScope();
        Safetensors.LoadInto(Path.Combine(folder, "optimizer.safetensors"), OptimizerState(model, trainer));
        if (trainer.Reference is { } reference) Safetensors.LoadInto(Path.Combine(folder, "reference.safetensors"), reference.Parameters);
        var rollouts = Path.Combine(folder, "rollouts.safetensors");
        return (ReadState(folder).Step, File.Exists(rollouts) ? InFlight.Load(rollouts, model.Transformer.Device) : null);
    }

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private static State ReadState(string folder)
    {
        var path = Path.Combine(folder, "state.json");
        if (!File.Exists(path)) throw new InvalidDataException($"{folder} is no checkpoint: it has no state.json.");
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllText(path), Format) ?? throw new InvalidDataException($"{path} holds null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static IEnumerable<(string Name, Tensor Value)> OptimizerState(PolicyModel model, GrpoTrainer trainer) =>
        trainer.Optimizer.State().Zip(model.Transformer.Parameters, (state, parameter) => new[]
        {
            ($"{parameter.Name}.mean", state.Mean),
            ($"{parameter.Name}.square", state.Square),
            ($"{parameter.Name}.steps", state.Steps),
        }).SelectMany(entry => entry);

    /// <param name="Step">That comes next.</param>
    private sealed record State(int Step, TransformerConfig Model);
}

/// <summary>Rollouts that were sampled before the last update and are scored after it; see <see cref="GrpoOptions.Overlap"/>.</summary>
/// <param name="Old">log π of the policy that sampled; shape [B, T].</param>
internal sealed record InFlight(Rollouts Rollouts, Tensor? Old)
{
    public void Save(string path)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new List<(string, Tensor)>
        {
            ("tokens", torch.tensor<long>(Rollouts.Tokens, [Rollouts.Count, Rollouts.Length], Device.CPU)),
            ("prompt_lengths", torch.tensor<int>(Rollouts.PromptLengths, [Rollouts.Count], Device.CPU)),
        };
        if (Old is not null) tensors.Add(("log_probabilities", Old));
        Safetensors.Save(path, tensors);
    }

    public static InFlight Load(string path, Device device)
    {
        using var scope = torch.NewDisposeScope();
        var loaded = Safetensors.Load(path);
        var tokens = loaded["tokens"];
        var old = loaded.TryGetValue("log_probabilities", out var saved) ? saved.to(ScalarType.Float32, device).clone().DetachFromDisposeScope() : null;
        return new InFlight(new Rollouts(tokens.ToArray<long>(), (int)tokens.size(1), loaded["prompt_lengths"].ToArray<int>()), old);
    }
}
