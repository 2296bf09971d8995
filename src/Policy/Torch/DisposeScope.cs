namespace Verifiers.Policy.Torch;

/// <summary>
/// Frees every tensor that was made on this thread while it was the innermost scope, in one native call. What must outlive it is
/// moved out or detached. Scopes end in the reverse order of their beginning, on the thread on which they began.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;

    private readonly DisposeScope? _outer;
    private readonly List<Tensor> _tensors = [];
    private bool _ended;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    internal static DisposeScope? Current => t_current;

    internal DisposeScope? Outer => _outer;

    internal void Include(Tensor tensor)
    {
        tensor.Scope = this;
        _tensors.Add(tensor);
    }

    public unsafe void Dispose()
    {
        if (_ended) return;
        if (t_current != this) throw new InvalidOperationException("A dispose scope ended before one that began inside it, or on another thread.");
        _ended = true;
        t_current = _outer;
        var boxes = new nint[_tensors.Count];
        var count = 0;
        foreach (var tensor in _tensors)
        {
            if (tensor.Scope == this && tensor.Release() is var box and not 0) boxes[count++] = box;
        }
        fixed (nint* first = boxes) Native.vt_free_many(first, count);
    }
}
