# Shared by ./run and ./test: what a fresh Debian or Ubuntu machine needs. Sourced, not run.

say() { printf '\n== %s\n' "$*"; }

# require_dotnet ROOT: the .NET SDK that global.json asks for, or a sentence that says how to get it.
require_dotnet() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is missing. Install it (https://learn.microsoft.com/dotnet/core/install/linux) and run this again." >&2
    exit 1
  fi
  if ! (cd "$1" && dotnet --version >/dev/null 2>&1); then
    echo "The .NET SDK 10.0 is needed; found: $(dotnet --list-sdks | tr '\n' ' ')" >&2
    exit 1
  fi
}

# is_installed PACKAGE: the distribution's package, or the program it is wanted for.
is_installed() {
  case $1 in
    bubblewrap) command -v bwrap >/dev/null 2>&1 ;;
    python3) [ -x /usr/bin/python3 ] ;;
    gcc | g++) [ -x "/usr/bin/$1" ] ;;
    nodejs) [ -x /usr/bin/node ] ;;
    default-jdk-headless) [ -x /usr/bin/javac ] ;;
    golang-go) [ -x /usr/bin/go ] ;;
    rustc) [ -x /usr/bin/rustc ] ;;
    node-typescript) [ -e /usr/share/nodejs/typescript/lib/typescript.js ] ;;
    docker.io) command -v dockerd >/dev/null 2>&1 || [ -x /usr/sbin/dockerd ] ;;
    mmdebstrap) command -v mmdebstrap >/dev/null 2>&1 ;;
    *) dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed' ;;
  esac
}

# install_missing PACKAGE...: from the distribution, without questions. A machine where that cannot be done is told so and goes
# on: everything but the code verifier works without a sandbox.
install_missing() {
  local missing=() package
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "Installing from the distribution: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      echo "Not root and no password-less sudo: install by hand: apt-get install ${missing[*]}" >&2
      return 0
    fi
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "No apt-get here: install by hand with your package manager: ${missing[*]}" >&2
    return 0
  fi
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  if ! { "${as_root[@]}" "${quiet[@]}" update </dev/null &&
         "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null; }; then
    echo "Could not install ${missing[*]}; by hand: apt-get install ${missing[*]}" >&2
  fi
  return 0
}

# prepare_compilers ROOT: does once what the compilers that are here would do again for each program; nothing when it is done already.
# For everybody where we are root, else for this user alone.
prepare_compilers() {
  local folder=/var/cache/verifiers/prepared
  if [ "$(id -u)" -ne 0 ] && [ ! -e "$folder/made-from" ]; then
    folder=${XDG_CACHE_HOME:-$HOME/.cache}/verifiers/prepared
    export Sandbox__PreparedPath=$folder
  fi
  if [ -x /usr/bin/g++ ] || [ -x /usr/bin/javac ] || [ -x /usr/bin/go ]; then
    [ -e "$folder/made-from" ] || say "Preparing what compilers need, in $folder (once, about half a minute)"
    if [ -w "$(dirname "$folder")" ] || mkdir -p "$(dirname "$folder")" 2>/dev/null; then
      nice "$1/docker/images/sandbox/prepare-compilers.sh" "$folder" || echo "That failed: compilers are slower, and nothing else." >&2
    fi
  fi
}

# docker_answers SOCKET: whether a Docker engine listens there.
docker_answers() {
  [ -S "$1" ] && curl --silent --fail --max-time 5 --unix-socket "$1" http://docker/_ping >/dev/null 2>&1
}

# prepare_docker ROOT: a Docker engine with our images for the tests of its launcher. The machine's own where one answers, otherwise
# one apart from it in a folder of its own, started here and to be stopped with stop_docker. Its images are kept there from run to
# run. Where neither can be had, the tests that need one are skipped and say why.
prepare_docker() {
  docker_started=
  local socket=/var/run/docker.sock folder=/var/tmp/verifiers-engine
  if ! docker_answers "$socket"; then
    install_missing docker.io mmdebstrap
    if docker_answers "$socket"; then
      : # installing it started it
    elif docker_answers "$folder/docker.sock"; then
      socket=$folder/docker.sock
    elif "$1/docker/engine.sh" start "$folder"; then
      socket=$folder/docker.sock
      docker_started=$folder
      say "Started a Docker engine on $socket"
    else
      echo "No Docker engine can be started here: the tests of its launcher are skipped." >&2
      return 0
    fi
  fi
  say "Building the images of the sandboxes with the engine at $socket"
  if DOCKER_HOST=unix://$socket "$1/docker/build-images.sh"; then
    export VERIFIERS_TEST_DOCKER_SOCKET=$socket
  else
    echo "The images cannot be built here: the tests of the Docker launcher are skipped." >&2
  fi
}

# stop_docker ROOT: stops the engine that prepare_docker started, and no other.
stop_docker() {
  [ -z "${docker_started:-}" ] || "$1/docker/engine.sh" stop "$docker_started"
}
