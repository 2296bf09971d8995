using System.Text;

namespace Verifiers.Code.Files;

/// <summary>A text file as lines, with what its line ends are, so that changed lines end as the others do.</summary>
/// <param name="Lines">Without their line ends.</param>
/// <param name="EndsWithNewline">Whether a line end follows the last line.</param>
/// <param name="IsCrLf">Every line ends with a carriage return and a line feed.</param>
internal sealed record TextLines(IReadOnlyList<string> Lines, bool EndsWithNewline, bool IsCrLf)
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TextLines Empty { get; } = new([], EndsWithNewline: true, IsCrLf: false);

    /// <summary>Null when the bytes are not UTF-8.</summary>
    public static TextLines? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            return Of(_strict.GetString(content.Span));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    public static TextLines Of(string text)
    {
        if (text.Length == 0)
            return Empty;
        var lines = text.Split('\n');
        var ends = lines[^1].Length == 0;
        if (ends)
            lines = lines[..^1];
        var terminated = ends ? lines : lines[..^1];
        var isCrLf = terminated.Length > 0 && terminated.All(line => line.EndsWith('\r'));
        if (isCrLf)
            lines = [.. lines.Select(line => line.EndsWith('\r') ? line[..^1] : line)];
        return new TextLines(lines, ends, isCrLf);
    }

    public byte[] Write()
    {
        var end = IsCrLf ? "\r\n" : "\n";
        return Encoding.UTF8.GetBytes(string.Join(end, Lines) + (EndsWithNewline && Lines.Count > 0 ? end : ""));
    }
}
