using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Verifiers.Policy.Torch;

/// <summary>The functions of libverifiers_torch.so, in the order of its sources. What each does is said in <c>shim/</c>.</summary>
internal static unsafe partial class Native
{
    private const string Library = "verifiers_torch";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    // context
    [LibraryImport(Library)] internal static partial byte* vt_torch_version();
    [LibraryImport(Library)] internal static partial byte* vt_last_error();
    [LibraryImport(Library)] internal static partial long vt_live_tensors();
    [LibraryImport(Library)] internal static partial int vt_cuda_is_available();
    [LibraryImport(Library)] internal static partial int vt_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int vt_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int vt_get_num_threads();
    [LibraryImport(Library)] internal static partial int vt_use_deterministic_algorithms(int enabled);
    [LibraryImport(Library)] internal static partial void vt_allow_tf32(int allow);
    [LibraryImport(Library)] internal static partial int vt_set_grad_enabled(int enabled);
    [LibraryImport(Library)] internal static partial int vt_autocast(int device, int enabled, int type);

    // tensors
    [LibraryImport(Library)] internal static partial void vt_free(nint box);
    [LibraryImport(Library)] internal static partial void vt_free_many(nint* boxes, int count);
    [LibraryImport(Library)] internal static partial int vt_dim(Tensor a);
    [LibraryImport(Library)] internal static partial long vt_numel(Tensor a);
    [LibraryImport(Library)] internal static partial int vt_size(Tensor a, long dimension, out long size);
    [LibraryImport(Library)] internal static partial int vt_dtype(Tensor a);
    [LibraryImport(Library)] internal static partial int vt_device(Tensor a);
    [LibraryImport(Library)] internal static partial int vt_item_double(Tensor a, out double value);
    [LibraryImport(Library)] internal static partial int vt_item_long(Tensor a, out long value);
    [LibraryImport(Library)] internal static partial int vt_copy_to_host(Tensor a, void* destination, long bytes);
    [LibraryImport(Library)] internal static partial int vt_from_host(void* source, long* sizes, int count, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_empty(long* sizes, int count, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_full(long* sizes, int count, double value, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_randn(long* sizes, int count, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_rand(long* sizes, int count, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_arange(double start, double end, double step, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_view(Tensor a, long* sizes, int count, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_reshape(Tensor a, long* sizes, int count, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_expand(Tensor a, long* sizes, int count, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_permute(Tensor a, long* dimensions, int count, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_transpose(Tensor a, long i, long j, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_narrow(Tensor a, long dimension, long start, long length, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_select(Tensor a, long dimension, long index, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_unsqueeze(Tensor a, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_squeeze(Tensor a, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_contiguous(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_to(Tensor a, int type, int device, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_to_type(Tensor a, int type, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_detach(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_clone(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_cat(nint* boxes, int count, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_stack(nint* boxes, int count, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_index_select(Tensor a, long dimension, Tensor index, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_gather(Tensor a, long dimension, Tensor index, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_scatter(Tensor a, long dimension, Tensor index, Tensor source, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_where(Tensor condition, Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_masked_fill(Tensor a, Tensor mask, double value, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_triu(Tensor a, long diagonal, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_copy_(Tensor a, Tensor b);
    [LibraryImport(Library)] internal static partial int vt_fill_(Tensor a, double value);
    [LibraryImport(Library)] internal static partial int vt_index_copy_(Tensor a, long dimension, Tensor index, Tensor b);
    [LibraryImport(Library)] internal static partial int vt_normal_(Tensor a, double mean, double deviation);
    [LibraryImport(Library)] internal static partial int vt_exponential_(Tensor a);
    [LibraryImport(Library)] internal static partial int vt_copy_many_(nint* targets, nint* sources, int count);

    // operations
    [LibraryImport(Library)] internal static partial int vt_add(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sub(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_mul(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_div(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_minimum(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_maximum(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_matmul(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_eq(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_ne(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_lt(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_le(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_gt(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_ge(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_logical_and(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_logical_or(Tensor a, Tensor b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_add_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_mul_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_eq_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_ne_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_lt_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_le_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_gt_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_ge_scalar(Tensor a, double b, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_neg(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_exp(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_log(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sqrt(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_rsqrt(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_cos(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sin(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_abs(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_tanh(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sigmoid(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_log_sigmoid(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_silu(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_logical_not(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_all(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sum(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_mean(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_pow_scalar(Tensor a, double exponent, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_clamp(Tensor a, double low, double high, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sum_dim(Tensor a, long dimension, int keep, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_mean_dim(Tensor a, long dimension, int keep, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_amax(Tensor a, long dimension, int keep, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_argmax(Tensor a, long dimension, int keep, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_cumsum(Tensor a, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_softmax(Tensor a, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_log_softmax(Tensor a, long dimension, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_sort(Tensor a, long dimension, int descending, out Tensor values, out Tensor indices);
    [LibraryImport(Library)] internal static partial int vt_add_(Tensor a, Tensor b, double alpha);
    [LibraryImport(Library)] internal static partial int vt_add_scalar_(Tensor a, double b);
    [LibraryImport(Library)] internal static partial int vt_mul_scalar_(Tensor a, double b);
    [LibraryImport(Library)] internal static partial int vt_logical_or_(Tensor a, Tensor b);

    // layers
    [LibraryImport(Library)] internal static partial int vt_linear(Tensor x, Tensor weight, Tensor bias, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_embedding(Tensor weight, Tensor indices, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_rms_norm(Tensor x, Tensor weight, double epsilon, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_rotary_embedding(Tensor x, Tensor cosine, Tensor sine, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_swiglu(Tensor x, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor mask, int causal, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_cross_entropy(Tensor logits, Tensor targets, long ignored, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_token_log_probabilities(Tensor logits, Tensor targets, out Tensor result);

    // autograd
    [LibraryImport(Library)] internal static partial int vt_requires_grad_(Tensor a, int required);
    [LibraryImport(Library)] internal static partial int vt_backward(Tensor a);
    [LibraryImport(Library)] internal static partial int vt_grad(Tensor a, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_adamw_new(nint* parameters, int count, double beta1, double beta2, double epsilon, double decay, out AdamWHandle optimizer);
    [LibraryImport(Library)] internal static partial void vt_adamw_free(nint optimizer);
    [LibraryImport(Library)] internal static partial int vt_adamw_zero_grad(AdamWHandle optimizer);
    [LibraryImport(Library)] internal static partial int vt_adamw_state(AdamWHandle optimizer, int index, int which, out Tensor result);
    [LibraryImport(Library)] internal static partial int vt_adamw_step(AdamWHandle optimizer, double learningRate, double maxNorm, out Tensor norm);

    // cuda
    [LibraryImport(Library)] internal static partial int vt_built_with_cuda();
    [LibraryImport(Library)] internal static partial int vt_cuda_device_count();
    [LibraryImport(Library)] internal static partial int vt_cuda_set_device(int device);
    [LibraryImport(Library)] internal static partial int vt_synchronize();
    [LibraryImport(Library)] internal static partial int vt_cuda_memory(int device, out long allocated, out long peak);
    [LibraryImport(Library)] internal static partial int vt_graph_new(out CudaGraphHandle graph);
    [LibraryImport(Library)] internal static partial int vt_graph_enter(CudaGraphHandle graph);
    [LibraryImport(Library)] internal static partial int vt_graph_leave(CudaGraphHandle graph);
    [LibraryImport(Library)] internal static partial int vt_graph_begin(CudaGraphHandle graph);
    [LibraryImport(Library)] internal static partial int vt_graph_end(CudaGraphHandle graph);
    [LibraryImport(Library)] internal static partial int vt_graph_replay(CudaGraphHandle graph, int times);
    [LibraryImport(Library)] internal static partial void vt_graph_free(nint graph);
    [LibraryImport(Library)] internal static partial int vt_nccl_unique_id(byte* bytes);
    [LibraryImport(Library)] internal static partial int vt_nccl_new(byte* bytes, int ranks, int rank, out NcclHandle communicator);
    [LibraryImport(Library)] internal static partial void vt_nccl_free(nint communicator);
    [LibraryImport(Library)] internal static partial int vt_nccl_all_reduce_mean_(NcclHandle communicator, nint* tensors, int count);
    [LibraryImport(Library)] internal static partial int vt_nccl_broadcast_(NcclHandle communicator, nint* tensors, int count, int root);

    /// <summary>Calls that can fail, so far; a count for benchmarks, not exact with several threads.</summary>
    internal static long Calls { get; private set; }

    /// <summary>Throws what torch said when a call failed.</summary>
    internal static void Check(int status)
    {
        Calls++;
        if (status != 0) throw new TorchException(Marshal.PtrToStringUTF8((nint)vt_last_error()) ?? "an error without a text");
    }

    /// <summary>The shim that <c>VERIFIERS_TORCH_SHIM</c> names, the one beside the program, or the one built in a folder above it.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        const string file = "libverifiers_torch.so";
        var named = Environment.GetEnvironmentVariable("VERIFIERS_TORCH_SHIM");
        if (!string.IsNullOrEmpty(named)) return NativeLibrary.Load(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { Path.Combine(folder.FullName, file), Path.Combine(folder.FullName, "artifacts", "shim", file) })
            {
                if (File.Exists(candidate)) return NativeLibrary.Load(candidate);
            }
        }
        throw new DllNotFoundException($"{file} was not found: build it with src/Policy/build-shim.sh, or name it in VERIFIERS_TORCH_SHIM.");
    }
}

/// <summary>Torch refused an operation; the message is torch's own.</summary>
public sealed class TorchException(string message) : Exception(message);
