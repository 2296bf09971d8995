// What only a GPU has: waiting for it, its memory, graphs of kernels that are replayed, and sums over several GPUs.
#include "shim.h"

#ifdef VT_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <dlfcn.h>

VT_API int32_t vt_built_with_cuda() { return 1; }
VT_API int32_t vt_cuda_device_count() { return c10::cuda::device_count(); }
VT_API Status vt_cuda_set_device(int32_t device) { return guarded([&] { c10::cuda::set_device(static_cast<c10::DeviceIndex>(device)); }); }
VT_API Status vt_synchronize() { return guarded([&] { c10::cuda::device_synchronize(); }); }

// Bytes that tensors hold now, and the most that was ever reserved for them.
VT_API Status vt_cuda_memory(int32_t device, int64_t* allocated, int64_t* peak) {
  return guarded([&] {
    const auto statistics = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
    *allocated = statistics.allocated_bytes[0].current;
    *peak = statistics.reserved_bytes[0].peak;
  });
}

// Capturing happens on a stream of its own: warm up and capture between vt_graph_enter and vt_graph_leave.
struct Graph {
  at::cuda::CUDAGraph graph;
  c10::cuda::CUDAStream before = c10::cuda::getDefaultCUDAStream(), own = c10::cuda::getStreamFromPool();
};
VT_API Status vt_graph_new(Graph** out) { return guarded([&] { *out = new Graph(); }); }
VT_API Status vt_graph_enter(Graph* graph) {
  return guarded([&] {
    c10::cuda::device_synchronize();
    graph->before = c10::cuda::getCurrentCUDAStream();
    c10::cuda::setCurrentCUDAStream(graph->own);
  });
}
VT_API Status vt_graph_leave(Graph* graph) {
  return guarded([&] {
    c10::cuda::device_synchronize();
    c10::cuda::setCurrentCUDAStream(graph->before);
  });
}
VT_API Status vt_graph_begin(Graph* graph) { return guarded([&] { graph->graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal); }); }
VT_API Status vt_graph_end(Graph* graph) { return guarded([&] { graph->graph.capture_end(); }); }
VT_API Status vt_graph_replay(Graph* graph, int32_t times) {
  return guarded([&] {
    for (int32_t i = 0; i < times; i++) graph->graph.replay();
  });
}
VT_API void vt_graph_free(Graph* graph) { delete graph; }

// NCCL's own functions, from the library that torch has loaded (its headers are not always installed). Numbers as in nccl.h.
struct UniqueId {
  char bytes[128];
};
struct Nccl {
  int (*get_unique_id)(UniqueId*);
  int (*init_rank)(void**, int, UniqueId, int);
  int (*all_reduce)(const void*, void*, size_t, int, int, void*, cudaStream_t);
  int (*broadcast)(const void*, void*, size_t, int, int, void*, cudaStream_t);
  int (*destroy)(void*);
  int (*group_start)();
  int (*group_end)();
  const char* (*error_string)(int);

  static const Nccl& instance() {
    static const Nccl loaded = load();
    return loaded;
  }

  void check(int result) const { TORCH_CHECK(result == 0, "NCCL: ", error_string(result)); }

 private:
  static Nccl load() {
    void* library = dlopen("libnccl.so.2", RTLD_NOW | RTLD_GLOBAL);
    TORCH_CHECK(library, "NCCL cannot be loaded: ", dlerror());
    Nccl nccl;
    find(library, "ncclGetUniqueId", nccl.get_unique_id);
    find(library, "ncclCommInitRank", nccl.init_rank);
    find(library, "ncclAllReduce", nccl.all_reduce);
    find(library, "ncclBroadcast", nccl.broadcast);
    find(library, "ncclCommDestroy", nccl.destroy);
    find(library, "ncclGroupStart", nccl.group_start);
    find(library, "ncclGroupEnd", nccl.group_end);
    find(library, "ncclGetErrorString", nccl.error_string);
    return nccl;
  }
  template <class Function>
  static void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    TORCH_CHECK(function, "NCCL has no ", name);
  }
};

static int nccl_type(const Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kLong: return 4;
    case at::kFloat: return 7;
    case at::kDouble: return 8;
    case at::kBFloat16: return 9;
    default: TORCH_CHECK(false, "tensors of type ", tensor.scalar_type(), " are not sent between GPUs");
  }
}

VT_API Status vt_nccl_unique_id(char* bytes) {
  return guarded([&] {
    UniqueId id;
    Nccl::instance().check(Nccl::instance().get_unique_id(&id));
    std::copy(id.bytes, id.bytes + sizeof id.bytes, bytes);
  });
}
VT_API Status vt_nccl_new(const char* bytes, int32_t ranks, int32_t rank, void** out) {
  return guarded([&] {
    UniqueId id;
    std::copy(bytes, bytes + sizeof id.bytes, id.bytes);
    Nccl::instance().check(Nccl::instance().init_rank(out, ranks, id, rank));
  });
}
VT_API void vt_nccl_free(void* communicator) { Nccl::instance().destroy(communicator); }

// Each tensor becomes its mean over all ranks, in place, ordered with the other work of the current stream.
VT_API Status vt_nccl_all_reduce_mean_(void* communicator, Box* tensors, int32_t count) {
  return guarded([&] {
    constexpr int mean = 4;
    const auto& nccl = Nccl::instance();
    const cudaStream_t stream = c10::cuda::getCurrentCUDAStream();
    nccl.check(nccl.group_start());
    for (int32_t i = 0; i < count; i++) {
      TORCH_CHECK(tensors[i]->is_contiguous(), "only contiguous tensors are sent between GPUs");
      void* data = tensors[i]->data_ptr();
      nccl.check(nccl.all_reduce(data, data, tensors[i]->numel(), nccl_type(*tensors[i]), mean, communicator, stream));
    }
    nccl.check(nccl.group_end());
  });
}
VT_API Status vt_nccl_broadcast_(void* communicator, Box* tensors, int32_t count, int32_t root) {
  return guarded([&] {
    const auto& nccl = Nccl::instance();
    const cudaStream_t stream = c10::cuda::getCurrentCUDAStream();
    nccl.check(nccl.group_start());
    for (int32_t i = 0; i < count; i++) {
      void* data = tensors[i]->data_ptr();
      nccl.check(nccl.broadcast(data, data, tensors[i]->numel(), nccl_type(*tensors[i]), root, communicator, stream));
    }
    nccl.check(nccl.group_end());
  });
}

#else

static Status without_cuda() {
  last_error = "the shim was built without CUDA";
  return 9;
}
VT_API int32_t vt_built_with_cuda() { return 0; }
VT_API int32_t vt_cuda_device_count() { return 0; }
VT_API Status vt_cuda_set_device(int32_t) { return without_cuda(); }
VT_API Status vt_synchronize() { return 0; }
VT_API Status vt_cuda_memory(int32_t, int64_t* allocated, int64_t* peak) {
  *allocated = *peak = 0;
  return 0;
}
VT_API Status vt_graph_new(void**) { return without_cuda(); }
VT_API Status vt_graph_enter(void*) { return without_cuda(); }
VT_API Status vt_graph_leave(void*) { return without_cuda(); }
VT_API Status vt_graph_begin(void*) { return without_cuda(); }
VT_API Status vt_graph_end(void*) { return without_cuda(); }
VT_API Status vt_graph_replay(void*, int32_t) { return without_cuda(); }
VT_API void vt_graph_free(void*) {}
VT_API Status vt_nccl_unique_id(char*) { return without_cuda(); }
VT_API Status vt_nccl_new(const char*, int32_t, int32_t, void**) { return without_cuda(); }
VT_API void vt_nccl_free(void*) {}
VT_API Status vt_nccl_all_reduce_mean_(void*, Box*, int32_t) { return without_cuda(); }
VT_API Status vt_nccl_broadcast_(void*, Box*, int32_t, int32_t) { return without_cuda(); }
#endif
