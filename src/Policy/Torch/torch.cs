using System.Runtime.InteropServices;

namespace Verifiers.Policy.Torch;

/// <summary>Makes tensors, and sets the modes of the library. Names as in TorchSharp.</summary>
public static unsafe partial class torch
{
    /// <summary>The version that the shim was built against.</summary>
    public static string version => Marshal.PtrToStringUTF8((nint)Native.vt_torch_version())!;

    /// <summary>Tensors that are alive in native memory; 0 after everything was freed.</summary>
    public static long live_tensors => Native.vt_live_tensors();

    /// <summary>Calls into native code so far, about.</summary>
    public static long native_calls => Native.Calls;

    /// <summary>Frees what is made until it is disposed of.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Records nothing for gradients until it is disposed of.</summary>
    public static NoGrad no_grad() => new();

    /// <summary>Computes matrix products and the like in <paramref name="type"/> until it is disposed of.</summary>
    public static Autocast autocast(Device device, ScalarType type) => new(device, type);

    /// <summary>Seeds the generators of every device.</summary>
    public static void manual_seed(long seed) => Native.Check(Native.vt_manual_seed(seed));

    /// <summary>
    /// Whether the same work gives the same bits: kernels that add up in whatever order their threads come are left out, and an operation that has no
    /// other throws. To be called before the first work on a GPU.
    /// </summary>
    public static void use_deterministic_algorithms(bool mode) => Native.Check(Native.vt_use_deterministic_algorithms(mode ? 1 : 0));

    /// <summary>Threads that one operation on the CPU may use.</summary>
    public static void set_num_threads(int count) => Native.Check(Native.vt_set_num_threads(count));

    public static int get_num_threads() => Native.vt_get_num_threads();

    public static Tensor empty(ReadOnlySpan<long> sizes, ScalarType type, Device device)
    {
        fixed (long* first = sizes) return Tensor.Made(Native.vt_empty(first, sizes.Length, (int)type, device.Index, out var result), result);
    }

    public static Tensor full(ReadOnlySpan<long> sizes, double value, ScalarType type, Device device)
    {
        fixed (long* first = sizes) return Tensor.Made(Native.vt_full(first, sizes.Length, value, (int)type, device.Index, out var result), result);
    }

    public static Tensor zeros(ReadOnlySpan<long> sizes, ScalarType type, Device device) => full(sizes, 0, type, device);

    public static Tensor ones(ReadOnlySpan<long> sizes, ScalarType type, Device device) => full(sizes, 1, type, device);

    public static Tensor randn(ReadOnlySpan<long> sizes, ScalarType type, Device device)
    {
        fixed (long* first = sizes) return Tensor.Made(Native.vt_randn(first, sizes.Length, (int)type, device.Index, out var result), result);
    }

    public static Tensor rand(ReadOnlySpan<long> sizes, ScalarType type, Device device)
    {
        fixed (long* first = sizes) return Tensor.Made(Native.vt_rand(first, sizes.Length, (int)type, device.Index, out var result), result);
    }

    public static Tensor arange(double start, double end, double step, ScalarType type, Device device) =>
        Tensor.Made(Native.vt_arange(start, end, step, (int)type, device.Index, out var result), result);

    /// <summary>A tensor of numbers from the host, in row order.</summary>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the sizes say.</exception>
    /// <exception cref="NotSupportedException">Torch has no numbers of this type.</exception>
    public static Tensor tensor<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> sizes, Device device)
        where T : unmanaged
    {
        long expected = 1;
        foreach (var size in sizes) expected *= size;
        if (expected != elements.Length) throw new ArgumentException($"{elements.Length} numbers do not fill a tensor of {expected}.", nameof(elements));
        fixed (T* source = elements)
        fixed (long* first = sizes)
        {
            return Tensor.Made(Native.vt_from_host(source, first, sizes.Length, (int)TypeOf<T>(), device.Index, out var result), result);
        }
    }

    public static Tensor cat(IReadOnlyList<Tensor> tensors, long dimension = 0)
    {
        var result = Tensor.None;
        return Tensor.Made(Tensor.WithBoxes(tensors, boxes => Native.vt_cat((nint*)boxes, tensors.Count, dimension, out result)), result);
    }

    public static Tensor stack(IReadOnlyList<Tensor> tensors, long dimension = 0)
    {
        var result = Tensor.None;
        return Tensor.Made(Tensor.WithBoxes(tensors, boxes => Native.vt_stack((nint*)boxes, tensors.Count, dimension, out result)), result);
    }

    public static Tensor where(Tensor condition, Tensor a, Tensor b) => Tensor.Made(Native.vt_where(condition, a, b, out var result), result);

    public static Tensor minimum(Tensor a, Tensor b) => Tensor.Made(Native.vt_minimum(a, b, out var result), result);

    public static Tensor maximum(Tensor a, Tensor b) => Tensor.Made(Native.vt_maximum(a, b, out var result), result);

    /// <summary>Copies each source into the target at its place, converting its type.</summary>
    public static void _foreach_copy_(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> sources)
    {
        if (targets.Count != sources.Count) throw new ArgumentException($"{sources.Count} sources for {targets.Count} targets.", nameof(sources));
        Native.Check(Tensor.WithBoxes(targets, to => Tensor.WithBoxes(sources, from => Native.vt_copy_many_((nint*)to, (nint*)from, targets.Count))));
    }

    private static ScalarType TypeOf<T>() => default(T) switch
    {
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        long => ScalarType.Int64,
        int => ScalarType.Int32,
        byte => ScalarType.Byte,
        bool => ScalarType.Bool,
        _ => throw new NotSupportedException($"Torch has no numbers of type {typeof(T).Name}."),
    };

    /// <summary>CUDA devices.</summary>
    public static class cuda
    {
        /// <summary>The shim was built for CUDA and there is a device.</summary>
        public static bool is_available() => Native.vt_built_with_cuda() != 0 && Native.vt_cuda_is_available() != 0 && device_count() > 0;

        public static int device_count() => Native.vt_cuda_device_count();

        /// <summary>The device that new streams and tensors of this thread use.</summary>
        public static void set_device(int device) => Native.Check(Native.vt_cuda_set_device(device));

        /// <summary>Waits until the device has done all it was given; at once on a CPU.</summary>
        public static void synchronize() => Native.Check(Native.vt_synchronize());

        /// <summary>Bytes that tensors hold now, and the most bytes that were ever reserved for them.</summary>
        public static (long Allocated, long PeakReserved) memory(int device = 0)
        {
            Native.Check(Native.vt_cuda_memory(device, out var allocated, out var peak));
            return (allocated, peak);
        }

        /// <summary>Lets products of float32 matrices be computed in TF32 (10 bits of mantissa).</summary>
        public static void allow_tf32(bool allow) => Native.vt_allow_tf32(allow ? 1 : 0);
    }

    /// <summary>See <see cref="no_grad"/>.</summary>
    public readonly ref struct NoGrad
    {
        private readonly int _before;

        public NoGrad() => _before = Native.vt_set_grad_enabled(0);

        public void Dispose() => Native.vt_set_grad_enabled(_before);
    }

    /// <summary>See <see cref="autocast"/>. Float32 is the type that tensors have anyway: nothing is cast.</summary>
    public readonly ref struct Autocast
    {
        private readonly int _device;
        private readonly ScalarType _type;

        internal Autocast(Device device, ScalarType type)
        {
            (_device, _type) = (device.Index, type);
            if (type is not ScalarType.Float32) Native.Check(Native.vt_autocast(_device, 1, (int)type));
        }

        public void Dispose()
        {
            if (_type is not ScalarType.Float32) Native.Check(Native.vt_autocast(_device, 0, (int)_type));
        }
    }
}
