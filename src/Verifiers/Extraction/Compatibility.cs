using System.Globalization;
using System.Text;

namespace Verifiers.Extraction;

/// <summary>
/// Unicode's normalisation form KC for short pieces of text: full-width, circled and styled letters become plain ones, a letter and its
/// accent become one. The service runs without culture data, where <see cref="string.Normalize()"/> changes nothing.
/// </summary>
/// <remarks>Of a run of combining marks each is joined with what stands before it where Unicode knows the pair; marks are not reordered.</remarks>
internal static class Compatibility
{
    private static readonly Lazy<(Dictionary<int, string> Single, Dictionary<(char, char), char> Pairs)> Tables = new(Read);

    /// <summary>What this code point becomes; null when it stays what it is.</summary>
    public static string? Of(Rune rune) => rune.Value >= 0x80 && Tables.Value.Single.TryGetValue(rune.Value, out var mapped) ? mapped : null;

    /// <summary>The letter that two characters make together; null when they make none.</summary>
    public static char? Compose(char first, char second) =>
        second >= 0x300 && Tables.Value.Pairs.TryGetValue((first, second), out var composed) ? composed : null;

    private static (Dictionary<int, string> Single, Dictionary<(char, char), char> Pairs) Read()
    {
        using var stream = typeof(Compatibility).Assembly.GetManifestResourceStream("Verifiers.Extraction.compatibility.txt")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var (single, pairs) = (new Dictionary<int, string>(), new Dictionary<(char, char), char>());
        var target = new StringBuilder();
        foreach (var line in Encoding.ASCII.GetString(bytes).Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var fields = line.Split(' ');
            if (fields[0].Split('+') is [var first, var second])
            {
                if (Hex(first) <= char.MaxValue && Hex(second) <= char.MaxValue && Hex(fields[1]) <= char.MaxValue)
                    pairs[((char)Hex(first), (char)Hex(second))] = (char)Hex(fields[1]);
                continue;
            }
            target.Clear();
            foreach (var code in fields.AsSpan(1))
                target.Append(char.ConvertFromUtf32(Hex(code)));
            single[Hex(fields[0])] = target.ToString();
        }
        return (single, pairs);
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
