using System.IO.Compression;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>The lines of a file, plain or gzip, one at a time: memory holds the longest line, up to a bound.</summary>
internal sealed class LineReader : IRolloutLines
{
    /// <summary>A longer line is passed over and reported.</summary>
    public const int MaxLineBytes = 64 << 20;

    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly EndMark? _mark;
    private readonly int _maxLineBytes;
    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <param name="path">A name that ends in <c>.gz</c> is decompressed.</param>
    /// <param name="offset">Bytes of text to pass over: the end of a line that was read before.</param>
    /// <param name="line">How many lines that are.</param>
    public LineReader(string path, long offset, long line)
        : this(path, offset, line, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), MaxLineBytes)
    {
    }

    private LineReader(string path, long offset, long line, bool isCompressed, int maxLineBytes)
    {
        _maxLineBytes = maxLineBytes;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        _mark = isCompressed ? new EndMark(_file) : null;
        _text = _mark is null ? _file : new GZipStream(_mark, CompressionMode.Decompress);
        if (_mark is null)
            _file.Seek(offset, SeekOrigin.Begin);
        else
            PassOver(offset);
        (Offset, Number) = (offset, line);
    }

    /// <summary>Whether a newline stood behind the line that was read; a last line may have none.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Where the line that was read ends, in bytes of text.</summary>
    public long Offset { get; private set; }

    /// <summary>The number of the line that was read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes of the file that were taken in, compressed as they are; for showing progress.</summary>
    public long Consumed => _file.Position;

    /// <summary>The lines of a file that is never compressed, with another bound.</summary>
    public static LineReader OfPlainText(string path, int maxLineBytes) => new(path, 0, 0, isCompressed: false, maxLineBytes);

    /// <summary>Reads the next line, without its end.</summary>
    /// <param name="line">Valid until the next call; empty when the line is too long.</param>
    /// <param name="isTooLong">The line is longer than the bound.</param>
    /// <exception cref="InvalidDataException">The compressed data is broken.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        (line, isTooLong) = (default, false);
        var scanned = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                isTooLong |= scanned + newline > _maxLineBytes;
                Take(scanned + newline, 1, ref line, isTooLong);
                return true;
            }
            scanned = _end - _start;
            if (!_isAtEnd && scanned > _maxLineBytes)
            {
                isTooLong = true;
                Offset += scanned;
                (_start, _end, scanned) = (0, 0, 0);
            }
            if (!_isAtEnd && Fill())
                continue;
            scanned = _end - _start;
            if (scanned == 0 && !isTooLong)
                return false;
            Take(scanned, 0, ref line, isTooLong);
            return true;
        }
    }

    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }

    private void Take(int length, int end, ref ReadOnlyMemory<byte> line, bool isTooLong)
    {
        if (!isTooLong)
            line = _buffer.AsMemory(_start, length);
        HasEnd = end > 0;
        _start += length + end;
        Offset += length + end;
        Number++;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        var before = _end;
        try
        {
            do
            {
                if (_end == _buffer.Length)
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                var read = _text.Read(_buffer, _end, _buffer.Length - _end);
                _end += read;
                _isAtEnd = read == 0;
            }
            while (!_isAtEnd && _mark is { HasBegun: true }); // no line of this may be taken before the mark is seen to be whole
            if (_isAtEnd && _mark is not null)
                _end -= EndMark.LengthAtEnd(_buffer.AsSpan(_start, _end - _start));
            return _end > before;
        }
        catch (InvalidDataException)
        {
            (_isAtEnd, _start, _end) = (true, 0, 0); // nothing behind this place can be read; the line it is in is reported as a whole
            throw;
        }
    }

    private void PassOver(long bytes)
    {
        while (bytes > 0)
        {
            var read = _text.Read(_buffer, 0, (int)Math.Min(bytes, _buffer.Length));
            if (read == 0)
                throw new RescoreException($"{_file.Name} is shorter than when the run began; it cannot go on. Start over with --restart.");
            bytes -= read;
        }
    }
}
