using System.Runtime.InteropServices;

namespace Verifiers.Policy.Torch;

/// <summary>One GPU's part in sums over several, through NCCL. Every rank makes the same calls in the same order.</summary>
public sealed class NcclCommunicator : IDisposable
{
    /// <summary>Bytes of the id that the first rank makes and the others are told.</summary>
    public const int UniqueIdLength = 128;

    private readonly NcclHandle _handle;

    /// <summary>Joins; returns when every rank has.</summary>
    public unsafe NcclCommunicator(ReadOnlySpan<byte> uniqueId, int ranks, int rank)
    {
        if (uniqueId.Length != UniqueIdLength) throw new ArgumentException($"The id has {uniqueId.Length} bytes, not {UniqueIdLength}.", nameof(uniqueId));
        fixed (byte* bytes = uniqueId) Native.Check(Native.vt_nccl_new(bytes, ranks, rank, out _handle));
    }

    public static unsafe byte[] NewUniqueId()
    {
        var id = new byte[UniqueIdLength];
        fixed (byte* bytes = id) Native.Check(Native.vt_nccl_unique_id(bytes));
        return id;
    }

    /// <summary>Each tensor becomes its mean over all ranks, in place.</summary>
    public unsafe void AllReduceMean(IReadOnlyList<Tensor> tensors) =>
        Native.Check(Tensor.WithBoxes(tensors, boxes => Native.vt_nccl_all_reduce_mean_(_handle, (nint*)boxes, tensors.Count)));

    /// <summary>Each tensor becomes that of one rank, in place.</summary>
    public unsafe void Broadcast(IReadOnlyList<Tensor> tensors, int root) =>
        Native.Check(Tensor.WithBoxes(tensors, boxes => Native.vt_nccl_broadcast_(_handle, (nint*)boxes, tensors.Count, root)));

    public void Dispose() => _handle.Dispose();
}

internal sealed class NcclHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.vt_nccl_free(handle);
        return true;
    }
}
