using System.Buffers.Binary;
using System.Text;

namespace Verifiers.Sandbox.Docker;

/// <summary>
/// The streams of a container. What is written is its standard input; what is read is its standard output. Its standard error comes
/// over the same connection and is kept for a person, as far as its last lines.
/// </summary>
/// <remarks>Output comes in chunks: 1 byte stream (1 output, 2 error), 3 bytes zero, 4 bytes length (big-endian), the bytes.</remarks>
internal sealed class DockerAttachment(HttpResponseMessage response, Stream connection) : Stream
{
    private const int StandardError = 2;
    private const int KeptErrorBytes = 16 << 10;
    private readonly byte[] _header = new byte[8];
    private readonly StringBuilder _error = new();
    private int _left;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The end of what the container wrote on standard error, as far as it was read.</summary>
    public string ErrorText
    {
        get
        {
            lock (_error) return _error.ToString().Trim();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_left == 0)
        {
            var read = await connection.ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) return 0;
            if (read < _header.Length) throw new EndOfStreamException("The Docker engine's stream ended within a chunk.");
            var length = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4));
            if (length < 0) throw new InvalidDataException($"The Docker engine announced a chunk of {length} bytes.");
            if (_header[0] == StandardError) await KeepErrorAsync(length, cancellationToken);
            else _left = length;
        }

        var count = await connection.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        if (count == 0) throw new EndOfStreamException("The Docker engine's stream ended within a chunk.");
        _left -= count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is asynchronous only.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => connection.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        connection.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is asynchronous only.");

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task KeepErrorAsync(int length, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(length, 32 << 10)];
        while (length > 0)
        {
            var count = await connection.ReadAsync(buffer.AsMemory(0, Math.Min(length, buffer.Length)), cancellationToken);
            if (count == 0) throw new EndOfStreamException("The Docker engine's stream ended within a chunk.");
            length -= count;
            lock (_error)
            {
                _error.Append(Encoding.UTF8.GetString(buffer, 0, count));
                if (_error.Length > KeptErrorBytes) _error.Remove(0, _error.Length - KeptErrorBytes);
            }
        }
    }
}
