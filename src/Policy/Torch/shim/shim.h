// What every part of the shim needs: a C ABI over ATen tensors, autograd and CUDA graphs.
//
// Conventions: a function that can fail returns 0 or an error's number and leaves its text for vt_last_error (one for each
// thread); a tensor that comes out is a new box which the caller frees with vt_free; dimensions are arrays of int64.
// Devices are numbered: below 0 the CPU, else the CUDA device of that number. One source for libtorch 1.13 to 2.11.
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#define VT_API extern "C" __attribute__((visibility("default")))
#define TORCH_AT_LEAST(major, minor) (TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR >= (major) * 100 + (minor))

using at::Tensor;
using Box = Tensor*;
using Status = int32_t;

inline thread_local std::string last_error;
inline std::atomic<int64_t> live_tensors{0};

template <class Action>
inline Status guarded(Action&& action) noexcept {
  try {
    action();
    return 0;
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
    return 1;
  } catch (const std::exception& error) {
    last_error = error.what();
    return 2;
  } catch (...) {
    last_error = "an exception that is no std::exception";
    return 3;
  }
}

// An undefined tensor has no box.
inline Box boxed(Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return new Tensor(std::move(tensor));
}

inline c10::optional<Tensor> optional(Box box) { return box ? c10::optional<Tensor>(*box) : c10::optional<Tensor>(); }
inline at::IntArrayRef dimensions(const int64_t* sizes, int32_t count) { return {sizes, static_cast<size_t>(count)}; }
inline c10::Device device_of(int32_t number) {
  return number < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(number));
}
inline at::TensorOptions options(int32_t type, int32_t device) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)).device(device_of(device));
}
inline std::vector<Tensor> unboxed(Box* boxes, int32_t count) {
  std::vector<Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; i < count; i++) tensors.push_back(*boxes[i]);
  return tensors;
}

#define RETURN_TENSOR(expression) return guarded([&] { *out = boxed(expression); })
