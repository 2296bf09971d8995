using System.Runtime.InteropServices;

namespace Verifiers.Policy.Torch;

/// <summary>
/// A tensor of torch. Freed by the <see cref="DisposeScope"/> it was made in, by Dispose, or at last by the garbage collector,
/// which knows nothing of the memory behind it: loops run inside a scope. Names and meanings are torch's (and TorchSharp's).
/// </summary>
public sealed partial class Tensor : SafeHandle
{
    /// <summary>Stands for a tensor that is not given, such as the bias of a layer without one.</summary>
    internal static readonly Tensor None = new();

    public Tensor()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    public ScalarType dtype => (ScalarType)Native.vt_dtype(this);

    public Device device => new(Native.vt_device(this));

    /// <summary>The number of dimensions.</summary>
    public int dim() => Native.vt_dim(this);

    /// <summary>The number of elements.</summary>
    public long numel() => Native.vt_numel(this);

    /// <summary>The size of one dimension; negative ones count from the last.</summary>
    public long size(long dimension)
    {
        Native.Check(Native.vt_size(this, dimension, out var size));
        return size;
    }

    public long[] shape => [.. Enumerable.Range(0, dim()).Select(i => size(i))];

    internal DisposeScope? Scope { get; set; }

    /// <summary>Takes the tensor out of its scope: whoever holds it disposes of it.</summary>
    public Tensor DetachFromDisposeScope()
    {
        Scope = null;
        return this;
    }

    /// <summary>Lets the tensor live until the scope around its own ends.</summary>
    public Tensor MoveToOuterDisposeScope()
    {
        if (Scope?.Outer is { } outer) outer.Include(this);
        else Scope = null;
        return this;
    }

    /// <summary>The only element.</summary>
    public double ToDouble()
    {
        Native.Check(Native.vt_item_double(this, out var value));
        return value;
    }

    /// <summary>The only element.</summary>
    public long ToInt64()
    {
        Native.Check(Native.vt_item_long(this, out var value));
        return value;
    }

    /// <summary>All elements in row order, copied to the host; the type must be the tensor's own.</summary>
    public unsafe T[] ToArray<T>()
        where T : unmanaged
    {
        var elements = new T[numel()];
        CopyTo(elements.AsSpan());
        return elements;
    }

    /// <summary>Copies all elements in row order to the host.</summary>
    /// <exception cref="TorchException">The sizes in bytes differ.</exception>
    public unsafe void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        fixed (T* first = destination) Native.Check(Native.vt_copy_to_host(this, first, (long)destination.Length * sizeof(T)));
    }

    /// <summary>A tensor on the CPU from its bytes in row order.</summary>
    internal static unsafe Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> sizes, ScalarType type)
    {
        fixed (byte* source = bytes)
        fixed (long* first = sizes)
        {
            return Made(Native.vt_from_host(source, first, sizes.Length, (int)type, Device.CPU.Index, out var result), result);
        }
    }

    /// <summary>What a native call made, entered in the scope of this thread.</summary>
    internal static Tensor Made(int status, Tensor result)
    {
        Native.Check(status);
        DisposeScope.Current?.Include(result);
        return result;
    }

    /// <summary>Calls into native code with the boxes of several tensors, which stay alive meanwhile.</summary>
    internal static unsafe TResult WithBoxes<TResult>(IReadOnlyList<Tensor> tensors, Func<nint, TResult> call)
    {
        var boxes = new nint[tensors.Count];
        for (var i = 0; i < boxes.Length; i++)
        {
            ObjectDisposedException.ThrowIf(tensors[i].IsClosed, tensors[i]);
            boxes[i] = tensors[i].handle;
        }
        fixed (nint* first = boxes)
        {
            var result = call((nint)first);
            GC.KeepAlive(tensors);
            return result;
        }
    }

    /// <summary>Gives the box up to whoever frees it; 0 when it is already free.</summary>
    internal nint Release()
    {
        if (IsClosed || IsInvalid) return 0;
        var box = handle;
        SetHandleAsInvalid();
        return box;
    }

    protected override bool ReleaseHandle()
    {
        Native.vt_free(handle);
        return true;
    }
}
