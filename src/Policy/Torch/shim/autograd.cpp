// Gradients, and AdamW over a list of parameters.
#include "shim.h"

#include <c10/core/GradMode.h>

#include <cmath>
#include <memory>

VT_API Status vt_requires_grad_(Box a, int32_t required) { return guarded([&] { a->requires_grad_(required != 0); }); }
VT_API Status vt_backward(Box a) { return guarded([&] { a->backward(); }); }
VT_API Status vt_grad(Box a, Box* out) { RETURN_TENSOR(a->grad()); }

// Loshchilov & Hutter 2019 (arXiv:1711.05101), fused into one kernel where the library has it.
struct AdamW {
  std::vector<Tensor> parameters, means, squares, steps;
  Tensor learning_rate;
  double beta1, beta2, epsilon, weight_decay;
};

VT_API Status vt_adamw_new(Box* parameters, int32_t count, double beta1, double beta2, double epsilon, double weight_decay, AdamW** out) {
  return guarded([&] {
    const c10::AutoGradMode no_grad(false);
    auto made = std::make_unique<AdamW>();
    made->parameters = unboxed(parameters, count);
    TORCH_CHECK(count > 0, "AdamW needs at least one parameter");
    for (const auto& parameter : made->parameters) {
      const auto number = at::TensorOptions().dtype(at::kFloat).device(parameter.device());
      made->means.push_back(at::zeros_like(parameter));
      made->squares.push_back(at::zeros_like(parameter));
      made->steps.push_back(at::zeros({}, number));
      if (!made->learning_rate.defined()) made->learning_rate = at::zeros({}, number);
    }
    made->beta1 = beta1;
    made->beta2 = beta2;
    made->epsilon = epsilon;
    made->weight_decay = weight_decay;
    *out = made.release();
  });
}
VT_API void vt_adamw_free(AdamW* optimizer) { delete optimizer; }

VT_API Status vt_adamw_zero_grad(AdamW* optimizer) {
  return guarded([&] {
    for (auto& parameter : optimizer->parameters) parameter.mutable_grad() = Tensor();
  });
}

// The state of the parameter at `index`: 0 mean of gradients, 1 mean of their squares, 2 number of steps. It is shared, not copied.
VT_API Status vt_adamw_state(AdamW* optimizer, int32_t index, int32_t which, Box* out) {
  RETURN_TENSOR((which == 0 ? optimizer->means : which == 1 ? optimizer->squares : optimizer->steps).at(index));
}

// Gradients longer than `max_norm` in all are shortened to it (0: never); `out_norm` is their norm before, left on the device.
VT_API Status vt_adamw_step(AdamW* optimizer, double learning_rate, double max_norm, Box* out_norm) {
  return guarded([&] {
    const c10::AutoGradMode no_grad(false);
    std::vector<Tensor> gradients, parameters, means, squares, steps;
    for (size_t i = 0; i < optimizer->parameters.size(); i++) {
      const Tensor gradient = optimizer->parameters[i].grad();
      if (!gradient.defined()) continue;
      gradients.push_back(gradient);
      parameters.push_back(optimizer->parameters[i]);
      means.push_back(optimizer->means[i]);
      squares.push_back(optimizer->squares[i]);
      steps.push_back(optimizer->steps[i]);
    }
    TORCH_CHECK(!gradients.empty(), "no parameter has a gradient: call backward() first");

    const Tensor norm = at::stack(at::_foreach_norm(gradients, 2)).norm();
    if (max_norm > 0) {
      const Tensor factor = at::clamp_max(max_norm / (norm + 1e-6), 1.0);
#if TORCH_AT_LEAST(2, 1)
      at::_foreach_mul_(gradients, factor);
#else
      for (auto& gradient : gradients) gradient.mul_(factor);
#endif
    }
    *out_norm = boxed(norm);

    const double beta1 = optimizer->beta1, beta2 = optimizer->beta2;
    at::_foreach_add_(steps, 1.0);
#if TORCH_AT_LEAST(2, 4)
    if (parameters[0].is_cuda()) {
      optimizer->learning_rate.fill_(learning_rate);  // a tensor: a number would be baked into a captured graph
      at::_fused_adamw_(parameters, gradients, means, squares, {}, steps, optimizer->learning_rate, beta1, beta2, optimizer->weight_decay,
                        optimizer->epsilon, false, false, {}, {});
    } else {
      at::_fused_adamw_(parameters, gradients, means, squares, {}, steps, learning_rate, beta1, beta2, optimizer->weight_decay,
                        optimizer->epsilon, false, false, {}, {});
    }
#else
    const double step = steps[0].item().toDouble();
    const double correction1 = 1 - std::pow(beta1, step), correction2 = 1 - std::pow(beta2, step);
    if (optimizer->weight_decay != 0) at::_foreach_mul_(parameters, 1 - learning_rate * optimizer->weight_decay);
    at::_foreach_mul_(means, beta1);
    at::_foreach_add_(means, gradients, 1 - beta1);
    at::_foreach_mul_(squares, beta2);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - beta2);
    auto denominators = at::_foreach_sqrt(squares);
    at::_foreach_div_(denominators, std::sqrt(correction2));
    at::_foreach_add_(denominators, optimizer->epsilon);
    at::_foreach_addcdiv_(parameters, means, denominators, -learning_rate / correction1);
#endif
  });
}
