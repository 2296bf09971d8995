// The pieces of a transformer that are one call each.
#include "shim.h"

#include <cmath>

VT_API Status vt_linear(Box x, Box weight, Box bias, Box* out) { RETURN_TENSOR(at::linear(*x, *weight, optional(bias))); }
VT_API Status vt_embedding(Box weight, Box indices, Box* out) { RETURN_TENSOR(at::embedding(*weight, *indices)); }

// x · weight / sqrt(mean(x²) + epsilon) over the last dimension
VT_API Status vt_rms_norm(Box x, Box weight, double epsilon, Box* out) {
  return guarded([&] {
#if TORCH_AT_LEAST(2, 4)
    *out = boxed(at::rms_norm(*x, {x->size(-1)}, *weight, epsilon));
#else
    *out = boxed(*x * at::rsqrt(x->pow(2).mean(-1, true) + epsilon) * *weight);
#endif
  });
}

// Rotates the halves (x1, x2) of the last dimension: (x1·cos − x2·sin, x2·cos + x1·sin).
VT_API Status vt_rotary_embedding(Box x, Box cosine, Box sine, Box* out) {
  return guarded([&] {
    const int64_t half = x->size(-1) / 2;
    const Tensor first = x->narrow(-1, 0, half), second = x->narrow(-1, half, half);
    *out = boxed(at::cat({first * *cosine - second * *sine, second * *cosine + first * *sine}, -1));
  });
}

// silu(gate) · up, where x holds gate and up one after the other in its last dimension
VT_API Status vt_swiglu(Box x, Box* out) {
  return guarded([&] {
    const int64_t half = x->size(-1) / 2;
    *out = boxed(at::silu(x->narrow(-1, 0, half)) * x->narrow(-1, half, half));
  });
}

// softmax(q·kᵀ/√d)·v; the mask is boolean (true: may be seen) or added, or there is none.
VT_API Status vt_scaled_dot_product_attention(Box q, Box k, Box v, Box mask, int32_t causal, Box* out) {
  return guarded([&] {
#if TORCH_AT_LEAST(2, 0)
    *out = boxed(at::scaled_dot_product_attention(*q, *k, *v, optional(mask), 0.0, causal != 0));
#else
    constexpr double hidden = -1e30;
    Tensor scores = at::matmul(*q, k->transpose(-2, -1)) * (1.0 / std::sqrt(static_cast<double>(q->size(-1))));
    if (mask) scores = mask->scalar_type() == at::kBool ? scores.masked_fill(mask->logical_not(), hidden) : scores + *mask;
    if (causal) {
      const Tensor later = at::ones({q->size(-2), k->size(-2)}, q->options().dtype(at::kBool)).triu(1);
      scores = scores.masked_fill(later, hidden);
    }
    *out = boxed(at::matmul(at::softmax(scores, -1), *v));
#endif
  });
}

// mean of −log softmax(logits)[target] over the targets that are not `ignored`
VT_API Status vt_cross_entropy(Box logits, Box targets, int64_t ignored, Box* out) {
  RETURN_TENSOR(at::cross_entropy_loss(*logits, *targets, {}, at::Reduction::Mean, ignored));
}

// log softmax(logits)[target], in float unless the logits are double
VT_API Status vt_token_log_probabilities(Box logits, Box targets, Box* out) {
  return guarded([&] {
    const auto type = logits->scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    *out = boxed(at::gather(at::log_softmax(*logits, -1, type), -1, targets->unsqueeze(-1)).squeeze(-1));
  });
}
