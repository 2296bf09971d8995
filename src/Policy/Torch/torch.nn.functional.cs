namespace Verifiers.Policy.Torch;

public static partial class torch
{
    /// <summary>Layers.</summary>
    public static class nn
    {
        /// <summary>Layers without parameters of their own, as in torch.nn.functional.</summary>
        public static class functional
        {
            public static Tensor linear(Tensor x, Tensor weight, Tensor? bias = null) =>
                Tensor.Made(Native.vt_linear(x, weight, bias ?? Tensor.None, out var result), result);

            public static Tensor embedding(Tensor indices, Tensor weight) => Tensor.Made(Native.vt_embedding(weight, indices, out var result), result);

            /// <summary>x · weight / √(mean(x²) + ε) over the last dimension (Zhang &amp; Sennrich 2019, arXiv:1910.07467).</summary>
            public static Tensor rms_norm(Tensor x, Tensor weight, double epsilon = 1e-5) =>
                Tensor.Made(Native.vt_rms_norm(x, weight, epsilon, out var result), result);

            /// <summary>Rotary position embedding of the last dimension's halves (Su et al. 2021, arXiv:2104.09864).</summary>
            public static Tensor rotary_embedding(Tensor x, Tensor cosine, Tensor sine) =>
                Tensor.Made(Native.vt_rotary_embedding(x, cosine, sine, out var result), result);

            /// <summary>silu(gate) · up, where the last dimension of x is gate and up in one (Shazeer 2020, arXiv:2002.05202).</summary>
            public static Tensor swiglu(Tensor x) => Tensor.Made(Native.vt_swiglu(x, out var result), result);

            /// <summary>softmax(q·kᵀ/√d)·v.</summary>
            /// <param name="mask">Boolean (true: may be seen) or added to the scores; null: everything may be seen.</param>
            /// <param name="is_causal">Position i sees positions up to i.</param>
            public static Tensor scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor? mask = null, bool is_causal = false) =>
                Tensor.Made(Native.vt_scaled_dot_product_attention(q, k, v, mask ?? Tensor.None, is_causal ? 1 : 0, out var result), result);

            /// <summary>Mean of −log softmax(logits)[target] over the targets that are not <paramref name="ignore_index"/>.</summary>
            public static Tensor cross_entropy(Tensor logits, Tensor targets, long ignore_index = -100) =>
                Tensor.Made(Native.vt_cross_entropy(logits, targets, ignore_index, out var result), result);

            /// <summary>log σ(x), exact for large |x|.</summary>
            public static Tensor logsigmoid(Tensor x) => Tensor.Made(Native.vt_log_sigmoid(x, out var result), result);

            public static Tensor silu(Tensor x) => Tensor.Made(Native.vt_silu(x, out var result), result);

            /// <summary>log softmax(logits)[target] in float32 (float64 for float64), of the shape of the targets.</summary>
            public static Tensor token_log_probabilities(Tensor logits, Tensor targets) =>
                Tensor.Made(Native.vt_token_log_probabilities(logits, targets, out var result), result);
        }
    }
}
