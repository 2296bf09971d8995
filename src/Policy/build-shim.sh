#!/usr/bin/env bash
# Builds the native half of the torch binding, libverifiers_torch.so, and prints its path.
#   src/Policy/build-shim.sh [FOLDER]     default folder: artifacts/shim
# Against, in this order: TORCH_DIR (the folder of a torch package, …/site-packages/torch); the torch of the active python3;
# the distribution's libtorch-dev. With CUDA when that torch has it and nvcc's headers are in CUDA_HOME or /usr/local/cuda.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/Torch/shim" && pwd)
build=${1:-$source/../../../../artifacts/shim}

torch=${TORCH_DIR:-$(python3 -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null || true)}
if [ -z "$torch" ] && [ ! -e /usr/include/ATen/ATen.h ]; then
  echo "No libtorch: set TORCH_DIR to the folder of a torch package, activate a Python that has torch, or install libtorch-dev." >&2
  exit 1
fi
cuda=""
if [ -n "$torch" ] && [ -e "$torch/lib/libtorch_cuda.so" ]; then
  cuda=${CUDA_HOME:-/usr/local/cuda}
  if [ ! -e "$cuda/include/cuda_runtime_api.h" ]; then
    echo "$torch has CUDA, but there is no cuda_runtime_api.h in $cuda/include: set CUDA_HOME, or expect a CPU build." >&2
    cuda=""
  fi
fi

echo "Building the shim against ${torch:-the libtorch of the distribution}${cuda:+ with CUDA from $cuda}" >&2
cmake -S "$source" -B "$build" -DTORCH_ROOT="$torch" -DCUDA_ROOT="$cuda" >&2
cmake --build "$build" >&2
echo "$(cd "$build" && pwd)/libverifiers_torch.so"
