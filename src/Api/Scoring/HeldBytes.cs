using System.Buffers;

namespace Verifiers.Api.Scoring;

/// <summary>Bytes that become more: room for them is held before they are kept.</summary>
/// <param name="most">More are not expected: the room for them is not doubled beyond this.</param>
/// <param name="hold">Holds room for so many more bytes, or refuses.</param>
internal sealed class HeldBytes(long most, Action<long> hold) : IBufferWriter<byte>
{
    private const int Least = 64 << 10;
    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = (long)Length + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            var larger = (int)Math.Max(needed, Math.Min(Math.Max(_bytes.Length * 2L, Least), most));
            hold(larger - _bytes.Length);
            Array.Resize(ref _bytes, larger);
        }
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
