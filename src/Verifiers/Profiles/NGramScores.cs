namespace Verifiers.Profiles;

/// <summary>
/// How well each language explains some words: Σ ln(1 + p(n-gram | language) / s) over their n-grams of one to three characters, as in
/// <see cref="LanguageProfiles"/>. The difference of two languages, divided by the number of n-grams, is in nats an n-gram.
/// </summary>
internal sealed class NGramScores
{
    private readonly LanguageProfiles _profiles = LanguageProfiles.Instance;
    private readonly double[] _sums = new double[LanguageProfiles.Instance.Codes.Length];

    /// <summary>How many n-grams were known.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is a profile of this language.</summary>
    public static bool Knows(string language) => Array.IndexOf(LanguageProfiles.Instance.Codes, language) >= 0;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Count = 0;
    }

    /// <summary>Adds a word, with the spaces on both sides. Lower case is for the caller to give.</summary>
    public void Add(ReadOnlySpan<char> word)
    {
        var (window, length) = (0UL | ' ', 1);
        for (var at = 0; at <= word.Length; at++)
        {
            var character = at == word.Length ? ' ' : Normalized(word[at]);
            window = ((window << 16) | character) & 0xFFFF_FFFF_FFFF;
            length = Math.Min(3, length + 1);
            if (character != ' ')
                Count += _profiles.AddTo(_sums, character) ? 1 : 0;
            Count += _profiles.AddTo(_sums, window & 0xFFFF_FFFF) ? 1 : 0;
            if (length == 3)
                Count += _profiles.AddTo(_sums, window) ? 1 : 0;
            if (character == ' ')
                (window, length) = (' ', 1);
        }
    }

    /// <summary>The language that explains the words best, and by how many nats an n-gram it is ahead of another.</summary>
    /// <param name="other">The code of the other; null for the second best.</param>
    public (string Language, double Lead) Best(string? other)
    {
        var best = 0;
        for (var i = 1; i < _sums.Length; i++)
            best = _sums[i] > _sums[best] ? i : best;
        var rival = other is null ? double.NegativeInfinity : _sums[Array.IndexOf(_profiles.Codes, other)];
        for (var i = 0; i < _sums.Length && other is null; i++)
            rival = i != best && _sums[i] > rival ? _sums[i] : rival;
        return (_profiles.Codes[best], Count == 0 ? 0 : (_sums[best] - rival) / Count);
    }

    /// <summary>Characters that the profiles do not tell apart become one.</summary>
    private static char Normalized(char character) => character switch
    {
        < '\u0080' => char.IsAsciiLetter(character) ? character : ' ',
        '\u0219' => '\u015F',
        '\u021B' => '\u0163',
        '\u06CC' => '\u064A',
        >= '\u1EA0' and <= '\u1EFF' => '\u1EC3',
        >= '\u2000' and <= '\u206F' => ' ',
        _ => character,
    };
}
