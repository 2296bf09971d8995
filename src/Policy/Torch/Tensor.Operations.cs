namespace Verifiers.Policy.Torch;

public sealed partial class Tensor
{
    // views and movement
    public unsafe Tensor view(params ReadOnlySpan<long> sizes)
    {
        fixed (long* first = sizes) return Made(Native.vt_view(this, first, sizes.Length, out var result), result);
    }

    public unsafe Tensor reshape(params ReadOnlySpan<long> sizes)
    {
        fixed (long* first = sizes) return Made(Native.vt_reshape(this, first, sizes.Length, out var result), result);
    }

    public unsafe Tensor expand(params ReadOnlySpan<long> sizes)
    {
        fixed (long* first = sizes) return Made(Native.vt_expand(this, first, sizes.Length, out var result), result);
    }

    public unsafe Tensor permute(params ReadOnlySpan<long> dimensions)
    {
        fixed (long* first = dimensions) return Made(Native.vt_permute(this, first, dimensions.Length, out var result), result);
    }

    public Tensor transpose(long i, long j) => Made(Native.vt_transpose(this, i, j, out var result), result);

    public Tensor narrow(long dimension, long start, long length) => Made(Native.vt_narrow(this, dimension, start, length, out var result), result);

    public Tensor select(long dimension, long index) => Made(Native.vt_select(this, dimension, index, out var result), result);

    public Tensor unsqueeze(long dimension) => Made(Native.vt_unsqueeze(this, dimension, out var result), result);

    public Tensor squeeze(long dimension) => Made(Native.vt_squeeze(this, dimension, out var result), result);

    public Tensor contiguous() => Made(Native.vt_contiguous(this, out var result), result);

    public Tensor to(ScalarType type) => Made(Native.vt_to_type(this, (int)type, out var result), result);

    public Tensor to(ScalarType type, Device device) => Made(Native.vt_to(this, (int)type, device.Index, out var result), result);

    public Tensor detach() => Made(Native.vt_detach(this, out var result), result);

    public Tensor clone() => Made(Native.vt_clone(this, out var result), result);

    public Tensor index_select(long dimension, Tensor index) => Made(Native.vt_index_select(this, dimension, index, out var result), result);

    public Tensor gather(long dimension, Tensor index) => Made(Native.vt_gather(this, dimension, index, out var result), result);

    public Tensor scatter(long dimension, Tensor index, Tensor source) => Made(Native.vt_scatter(this, dimension, index, source, out var result), result);

    public Tensor masked_fill(Tensor mask, double value) => Made(Native.vt_masked_fill(this, mask, value, out var result), result);

    public Tensor triu(long diagonal = 0) => Made(Native.vt_triu(this, diagonal, out var result), result);

    // arithmetic
    public static Tensor operator +(Tensor a, Tensor b) => Made(Native.vt_add(a, b, out var result), result);

    public static Tensor operator +(Tensor a, double b) => Made(Native.vt_add_scalar(a, b, out var result), result);

    public static Tensor operator -(Tensor a, Tensor b) => Made(Native.vt_sub(a, b, out var result), result);

    public static Tensor operator -(Tensor a, double b) => a + -b;

    public static Tensor operator -(Tensor a) => Made(Native.vt_neg(a, out var result), result);

    public static Tensor operator *(Tensor a, Tensor b) => Made(Native.vt_mul(a, b, out var result), result);

    public static Tensor operator *(Tensor a, double b) => Made(Native.vt_mul_scalar(a, b, out var result), result);

    public static Tensor operator /(Tensor a, Tensor b) => Made(Native.vt_div(a, b, out var result), result);

    public static Tensor operator /(Tensor a, double b) => a * (1 / b);

    public Tensor matmul(Tensor other) => Made(Native.vt_matmul(this, other, out var result), result);

    public Tensor pow(double exponent) => Made(Native.vt_pow_scalar(this, exponent, out var result), result);

    public Tensor exp() => Made(Native.vt_exp(this, out var result), result);

    public Tensor log() => Made(Native.vt_log(this, out var result), result);

    public Tensor sqrt() => Made(Native.vt_sqrt(this, out var result), result);

    public Tensor rsqrt() => Made(Native.vt_rsqrt(this, out var result), result);

    public Tensor cos() => Made(Native.vt_cos(this, out var result), result);

    public Tensor sin() => Made(Native.vt_sin(this, out var result), result);

    public Tensor abs() => Made(Native.vt_abs(this, out var result), result);

    public Tensor tanh() => Made(Native.vt_tanh(this, out var result), result);

    public Tensor sigmoid() => Made(Native.vt_sigmoid(this, out var result), result);

    public Tensor clamp(double low, double high) => Made(Native.vt_clamp(this, low, high, out var result), result);

    // comparisons
    public Tensor eq(Tensor other) => Made(Native.vt_eq(this, other, out var result), result);

    public Tensor eq(double other) => Made(Native.vt_eq_scalar(this, other, out var result), result);

    public Tensor ne(Tensor other) => Made(Native.vt_ne(this, other, out var result), result);

    public Tensor ne(double other) => Made(Native.vt_ne_scalar(this, other, out var result), result);

    public Tensor lt(Tensor other) => Made(Native.vt_lt(this, other, out var result), result);

    public Tensor lt(double other) => Made(Native.vt_lt_scalar(this, other, out var result), result);

    public Tensor le(Tensor other) => Made(Native.vt_le(this, other, out var result), result);

    public Tensor le(double other) => Made(Native.vt_le_scalar(this, other, out var result), result);

    public Tensor gt(Tensor other) => Made(Native.vt_gt(this, other, out var result), result);

    public Tensor gt(double other) => Made(Native.vt_gt_scalar(this, other, out var result), result);

    public Tensor ge(Tensor other) => Made(Native.vt_ge(this, other, out var result), result);

    public Tensor ge(double other) => Made(Native.vt_ge_scalar(this, other, out var result), result);

    public Tensor logical_and(Tensor other) => Made(Native.vt_logical_and(this, other, out var result), result);

    public Tensor logical_or(Tensor other) => Made(Native.vt_logical_or(this, other, out var result), result);

    public Tensor logical_not() => Made(Native.vt_logical_not(this, out var result), result);

    // reductions
    public Tensor sum() => Made(Native.vt_sum(this, out var result), result);

    public Tensor sum(long dimension, bool keepdim = false) => Made(Native.vt_sum_dim(this, dimension, keepdim ? 1 : 0, out var result), result);

    public Tensor mean() => Made(Native.vt_mean(this, out var result), result);

    public Tensor mean(long dimension, bool keepdim = false) => Made(Native.vt_mean_dim(this, dimension, keepdim ? 1 : 0, out var result), result);

    public Tensor amax(long dimension, bool keepdim = false) => Made(Native.vt_amax(this, dimension, keepdim ? 1 : 0, out var result), result);

    public Tensor argmax(long dimension, bool keepdim = false) => Made(Native.vt_argmax(this, dimension, keepdim ? 1 : 0, out var result), result);

    public Tensor all() => Made(Native.vt_all(this, out var result), result);

    public Tensor cumsum(long dimension) => Made(Native.vt_cumsum(this, dimension, out var result), result);

    public Tensor softmax(long dimension) => Made(Native.vt_softmax(this, dimension, out var result), result);

    public Tensor log_softmax(long dimension) => Made(Native.vt_log_softmax(this, dimension, out var result), result);

    public (Tensor Values, Tensor Indices) sort(long dimension = -1, bool descending = false)
    {
        Native.Check(Native.vt_sort(this, dimension, descending ? 1 : 0, out var values, out var indices));
        return (Made(0, values), Made(0, indices));
    }

    // in place
    public Tensor copy_(Tensor source) => Changed(Native.vt_copy_(this, source));

    public Tensor fill_(double value) => Changed(Native.vt_fill_(this, value));

    public Tensor zero_() => fill_(0);

    public Tensor index_copy_(long dimension, Tensor index, Tensor source) => Changed(Native.vt_index_copy_(this, dimension, index, source));

    public Tensor normal_(double mean = 0, double stddev = 1) => Changed(Native.vt_normal_(this, mean, stddev));

    /// <summary>Fills with draws from the exponential distribution of rate 1.</summary>
    public Tensor exponential_() => Changed(Native.vt_exponential_(this));

    public Tensor add_(Tensor other, double alpha = 1) => Changed(Native.vt_add_(this, other, alpha));

    public Tensor add_(double other) => Changed(Native.vt_add_scalar_(this, other));

    public Tensor mul_(double other) => Changed(Native.vt_mul_scalar_(this, other));

    public Tensor logical_or_(Tensor other) => Changed(Native.vt_logical_or_(this, other));

    // gradients
    public Tensor requires_grad_(bool required = true) => Changed(Native.vt_requires_grad_(this, required ? 1 : 0));

    public void backward() => Native.Check(Native.vt_backward(this));

    /// <summary>The gradient that backward() left here; null when there is none.</summary>
    public Tensor? grad
    {
        get
        {
            Native.Check(Native.vt_grad(this, out var result));
            return result.IsInvalid ? null : Made(0, result);
        }
    }

    private Tensor Changed(int status)
    {
        Native.Check(status);
        return this;
    }
}
