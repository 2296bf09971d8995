// Arithmetic, comparisons, reductions.
#include "shim.h"

#include <cmath>

// An integer tensor with a whole number stays an integer tensor.
static at::Scalar scalar_for(Box a, double b) {
  return at::isIntegralType(a->scalar_type(), /*includeBool=*/false) && b == std::floor(b) ? at::Scalar(static_cast<int64_t>(b)) : at::Scalar(b);
}

#define UNARY(name) \
  VT_API Status vt_##name(Box a, Box* out) { RETURN_TENSOR(at::name(*a)); }
#define BINARY(name) \
  VT_API Status vt_##name(Box a, Box b, Box* out) { RETURN_TENSOR(at::name(*a, *b)); }
#define WITH_SCALAR(name) \
  VT_API Status vt_##name##_scalar(Box a, double b, Box* out) { RETURN_TENSOR(at::name(*a, scalar_for(a, b))); }

BINARY(add) BINARY(sub) BINARY(mul) BINARY(div) BINARY(minimum) BINARY(maximum) BINARY(matmul)
BINARY(eq) BINARY(ne) BINARY(lt) BINARY(le) BINARY(gt) BINARY(ge) BINARY(logical_and) BINARY(logical_or)
WITH_SCALAR(add) WITH_SCALAR(mul) WITH_SCALAR(eq) WITH_SCALAR(ne) WITH_SCALAR(lt) WITH_SCALAR(le) WITH_SCALAR(gt) WITH_SCALAR(ge)
UNARY(neg) UNARY(exp) UNARY(log) UNARY(sqrt) UNARY(rsqrt) UNARY(cos) UNARY(sin) UNARY(abs) UNARY(tanh)
UNARY(sigmoid) UNARY(log_sigmoid) UNARY(silu) UNARY(logical_not) UNARY(all) UNARY(sum) UNARY(mean)

VT_API Status vt_pow_scalar(Box a, double exponent, Box* out) { RETURN_TENSOR(at::pow(*a, exponent)); }
VT_API Status vt_clamp(Box a, double low, double high, Box* out) { RETURN_TENSOR(at::clamp(*a, low, high)); }
VT_API Status vt_sum_dim(Box a, int64_t d, int32_t keep, Box* out) { RETURN_TENSOR(at::sum(*a, at::IntArrayRef(d), keep != 0)); }
VT_API Status vt_mean_dim(Box a, int64_t d, int32_t keep, Box* out) { RETURN_TENSOR(at::mean(*a, at::IntArrayRef(d), keep != 0)); }
VT_API Status vt_amax(Box a, int64_t d, int32_t keep, Box* out) { RETURN_TENSOR(at::amax(*a, at::IntArrayRef(d), keep != 0)); }
VT_API Status vt_argmax(Box a, int64_t d, int32_t keep, Box* out) { RETURN_TENSOR(at::argmax(*a, d, keep != 0)); }
VT_API Status vt_cumsum(Box a, int64_t d, Box* out) { RETURN_TENSOR(at::cumsum(*a, d)); }
VT_API Status vt_softmax(Box a, int64_t d, Box* out) { RETURN_TENSOR(at::softmax(*a, d)); }
VT_API Status vt_log_softmax(Box a, int64_t d, Box* out) { RETURN_TENSOR(at::log_softmax(*a, d)); }
VT_API Status vt_sort(Box a, int64_t d, int32_t descending, Box* values, Box* indices) {
  return guarded([&] {
    auto [sorted, order] = at::sort(*a, d, descending != 0);
    *values = boxed(sorted);
    *indices = boxed(order);
  });
}

VT_API Status vt_add_(Box a, Box b, double alpha) { return guarded([&] { a->add_(*b, alpha); }); }
VT_API Status vt_add_scalar_(Box a, double b) { return guarded([&] { a->add_(scalar_for(a, b)); }); }
VT_API Status vt_mul_scalar_(Box a, double b) { return guarded([&] { a->mul_(scalar_for(a, b)); }); }
VT_API Status vt_logical_or_(Box a, Box b) { return guarded([&] { a->logical_or_(*b); }); }
