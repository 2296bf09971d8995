using System.Runtime.InteropServices;

namespace Verifiers.Policy.Torch;

/// <summary>
/// Kernels captured once and replayed in one call. What is captured must read and write the same tensors each time, and ask
/// nothing of the host. Random numbers go on from replay to replay as if the kernels had been launched one by one.
/// </summary>
public sealed class CudaGraph : IDisposable
{
    private readonly CudaGraphHandle _handle;

    /// <summary>Captures what an action does, after a few runs of it that fill the caches of the library.</summary>
    public CudaGraph(Action action, int warmUps = 3)
    {
        Native.Check(Native.vt_graph_new(out _handle));
        Native.Check(Native.vt_graph_enter(_handle));
        try
        {
            for (var i = 0; i < warmUps; i++) action();
            Native.Check(Native.vt_graph_begin(_handle));
            action();
            Native.Check(Native.vt_graph_end(_handle));
        }
        finally
        {
            Native.Check(Native.vt_graph_leave(_handle));
        }
    }

    public void Replay(int times = 1) => Native.Check(Native.vt_graph_replay(_handle, times));

    public void Dispose() => _handle.Dispose();
}

internal sealed class CudaGraphHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.vt_graph_free(handle);
        return true;
    }
}
