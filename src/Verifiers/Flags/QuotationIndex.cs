using System.Runtime.InteropServices;

namespace Verifiers.Flags;

/// <summary>
/// Finds the pieces that a text has in common with a source, in time linear in both. The source is cut into blocks of half the least
/// length of a piece, so that every piece holds a whole block; a rolling hash meets it, and it is extended to both sides.
/// </summary>
internal sealed class QuotationIndex
{
    private const ulong Base = 1_099_511_628_211;

    /// <summary>Equal blocks beyond this many are not looked at: text that repeats itself must not cost more than it is long.</summary>
    private const int MostEqualBlocks = 4;

    private readonly string _source;
    private readonly int _least;
    private readonly int _block;
    private readonly Dictionary<ulong, List<int>> _blocks = [];

    /// <param name="source">Where pieces are quoted from, as <see cref="QuotableText"/>.</param>
    /// <param name="least">The length from which equal characters are a quotation. At least 4.</param>
    public QuotationIndex(string source, int least)
    {
        (_source, _least, _block) = (source, least, least / 2);
        for (var at = 0; at + _block <= source.Length; at += _block)
        {
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, HashOf(source.AsSpan(at, _block)), out _);
            places ??= [];
            if (places.Count < MostEqualBlocks)
                places.Add(at);
        }
    }

    /// <summary>Pieces of the text that the source holds, from left to right, none overlapping another.</summary>
    /// <param name="text">As <see cref="QuotableText"/>.</param>
    public IEnumerable<Quotation> In(string text)
    {
        if (_blocks.Count == 0 || text.Length < _least)
            yield break;
        var leading = 1UL; // what the first character of a block is multiplied with
        for (var i = 1; i < _block; i++)
            leading *= Base;
        var (floor, at) = (0, 0);
        var hash = HashOf(text.AsSpan(0, _block));
        while (true)
        {
            if (_blocks.TryGetValue(hash, out var places) && Longest(text, at, floor, places) is { } piece)
            {
                yield return piece;
                floor = at = piece.Start + piece.Length;
                if (at + _block > text.Length)
                    yield break;
                hash = HashOf(text.AsSpan(at, _block));
                continue;
            }
            if (at + _block >= text.Length)
                yield break;
            hash = ((hash - (text[at] * leading)) * Base) + text[at + _block];
            at++;
        }
    }

    private Quotation? Longest(string text, int at, int floor, List<int> places)
    {
        Quotation? longest = null;
        foreach (var place in places)
        {
            if (!text.AsSpan(at, _block).SequenceEqual(_source.AsSpan(place, _block)))
                continue;
            var before = 0;
            while (at - before > floor && place - before > 0 && text[at - before - 1] == _source[place - before - 1])
                before++;
            var length = _block + text.AsSpan(at + _block).CommonPrefixLength(_source.AsSpan(place + _block));
            if (before + length >= _least && !(longest?.Length >= before + length))
                longest = new(at - before, place - before, before + length);
        }
        return longest;
    }

    private static ulong HashOf(ReadOnlySpan<char> block)
    {
        var hash = 0UL;
        foreach (var character in block)
            hash = (hash * Base) + character;
        return hash;
    }
}

/// <summary>A piece that two texts have in common.</summary>
/// <param name="Start">Where it stands in the text that quotes.</param>
/// <param name="Source">Where it stands in the text that is quoted.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Quotation(int Start, int Source, int Length);
