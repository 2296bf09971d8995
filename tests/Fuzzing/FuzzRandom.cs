namespace Verifiers.Fuzzing;

/// <summary>SplitMix64: the same numbers on every machine, and a stream of its own for every input, so that each can be made again alone.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The stream of input number <paramref name="index"/> of a run.</summary>
    public static FuzzRandom For(ulong seed, long index) => new(Mix(seed * 0xD1342543DE82EF95 + 1) ^ Mix((ulong)index + 0x632BE59BD9B4E019));

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>Whether a chance of one in <paramref name="count"/> came true.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>One of the items.</summary>
    public T Of<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>One of the characters.</summary>
    public char Of(string characters) => characters[Below(characters.Length)];

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
