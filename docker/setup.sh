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
