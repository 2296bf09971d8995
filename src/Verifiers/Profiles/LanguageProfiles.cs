using System.IO.Compression;
using System.Numerics;

namespace Verifiers.Profiles;

/// <summary>
/// How often each n-gram of one to three characters occurs in each of 55 languages. Read from the embedded <c>profiles.bin</c>, which
/// <c>build-profiles.py</c> makes, when a language is first asked for.
/// </summary>
internal sealed class LanguageProfiles
{
    /// <summary>The probability that every n-gram has in every language, so that an unknown one excludes none.</summary>
    private const double Smoothing = 5e-5;

    private static readonly Lazy<LanguageProfiles> _instance = new(Read);

    /// <summary>An n-gram that this many languages have is kept as a row with a number for every language: adding a row takes a few instructions.</summary>
    private const int FewestOfARow = 12;

    private const int Unknown = -1;

    /// <summary>From an n-gram to its place in <see cref="_ends"/>.</summary>
    private readonly Dictionary<ulong, int> _places;

    /// <summary>The places of one and two ASCII characters, which are asked for most: <c>first · 128 + second</c>.</summary>
    private readonly int[] _asciiPlaces = new int[128 * 128];

    /// <summary>Where the row of each n-gram begins in <see cref="_rows"/>; -1 for those without one.</summary>
    private readonly int[] _rowStarts;

    /// <summary>The gains of all languages, of n-grams that many have.</summary>
    private readonly double[] _rows;

    /// <summary>Where the entries of each n-gram end; they start where those of the one before end.</summary>
    private readonly int[] _ends;

    private readonly byte[] _languages;

    /// <summary>ln(1 + p / smoothing): by how much the n-gram speaks for the language.</summary>
    private readonly float[] _gains;

    private LanguageProfiles(string[] codes, Dictionary<ulong, int> places, int[] ends, byte[] languages, float[] gains)
    {
        (Codes, _places, _ends, _languages, _gains) = (codes, places, ends, languages, gains);
        Array.Fill(_asciiPlaces, Unknown);
        foreach (var (key, place) in places)
        {
            if (AsciiIndex(key) is >= 0 and var index)
                _asciiPlaces[index] = place;
        }
        _rowStarts = new int[ends.Length];
        var rows = new List<double>();
        for (var place = 0; place < ends.Length; place++)
        {
            var start = StartOf(place);
            _rowStarts[place] = ends[place] - start >= FewestOfARow ? rows.Count : Unknown;
            if (_rowStarts[place] == Unknown)
                continue;
            var row = new double[codes.Length];
            for (var entry = start; entry < ends[place]; entry++)
                row[languages[entry]] += gains[entry];
            rows.AddRange(row);
        }
        _rows = [.. rows];
    }

    /// <summary>The profiles; the first call reads them.</summary>
    public static LanguageProfiles Instance => _instance.Value;

    /// <summary>The codes of the languages, such as <c>en</c> and <c>zh-cn</c>, in the order of their numbers.</summary>
    public string[] Codes { get; }

    /// <summary>An n-gram as a key: its UTF-16 code units, the last one lowest.</summary>
    public static ulong Key(ReadOnlySpan<char> ngram)
    {
        var key = 0UL;
        foreach (var character in ngram)
            key = (key << 16) | character;
        return key;
    }

    /// <summary>Adds what one n-gram says to the sums, one for each language; false when no profile has it.</summary>
    public bool AddTo(Span<double> sums, ulong key)
    {
        var place = PlaceOf(key);
        if (place == Unknown)
            return false;
        if (_rowStarts[place] is >= 0 and var row)
        {
            AddRow(sums, _rows.AsSpan(row, Codes.Length));
            return true;
        }
        for (var entry = StartOf(place); entry < _ends[place]; entry++)
            sums[_languages[entry]] += _gains[entry];
        return true;
    }

    private static void AddRow(Span<double> sums, ReadOnlySpan<double> row)
    {
        var at = 0;
        for (; at <= row.Length - Vector<double>.Count; at += Vector<double>.Count)
            (new Vector<double>(sums[at..]) + new Vector<double>(row[at..])).CopyTo(sums[at..]);
        for (; at < row.Length; at++)
            sums[at] += row[at];
    }

    private int PlaceOf(ulong key)
    {
        if (AsciiIndex(key) is >= 0 and var index)
            return _asciiPlaces[index];
        return _places.TryGetValue(key, out var place) ? place : Unknown;
    }

    /// <summary>One or two ASCII characters as a number; -1 for other n-grams.</summary>
    private static int AsciiIndex(ulong key) => (key & ~0x7F_007FUL) == 0 ? (int)(((key >> 16) << 7) | (key & 0x7F)) : -1;

    private int StartOf(int place) => place == 0 ? 0 : _ends[place - 1];

    private static LanguageProfiles Read()
    {
        using var resource = typeof(LanguageProfiles).Assembly.GetManifestResourceStream("Verifiers.Profiles.profiles.bin")!;
        using var unpacked = new MemoryStream();
        using (var packed = new ZLibStream(resource, CompressionMode.Decompress))
            packed.CopyTo(unpacked);
        var reader = new Reader(unpacked.ToArray());

        var codes = new string[reader.Number()];
        var totals = new double[codes.Length, 3];
        for (var language = 0; language < codes.Length; language++)
        {
            codes[language] = reader.Text(reader.Number());
            for (var length = 0; length < 3; length++)
                totals[language, length] = reader.Number();
        }
        var count = reader.Number();
        var places = new Dictionary<ulong, int>(count);
        var ends = new int[count];
        var languages = new List<byte>(count * 2);
        var gains = new List<float>(count * 2);
        Span<char> ngram = stackalloc char[3];
        for (var place = 0; place < count; place++)
        {
            var (length, shared) = Math.DivRem(reader.Number(), 4);
            for (var i = shared; i < length; i++)
                ngram[i] = (char)reader.Number();
            places.Add(Key(ngram[..length]), place);
            for (var left = reader.Number(); left > 0; left--)
            {
                var language = reader.Number();
                languages.Add((byte)language);
                gains.Add((float)Math.Log(1 + reader.Number() / totals[language, length - 1] / Smoothing));
            }
            ends[place] = languages.Count;
        }
        return new(codes, places, ends, [.. languages], [.. gains]);
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public int Number()
        {
            var (value, shift) = (0, 0);
            while (true)
            {
                var part = _bytes[_at++];
                value |= (part & 0x7F) << shift;
                if (part < 0x80)
                    return value;
                shift += 7;
            }
        }

        public string Text(int length)
        {
            var text = System.Text.Encoding.ASCII.GetString(_bytes.Slice(_at, length));
            _at += length;
            return text;
        }
    }
}
