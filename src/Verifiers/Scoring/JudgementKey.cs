using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Verifiers.Rubrics;

namespace Verifiers.Scoring;

/// <summary>
/// Names a judgement by the content that it depends on: the verifier with its version, its options and whatever else it says that its
/// verdicts depend on, the reference, the prompt, and the completion with its tokens. Each part is preceded by its length, so that no
/// two contents have one name.
/// </summary>
/// <param name="component">What judges.</param>
/// <param name="reference">The component's part of the reference.</param>
internal sealed class JudgementKey(RubricComponent component, JsonCursor reference)
{
    /// <summary>Changes when the parts do.</summary>
    private const string Form = "judgement 1";

    private readonly Lazy<byte[]> _shared = new(() => Shared(component, reference));

    /// <summary>Whether judgements of this component may be known from before: not those that compare a completion with its group.</summary>
    public static bool Exists(RubricComponent component) => component.Verifier.Phase == JudgingPhase.Completion;

    /// <summary>
    /// Whether a judgement may be kept. A fault passes; that a model or a program came to no verdict may pass too, whereas the bounds of
    /// what judges on the CPU count steps and are met again.
    /// </summary>
    public static bool MayKeep(IVerifier verifier, Judgement judgement) => judgement.Verdict switch
    {
        Verdict.Correct or Verdict.Incorrect => true,
        Verdict.Undecided => verifier.Lane == Lane.Cpu,
        Verdict.Error => false,
    };

    /// <summary>64 hexadecimal digits.</summary>
    public string Of(Completion completion)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, _shared.Value);
        Add(hash, completion.Text);
        Add(hash, completion.Prompt);
        Add(hash, completion.TokenCount is { } count ? BitConverter.GetBytes(count) : []);
        hash.AppendData([(byte)(completion.TokenIds is null ? 0 : 1)]); // no tokens are not the same as none given
        Add(hash, completion.TokenIds is { } ids ? MemoryMarshal.AsBytes<int>(ids.ToArray()) : []);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Shared(RubricComponent component, JsonCursor reference)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Form);
        Add(hash, component.Verifier.Name);
        Add(hash, BitConverter.GetBytes(component.Verifier.SemanticsVersion));
        Add(hash, component.Verifier.IdentityOf(component.Options));
        Add(hash, Raw(component.Options));
        Add(hash, Raw(reference));
        return hash.GetHashAndReset();
    }

    private static ReadOnlySpan<byte> Raw(JsonCursor json) =>
        json.Kind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(json.Element);

    /// <summary>UTF-16, in which every string has a form of its own; an absent one is not an empty one.</summary>
    private static void Add(IncrementalHash hash, string? text)
    {
        hash.AppendData([(byte)(text is null ? 0 : 1)]);
        Add(hash, MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
