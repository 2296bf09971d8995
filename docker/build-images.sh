#!/usr/bin/env bash
# Builds the images of the sandboxes with the Docker engine that DOCKER_HOST names (default: the usual socket).
#   docker/build-images.sh [NAME...]   all folders of docker/images, or those named; each becomes verifiers-NAME:latest
#   docker/build-images.sh service     the service itself (docker/Dockerfile), published here, or as built in the folder VERIFIERS_SERVICE;
#                                      VERIFIERS_LANGUAGES="gcc g++" adds languages
#   docker/build-images.sh proxy       the proxy of docker/stack.yaml
# The base is debian:bookworm-slim: the one that is there, or the registry's, or, where no registry answers, one made here from the
# distribution's packages with mmdebstrap and imported under the same name. VERIFIERS_BASE=registry|distribution chooses.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=debian:bookworm-slim
choice=${VERIFIERS_BASE:-any}
suite=bookworm

# What the image needs of the host's .NET SDK, where there is one: the newest compiler, its reference assemblies and a runtime, in the
# places where they lie in an SDK. The SDK itself is three times as large.
stage_dotnet() {
  local root sdk packs part
  root=$(dirname "$(readlink -f "$(command -v dotnet)")" 2>/dev/null) || return 0
  newest() { printf '%s\n' "$@" | sort -V | tail -n 1; }
  sdk=$(newest "$root"/sdk/*/Roslyn/bincore/csc.dll) packs=$(newest "$root"/packs/Microsoft.NETCore.App.Ref/*/ref/*)
  if [ ! -e "$sdk" ] || [ ! -e "$packs" ]; then
    echo "build-images: no .NET SDK on this host: the image gets no C#" >&2
    return 0
  fi
  mkdir -p "$1/host/dotnet"
  (cd "$root" && tar -c LICENSE.txt ThirdPartyNotices.txt dotnet host "shared/Microsoft.NETCore.App/$(newest $(ls shared/Microsoft.NETCore.App))" \
    "$(dirname "${sdk#"$root"/}")" "${packs#"$root"/}") | tar -x --no-same-owner -C "$1/host/dotnet"
}

# The published service, and the .NET runtime of this machine that it was built for: one of the same version, without the SDK.
stage_service() {
  local root runtime
  if [ -n "${VERIFIERS_SERVICE:-}" ]; then
    cp -r "$VERIFIERS_SERVICE" "$1/service"
  else
    dotnet publish "$here/../src/Api/Api.csproj" -c Release --nologo -v quiet -o "$1/service"
  fi
  root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$1/dotnet"
  for runtime in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    # shellcheck disable=SC2012 # versions have no odd characters
    (cd "$root" && tar -c "shared/$runtime/$(ls "shared/$runtime" | grep '^10\.' | sort -V | tail -n 1)") | tar -x --no-same-owner -C "$1/dotnet"
  done
  (cd "$root" && tar -c LICENSE.txt ThirdPartyNotices.txt dotnet "host/fxr/$(ls host/fxr | grep '^10\.' | sort -V | tail -n 1)") | tar -x --no-same-owner -C "$1/dotnet"
}

exists() { docker image inspect "$1" >/dev/null 2>&1; }

make_base() {
  if ! command -v mmdebstrap >/dev/null 2>&1; then
    echo "build-images: no registry answers, and mmdebstrap is not installed to make the base image: apt-get install mmdebstrap" >&2
    return 1
  fi
  local work
  work=$(mktemp -d)
  echo "Making $base from the distribution's packages (about a minute)"
  if ! mmdebstrap --quiet --variant=apt --mode=auto \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
      "$suite" "$work/base.tar" "deb http://deb.debian.org/debian $suite main"; then
    rm -rf "$work"
    return 1
  fi
  docker import --change 'CMD ["bash"]' "$work/base.tar" "$base" >/dev/null
  rm -rf "$work"
}

find_base() {
  exists "$base" && return 0
  if [ "$choice" != distribution ]; then
    echo "Fetching $base"
    timeout 120 docker pull --quiet "$base" 2>/dev/null && return 0
    [ "$choice" != registry ] || { echo "build-images: the registry does not answer" >&2; return 1; }
  fi
  make_base
}

docker version --format '{{.Server.Version}}' >/dev/null || { echo "build-images: no Docker engine answers; start one, or set DOCKER_HOST" >&2; exit 1; }
find_base
names=("$@")
[ ${#names[@]} -gt 0 ] || for folder in "$here"/images/*/; do names+=("$(basename "$folder")"); done
for name in "${names[@]}"; do
  echo "Building verifiers-$name"
  # The host's network, for package downloads only: an engine without a bridge has no other.
  context=$(mktemp -d)
  if [ "$name" = service ]; then
    cp "$here/Dockerfile" "$context"
    stage_service "$context"
  elif [ "$name" = proxy ]; then
    cp -r "$here/proxy/." "$context"
  else
    cp -r "$here/images/$name/." "$context"
  fi
  [ "$name" != sandbox ] || stage_dotnet "$context"
  DOCKER_BUILDKIT=0 docker build --quiet --network host --build-arg "BASE=$base" --build-arg "LANGUAGES=${VERIFIERS_LANGUAGES:-}" --tag "verifiers-$name:latest" "$context"
  rm -rf "$context"
done
