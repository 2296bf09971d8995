namespace Verifiers.Api.Rescoring.Output;

/// <summary>A file of lines that grows, and can be cut back to where it was when progress was last noted.</summary>
internal sealed class AppendedFile : IDisposable
{
    private readonly FileStream _stream;
    private bool _isDirty;

    /// <param name="path">Made when it is missing and <paramref name="length"/> is 0.</param>
    /// <param name="length">What of it counts; anything behind was written after the last note and is written again.</param>
    /// <exception cref="RescoreException">There is less than that: someone has changed it.</exception>
    public AppendedFile(string path, long length)
    {
        _stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 1 << 17,
        });
        if (_stream.Length < length)
        {
            _stream.Dispose();
            throw new RescoreException($"{path} has been cut since the run wrote it; it cannot go on. Start over with --restart.");
        }
        _stream.SetLength(length);
        _stream.Seek(length, SeekOrigin.Begin);
    }

    /// <summary>Bytes of whole lines.</summary>
    public long Length => _stream.Position;

    public void Append(ReadOnlySpan<byte> line)
    {
        _stream.Write(line);
        _stream.WriteByte((byte)'\n');
        _isDirty = true;
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void Sync()
    {
        if (_isDirty)
            _stream.Flush(flushToDisk: true);
        _isDirty = false;
    }

    public void Dispose() => _stream.Dispose();
}
