using System.Buffers;
using System.Buffers.Binary;

namespace Verifiers.Sandbox.Agent;

/// <summary>What a frame says. The same letters stand in <c>supervisor.py</c>.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the agent: <see cref="AgentConfiguration"/>.</summary>
    Configure = (byte)'G',

    /// <summary>To the agent: <see cref="AgentJob"/>.</summary>
    Job = (byte)'J',

    /// <summary>To the agent: end the job at once; the answer is <see cref="Done"/>.</summary>
    Cancel = (byte)'X',

    /// <summary>From the agent: <see cref="AgentFeatures"/>.</summary>
    Ready = (byte)'R',

    /// <summary>From the agent: <see cref="AgentFacts"/>, then what the job wrote.</summary>
    Result = (byte)'O',

    /// <summary>From the agent: <see cref="AgentDone"/>.</summary>
    Done = (byte)'D',

    /// <summary>From the agent: <see cref="AgentRefusal"/>.</summary>
    Refused = (byte)'N',
}

/// <summary>A frame from the agent: a JSON header, then bytes.</summary>
internal sealed record Frame(FrameKind Kind, ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Body);

/// <summary>
/// Frames: 4 bytes length of the rest (big-endian), 1 byte kind, payload. To the agent the payload is JSON; from the agent it is
/// 4 bytes length of a JSON header, the header, and bytes.
/// </summary>
internal static class AgentProtocol
{
    /// <summary>Larger frames are a fault: no limit that can be asked for leads to one.</summary>
    public const int LargestFrame = 1 << 30;

    public static async Task WriteAsync(Stream stream, FrameKind kind, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var length = 5 + json.Length;
        var frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteInt32BigEndian(frame, 1 + json.Length);
            frame[4] = (byte)kind;
            json.CopyTo(frame.AsMemory(5));
            await stream.WriteAsync(frame.AsMemory(0, length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>The next frame, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">What arrived is no frame.</exception>
    /// <exception cref="EndOfStreamException">The stream ended within a frame.</exception>
    public static async Task<Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var prefix = new byte[4];
        var read = await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return null;
        if (read < 4) throw new EndOfStreamException("The agent's stream ended within a frame.");
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 5 or > LargestFrame) throw new InvalidDataException($"The agent announced a frame of {length} bytes.");
        var frame = new byte[length];
        await stream.ReadExactlyAsync(frame, cancellationToken);
        var header = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        if (header < 0 || header > length - 5) throw new InvalidDataException($"The agent announced a header of {header} bytes in {length}.");
        return new Frame((FrameKind)frame[0], frame.AsMemory(5, header), frame.AsMemory(5 + header));
    }
}
