using System.Buffers.Binary;

namespace Verifiers.Sandbox.Confinement;

/// <summary>A classic BPF program under construction: the form in which the kernel takes system call filters.</summary>
internal sealed class BpfProgram
{
    private const ushort LoadWord = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort JumpBitsSet = 0x45;
    private const ushort Return = 0x06;
    private readonly List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> _instructions = [];

    public int Length => _instructions.Count;

    /// <summary>Loads 4 bytes of the call's description (<c>struct seccomp_data</c>) into the accumulator.</summary>
    public void Load(uint offset) => _instructions.Add((LoadWord, 0, 0, offset));

    public void ReturnWith(uint action) => _instructions.Add((Return, 0, 0, action));

    /// <summary>Skips instructions, depending on whether the accumulator equals the value.</summary>
    public void IfEqual(uint value, int skipWhenTrue, int skipWhenFalse) => Jump(JumpEqual, value, skipWhenTrue, skipWhenFalse);

    public void IfAtLeast(uint value, int skipWhenTrue, int skipWhenFalse) =>
        Jump(JumpGreaterOrEqual, value, skipWhenTrue, skipWhenFalse);

    public void IfAnyBit(uint mask, int skipWhenTrue, int skipWhenFalse) => Jump(JumpBitsSet, mask, skipWhenTrue, skipWhenFalse);

    public void Append(BpfProgram other) => _instructions.AddRange(other._instructions);

    /// <summary>The instructions as <c>struct sock_filter</c> (8 bytes each, little-endian as on both supported architectures).</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_instructions.Count * 8];
        for (var i = 0; i < _instructions.Count; i++)
        {
            var (code, ifTrue, ifFalse, value) = _instructions[i];
            var target = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(target, code);
            target[2] = ifTrue;
            target[3] = ifFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], value);
        }

        return bytes;
    }

    private void Jump(ushort code, uint value, int skipWhenTrue, int skipWhenFalse) =>
        _instructions.Add((code, checked((byte)skipWhenTrue), checked((byte)skipWhenFalse), value));
}
