// Tensors as such: their lifetime, their shape, where they come from and how they are looked at.
#include "shim.h"

#include <cstring>

// ---- lifetime
VT_API void vt_free(Box box) {
  if (!box) return;
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  delete box;
}
VT_API void vt_free_many(Box* boxes, int32_t count) {
  for (int32_t i = 0; i < count; i++) vt_free(boxes[i]);
}

// ---- what a tensor is
VT_API int32_t vt_dim(Box a) { return static_cast<int32_t>(a->dim()); }
VT_API int64_t vt_numel(Box a) { return a->numel(); }
VT_API Status vt_size(Box a, int64_t dimension, int64_t* out) { return guarded([&] { *out = a->size(dimension); }); }
VT_API int32_t vt_dtype(Box a) { return static_cast<int32_t>(a->scalar_type()); }
VT_API int32_t vt_device(Box a) { return a->is_cuda() ? static_cast<int32_t>(a->get_device()) : -1; }

// ---- to and from the host
VT_API Status vt_item_double(Box a, double* out) { return guarded([&] { *out = a->item().toDouble(); }); }
VT_API Status vt_item_long(Box a, int64_t* out) { return guarded([&] { *out = a->item().toLong(); }); }
VT_API Status vt_copy_to_host(Box a, void* destination, int64_t bytes) {
  return guarded([&] {
    const Tensor host = a->detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == bytes, "the tensor has ", host.nbytes(), " bytes, the destination ", bytes);
    std::memcpy(destination, host.data_ptr(), bytes);
  });
}
VT_API Status vt_from_host(const void* source, const int64_t* sizes, int32_t count, int32_t type, int32_t device, Box* out) {
  return guarded([&] {
    Tensor host = at::empty(dimensions(sizes, count), options(type, -1));
    std::memcpy(host.data_ptr(), source, host.nbytes());
    *out = boxed(device < 0 ? host : host.to(device_of(device)));
  });
}

// ---- factories
VT_API Status vt_empty(const int64_t* s, int32_t n, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(at::empty(dimensions(s, n), options(type, device))); }
VT_API Status vt_full(const int64_t* s, int32_t n, double value, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(at::full(dimensions(s, n), value, options(type, device))); }
VT_API Status vt_randn(const int64_t* s, int32_t n, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(at::randn(dimensions(s, n), options(type, device))); }
VT_API Status vt_rand(const int64_t* s, int32_t n, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(at::rand(dimensions(s, n), options(type, device))); }
VT_API Status vt_arange(double start, double end, double step, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(at::arange(start, end, step, options(type, device))); }

// ---- views and movement
VT_API Status vt_view(Box a, const int64_t* s, int32_t n, Box* out) { RETURN_TENSOR(a->view(dimensions(s, n))); }
VT_API Status vt_reshape(Box a, const int64_t* s, int32_t n, Box* out) { RETURN_TENSOR(a->reshape(dimensions(s, n))); }
VT_API Status vt_expand(Box a, const int64_t* s, int32_t n, Box* out) { RETURN_TENSOR(a->expand(dimensions(s, n))); }
VT_API Status vt_permute(Box a, const int64_t* s, int32_t n, Box* out) { RETURN_TENSOR(a->permute(dimensions(s, n))); }
VT_API Status vt_transpose(Box a, int64_t i, int64_t j, Box* out) { RETURN_TENSOR(a->transpose(i, j)); }
VT_API Status vt_narrow(Box a, int64_t d, int64_t start, int64_t length, Box* out) { RETURN_TENSOR(a->narrow(d, start, length)); }
VT_API Status vt_select(Box a, int64_t d, int64_t index, Box* out) { RETURN_TENSOR(a->select(d, index)); }
VT_API Status vt_unsqueeze(Box a, int64_t d, Box* out) { RETURN_TENSOR(a->unsqueeze(d)); }
VT_API Status vt_squeeze(Box a, int64_t d, Box* out) { RETURN_TENSOR(a->squeeze(d)); }
VT_API Status vt_contiguous(Box a, Box* out) { RETURN_TENSOR(a->contiguous()); }
VT_API Status vt_to(Box a, int32_t type, int32_t device, Box* out) { RETURN_TENSOR(a->to(options(type, device))); }
VT_API Status vt_to_type(Box a, int32_t type, Box* out) { RETURN_TENSOR(a->to(static_cast<at::ScalarType>(type))); }
VT_API Status vt_detach(Box a, Box* out) { RETURN_TENSOR(a->detach()); }
VT_API Status vt_clone(Box a, Box* out) { RETURN_TENSOR(a->clone()); }
VT_API Status vt_cat(Box* boxes, int32_t count, int64_t d, Box* out) { RETURN_TENSOR(at::cat(unboxed(boxes, count), d)); }
VT_API Status vt_stack(Box* boxes, int32_t count, int64_t d, Box* out) { RETURN_TENSOR(at::stack(unboxed(boxes, count), d)); }
VT_API Status vt_index_select(Box a, int64_t d, Box index, Box* out) { RETURN_TENSOR(at::index_select(*a, d, *index)); }
VT_API Status vt_gather(Box a, int64_t d, Box index, Box* out) { RETURN_TENSOR(at::gather(*a, d, *index)); }
VT_API Status vt_scatter(Box a, int64_t d, Box index, Box source, Box* out) { RETURN_TENSOR(at::scatter(*a, d, *index, *source)); }
VT_API Status vt_where(Box condition, Box a, Box b, Box* out) { RETURN_TENSOR(at::where(*condition, *a, *b)); }
VT_API Status vt_masked_fill(Box a, Box mask, double value, Box* out) { RETURN_TENSOR(at::masked_fill(*a, *mask, value)); }
VT_API Status vt_triu(Box a, int64_t diagonal, Box* out) { RETURN_TENSOR(at::triu(*a, diagonal)); }

// ---- in place
VT_API Status vt_copy_(Box a, Box b) { return guarded([&] { a->copy_(*b, /*non_blocking=*/true); }); }
VT_API Status vt_fill_(Box a, double value) { return guarded([&] { a->fill_(value); }); }
VT_API Status vt_index_copy_(Box a, int64_t d, Box index, Box b) { return guarded([&] { a->index_copy_(d, *index, *b); }); }
VT_API Status vt_normal_(Box a, double mean, double deviation) { return guarded([&] { a->normal_(mean, deviation); }); }
VT_API Status vt_exponential_(Box a) { return guarded([&] { a->exponential_(1.0); }); }

// Copies each of `sources` into the tensor at its place in `targets`, converting its type.
VT_API Status vt_copy_many_(Box* targets, Box* sources, int32_t count) {
  return guarded([&] {
#if TORCH_AT_LEAST(2, 1)
    at::_foreach_copy_(unboxed(targets, count), unboxed(sources, count), /*non_blocking=*/true);
#else
    for (int32_t i = 0; i < count; i++) targets[i]->copy_(*sources[i]);
#endif
  });
}
