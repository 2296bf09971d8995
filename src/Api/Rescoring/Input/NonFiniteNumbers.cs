namespace Verifiers.Api.Rescoring.Input;

/// <summary>
/// <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> as bare words: no JSON, but what Python's <c>json.dumps</c> writes for numbers that are none. One pass
/// over the line; texts that hold such words are left alone.
/// </summary>
internal static class NonFiniteNumbers
{
    /// <summary>The line with a word of four letters in place of each of them.</summary>
    /// <param name="line">A line that is no JSON as it stands.</param>
    /// <param name="word">Such as <c>null</c>.</param>
    /// <param name="grown">Where the line grew by one byte, in bytes of the new one: <c>NaN</c> is shorter than the word, the others are filled with blanks.</param>
    /// <returns>Null when there are none.</returns>
    public static byte[]? Replace(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, out IReadOnlyList<int> grown)
    {
        var places = new List<int>();
        grown = places;
        var output = new byte[line.Length + line.Count("NaN"u8)];
        var (written, found, isText) = (0, false, false);
        for (var i = 0; i < line.Length;)
        {
            var length = isText || !IsBetween(line, i - 1) ? 0 : LengthAt(line[i..]);
            if (length > 0)
            {
                found = true;
                word.CopyTo(output.AsSpan(written));
                output.AsSpan(written + word.Length, Math.Max(0, length - word.Length)).Fill((byte)' ');
                written += Math.Max(length, word.Length);
                if (length < word.Length)
                    places.Add(written - 1);
                i += length;
                continue;
            }
            if (isText && line[i] == '\\' && i + 1 < line.Length)
                output[written++] = line[i++];
            else if (line[i] == '"')
                isText = !isText;
            output[written++] = line[i++];
        }
        return found ? output[..written] : null;
    }

    private static int LengthAt(ReadOnlySpan<byte> rest)
    {
        var length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
        return length > 0 && IsBetween(rest, length) ? length : 0;
    }

    /// <summary>Whether a word may begin behind, or end before, this place.</summary>
    private static bool IsBetween(ReadOnlySpan<byte> line, int place) =>
        place < 0 || place >= line.Length || line[place] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)',' or (byte)':' or (byte)'[' or (byte)']' or (byte)'}';
}
