// Versions, threads, seeds and modes of the library.
#include "shim.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>

#include <cstdlib>

VT_API const char* vt_torch_version() { return TORCH_VERSION; }
VT_API const char* vt_last_error() { return last_error.c_str(); }
VT_API int64_t vt_live_tensors() { return live_tensors.load(std::memory_order_relaxed); }
VT_API int32_t vt_cuda_is_available() { return at::hasCUDA() ? 1 : 0; }
VT_API Status vt_manual_seed(int64_t seed) { return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); }); }
VT_API Status vt_set_num_threads(int32_t count) { return guarded([&] { at::set_num_threads(count); }); }
VT_API int32_t vt_get_num_threads() { return at::get_num_threads(); }

// An operation that has no deterministic form throws. To be called before the first product on a GPU: cuBLAS reads its workspace only then.
VT_API Status vt_use_deterministic_algorithms(int32_t enabled) {
  return guarded([&] {
    if (enabled) setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
    at::globalContext().setDeterministicAlgorithms(enabled != 0, /*warn_only=*/false);
  });
}
VT_API void vt_allow_tf32(int32_t allow) { at::globalContext().setAllowTF32CuBLAS(allow != 0); }

// The mode of this thread before.
VT_API int32_t vt_set_grad_enabled(int32_t enabled) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled != 0);
  return before ? 1 : 0;
}

// Turns autocasting to `type` on or off for one kind of device; calls nest.
VT_API Status vt_autocast(int32_t device, int32_t enabled, int32_t type) {
  return guarded([&] {
    const auto scalar = static_cast<at::ScalarType>(type);
#if TORCH_AT_LEAST(2, 4)
    const auto kind = device < 0 ? at::kCPU : at::kCUDA;
    if (enabled) at::autocast::set_autocast_dtype(kind, scalar);
    at::autocast::set_autocast_enabled(kind, enabled != 0);
#else
    if (device >= 0) {
      if (enabled) at::autocast::set_autocast_gpu_dtype(scalar);
      at::autocast::set_enabled(enabled != 0);
    } else {
      if (enabled) at::autocast::set_autocast_cpu_dtype(scalar);
      at::autocast::set_cpu_enabled(enabled != 0);
    }
#endif
    if (enabled) {
      at::autocast::increment_nesting();
    } else if (at::autocast::decrement_nesting() == 0) {
      at::autocast::clear_cache();
    }
  });
}
