using System.IO.Compression;
using System.Security.Cryptography;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>
/// A compressed file with one more member behind it, which holds a mark. The decompressor takes a file that is cut off for one that ends
/// there; but only behind a whole file does it come to the mark.
/// </summary>
internal sealed class EndMark(Stream file) : Stream
{
    /// <summary>Random, so that no file holds it; without line ends.</summary>
    private static readonly byte[] Mark = [.. RandomNumberGenerator.GetHexString(32).Select(digit => (byte)digit)];
    private static readonly byte[] Member = Compress(Mark);

    /// <summary>The member up to the mark's end, as it lies in the file: the mark is not compressed.</summary>
    private static readonly byte[] MemberAsText = Member[..(Member.AsSpan().IndexOf(Mark) + Mark.Length)];

    private int _sent;

    /// <summary>
    /// Whether the mark is being sent: what the decompressor gives from now on is no text of the file. Behind a file that is cut off it takes the
    /// mark's bytes for the file's and gives what nobody wrote.
    /// </summary>
    public bool HasBegun => _sent > 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How much of the end of a whole text is not the file's.</summary>
    /// <exception cref="InvalidDataException">The mark is missing: the file is cut off, or something else stands behind its end.</exception>
    public static int LengthAtEnd(ReadOnlySpan<byte> text) =>
        // A file that is cut off in a block that is not compressed may swallow the member as it is.
        text.EndsWith(Mark) && !text.EndsWith(MemberAsText) ? Mark.Length : throw new InvalidDataException("it is cut off, or something else is appended to it.");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = file.Read(buffer);
        if (read > 0)
            return read;
        var rest = Math.Min(buffer.Length, Member.Length - _sent);
        Member.AsSpan(_sent, rest).CopyTo(buffer);
        _sent += rest;
        return rest;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Compress(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.NoCompression))
            gzip.Write(bytes);
        return buffer.ToArray();
    }
}
