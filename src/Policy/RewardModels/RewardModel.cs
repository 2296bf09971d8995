using System.Text;
using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.RewardModels;

/// <summary>A transformer that reads a text to its end and says one number: w · h(end) + b.</summary>
public sealed class RewardModel : IDisposable
{
    private readonly Transformer _trunk;
    private readonly Tensor _weight, _bias;

    /// <summary>A model with random parameters, drawn from torch's generator.</summary>
    public RewardModel(TransformerConfig config, Tokenizer tokenizer, Device device)
    {
        Tokenizer = tokenizer;
        _trunk = new Transformer(config, device);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _weight = torch.empty([1, config.Width], ScalarType.Float32, device).normal_(0, 1 / Math.Sqrt(config.Width)).DetachFromDisposeScope();
        _bias = torch.zeros([1], ScalarType.Float32, device).DetachFromDisposeScope();
        // The trunk's own head predicts tokens; here it has nothing to say.
        Parameters = [.. _trunk.Parameters.Where(parameter => parameter.Name != "head"), ("score.weight", _weight), ("score.bias", _bias)];
    }

    public Tokenizer Tokenizer { get; }

    /// <summary>Everything that is learnt, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters { get; }

    /// <summary>Raw scores of texts, with gradient where it is recorded; shape [B].</summary>
    /// <param name="texts">Prompt and completion of each; characters that are in no token are passed over, what is beyond the context is cut.</param>
    public Tensor Forward(IReadOnlyList<string> texts)
    {
        using var scope = torch.NewDisposeScope();
        var context = _trunk.Config.Context;
        var rows = texts.Select(text => Encode(text, context)).ToList();
        var length = Math.Min((rows.Max(row => row.Length) + 7) / 8 * 8, context);
        var tokens = new long[rows.Count * length];
        foreach (var (i, row) in rows.Index()) row.CopyTo(tokens.AsSpan(i * length));
        var ends = torch.tensor<long>([.. rows.Select((row, i) => ((long)i * length) + row.Length - 1)], [rows.Count], _trunk.Device);
        var hidden = _trunk.Hidden(torch.tensor<long>(tokens, [rows.Count, length], _trunk.Device)).reshape(rows.Count * length, _trunk.Config.Width);
        return functional.linear(hidden.index_select(0, ends), _weight, _bias).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Raw scores of texts.</summary>
    /// <param name="texts">At least one.</param>
    public float[] Score(IReadOnlyList<string> texts)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return Forward(texts).ToArray<float>();
    }

    /// <summary>Adds a number to every score. A model of preferences learns differences alone, so its scores are free to be moved.</summary>
    public void Shift(double by)
    {
        using var noGrad = torch.no_grad();
        _bias.add_(by);
    }

    /// <summary>Writes NAME.safetensors and NAME.json.</summary>
    public void Save(string path)
    {
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(_trunk.Config));
        Safetensors.Save(path + ".safetensors", Parameters);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static RewardModel Load(string path, Tokenizer tokenizer, Device device)
    {
        var config = JsonSerializer.Deserialize<TransformerConfig>(File.ReadAllText(path + ".json")) ?? throw new InvalidDataException($"{path}.json holds null.");
        var model = new RewardModel(config, tokenizer, device);
        Safetensors.LoadInto(path + ".safetensors", model.Parameters);
        return model;
    }

    public void Dispose()
    {
        _trunk.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }

    private long[] Encode(string text, int context)
    {
        long[] known;
        try
        {
            known = Tokenizer.Encode(text);
        }
        catch (TokenizationException)
        {
            var readable = string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar && Tokenizer.IdOf(rune.ToString()) is not null));
            known = Tokenizer.Encode(readable);
        }
        return [Tokenizer.Begin, .. known.Take(context - 2), Tokenizer.End];
    }
}
