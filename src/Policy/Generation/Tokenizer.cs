using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Policy.Generation;

/// <summary>
/// Text as token ids and back: characters, and pieces of several characters that are one token each. Reading takes the longest token at
/// each place, so that a text has one encoding; every sequence of tokens has one text, whether or not it is the encoding of it.
/// </summary>
public sealed class Tokenizer
{
    /// <summary>Fills the rest of a row; no text.</summary>
    public const int Pad = 0;

    /// <summary>Stands before every prompt; no text.</summary>
    public const int Begin = 1;

    /// <summary>Ends every completion; no text.</summary>
    public const int End = 2;

    /// <summary>&lt;think&gt;</summary>
    public const int ThoughtsBegin = 3;

    /// <summary>&lt;/think&gt;</summary>
    public const int ThoughtsEnd = 4;

    private const int FirstText = 3;
    private const int Alignment = 64;

    /// <summary>The tags of R1's template.</summary>
    private static readonly string[] Tags = ["<think>", "</think>", "<answer>", "</answer>"];

    private readonly string[] _tokens;
    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsOfSpans;

    /// <summary>For each first UTF-16 code unit the lengths of the tokens that begin with it, longest first.</summary>
    private readonly FrozenDictionary<char, int[]> _lengths;

    /// <summary>A vocabulary: the three signs, the four tags, the characters, the pieces, in this order.</summary>
    /// <param name="alphabet">Each character (code point) once.</param>
    /// <param name="pieces">Texts of at least one character that is not alone in the alphabet already; each once.</param>
    /// <exception cref="ArgumentException">A token is empty, stands twice or is no Unicode text.</exception>
    public Tokenizer(string alphabet, IReadOnlyList<string> pieces)
    {
        Alphabet = alphabet;
        Pieces = [.. pieces];
        if (Pieces.Prepend(alphabet).FirstOrDefault(text => text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)) is { } broken)
            throw new ArgumentException($"'{broken}' holds half a character, or U+FFFD, which stands for what is no text.", nameof(alphabet));
        _tokens = ["", "", "", .. Tags, .. alphabet.EnumerateRunes().Select(rune => rune.ToString()), .. Pieces];
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = FirstText; id < _tokens.Length; id++)
        {
            if (_tokens[id].Length == 0)
                throw new ArgumentException("A piece is empty.", nameof(pieces));
            if (!ids.TryAdd(_tokens[id], id))
                throw new ArgumentException($"The token '{_tokens[id]}' stands twice.", nameof(pieces));
        }
        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        _idsOfSpans = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = ids.Keys.GroupBy(token => token[0])
            .ToFrozenDictionary(group => group.Key, group => group.Select(token => token.Length).Distinct().OrderDescending().ToArray());
    }

    /// <summary>The vocabulary that serves every task of <c>Tasks/</c>.</summary>
    public static Tokenizer Default { get; } = new(DefaultVocabulary.Alphabet, DefaultVocabulary.Pieces);

    /// <summary>The characters that are tokens.</summary>
    public string Alphabet { get; }

    /// <summary>The pieces of several characters that are tokens.</summary>
    public IReadOnlyList<string> Pieces { get; }

    /// <summary>How many tokens there are: ids run from 0 to <c>Count</c> − 1.</summary>
    public int Count => _tokens.Length;

    /// <summary>Rows of the embedding: <see cref="Count"/> rounded up to a multiple of 64, which matrix units like. The rest stands for no text.</summary>
    public int PaddedSize => (Count + Alignment - 1) / Alignment * Alignment;

    /// <summary>The id of a token's text; null when it is none.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token ids of a text, without <see cref="Begin"/> and <see cref="End"/>.</summary>
    /// <exception cref="TokenizationException">A character is in no token; the message names it and its place.</exception>
    public long[] Encode(ReadOnlySpan<char> text)
    {
        var ids = new List<long>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = LengthOfTokenAt(text[at..], out var id);
            if (length == 0)
                throw TokenizationException.At(text, at);
            ids.Add(id);
            at += length;
        }
        return [.. ids];
    }

    /// <summary>
    /// The text of token ids up to the first <see cref="End"/>, which is not part of it. Ids of the padded part, which an untrained
    /// policy may sample, are U+FFFD.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in [0, <see cref="PaddedSize"/>).</exception>
    public string Decode(ReadOnlySpan<long> ids)
    {
        var text = new StringBuilder(ids.Length);
        foreach (var id in ids)
        {
            if (id < 0 || id >= PaddedSize)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"expected ids from 0 to {PaddedSize - 1}.");
            if (id == End)
                break;
            text.Append(id < Count ? _tokens[id] : "\uFFFD");
        }
        return text.ToString();
    }

    /// <summary>The vocabulary as JSON, for the checkpoint of the policy that was trained with it.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Saved(Alphabet, Pieces), SavedVocabulary.Default.Saved);

    /// <summary>Reads what <see cref="ToJson"/> wrote; the ids are the same.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    /// <exception cref="ArgumentException">It states a token twice.</exception>
    public static Tokenizer FromJson(string json)
    {
        var saved = JsonSerializer.Deserialize(json, SavedVocabulary.Default.Saved);
        return saved is { Alphabet: { } alphabet, Pieces: { } pieces }
            ? new(alphabet, pieces)
            : throw new JsonException("expected a vocabulary: {\"alphabet\": …, \"pieces\": […]}.");
    }

    private int LengthOfTokenAt(ReadOnlySpan<char> rest, out int id)
    {
        id = Pad;
        if (!_lengths.TryGetValue(rest[0], out var lengths))
            return 0;
        foreach (var length in lengths)
        {
            if (length <= rest.Length && _idsOfSpans.TryGetValue(rest[..length], out id))
                return length;
        }
        return 0;
    }

    /// <summary>A vocabulary as it is stored.</summary>
    internal sealed record Saved(string Alphabet, IReadOnlyList<string> Pieces);
}

/// <summary>Writes and reads a vocabulary without reflection, so that a trimmed executable can, too.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Tokenizer.Saved))]
internal sealed partial class SavedVocabulary : JsonSerializerContext;

/// <summary>A text holds a character that no token has.</summary>
public sealed class TokenizationException(string message) : FormatException(message)
{
    internal static TokenizationException At(ReadOnlySpan<char> text, int at)
    {
        var isCharacter = Rune.DecodeFromUtf16(text[at..], out var rune, out _) == System.Buffers.OperationStatus.Done;
        var name = isCharacter
            ? string.Create(CultureInfo.InvariantCulture, $"'{rune}' (U+{rune.Value:X4})")
            : string.Create(CultureInfo.InvariantCulture, $"half a character (U+{(int)text[at]:X4})");
        var start = Math.Max(0, at - 20);
        return new(string.Create(CultureInfo.InvariantCulture,
            $"No token holds {name}, at UTF-16 code unit {at} of the text, behind \"{text[start..at]}\"."));
    }
}
