#!/usr/bin/env bash
# A Docker engine of our own, apart from any other of this machine: its socket, data, containerd and process ids lie in one folder.
# It makes no bridge and no firewall rule. For ./test, and for tests that take an engine's life.
#   docker/engine.sh start FOLDER   starts it and waits until it answers on FOLDER/docker.sock
#   docker/engine.sh stop FOLDER    stops it and leaves its data (images) in the folder
#   docker/engine.sh remove FOLDER  stops it and removes the folder
set -euo pipefail

usage() { echo "usage: docker/engine.sh start|stop|remove FOLDER" >&2; exit 2; }
[ $# -eq 2 ] || usage
command=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd -P)
pidfile=$folder/docker.pid
socket=$folder/docker.sock

# The process of the pid file, if it still is an engine over this folder.
running() {
  local id
  id=$(cat "$pidfile" 2>/dev/null) || return 1
  [ -r "/proc/$id/cmdline" ] && tr '\0' ' ' <"/proc/$id/cmdline" 2>/dev/null | grep -qF -- "--data-root $folder/data"
}

answers() { [ -S "$socket" ] && curl --silent --fail --max-time 5 --unix-socket "$socket" http://docker/_ping >/dev/null 2>&1; }

start() {
  if running && answers; then return 0; fi
  if [ ${#socket} -gt 100 ]; then echo "engine: the folder's path is too long for a socket: $folder" >&2; exit 1; fi
  command -v dockerd >/dev/null 2>&1 || PATH=$PATH:/usr/sbin:/sbin
  if ! command -v dockerd >/dev/null 2>&1; then
    echo "engine: dockerd is not installed; install it with: apt-get install docker.io" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then echo "engine: dockerd needs root" >&2; exit 1; fi
  mkdir -p "$folder/config"
  # "none" would delete a docker0 that another engine made.
  local bridge=none
  [ -e /sys/class/net/docker0 ] && bridge=docker0
  local runtimes=()
  if command -v runsc >/dev/null 2>&1; then
    printf '#!/bin/sh\nexec %s --platform=ptrace --network=none "$@"\n' "$(command -v runsc)" >"$folder/config/runsc"
    chmod 755 "$folder/config/runsc"
    runtimes=(--add-runtime "runsc=$folder/config/runsc")
  fi
  # TMPDIR inside the folder; the session of its own keeps a Ctrl+C for the script from ending it before the script's own end does.
  rm -f "$socket" "$pidfile"
  echo '{}' >"$folder/config/engine.json"
  TMPDIR=$folder DOCKER_CONFIG=$folder/config setsid dockerd \
    --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$pidfile" --host "unix://$socket" \
    --config-file "$folder/config/engine.json" --bridge "$bridge" --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false \
    --userland-proxy=false "${runtimes[@]}" >"$folder/docker.log" 2>&1 </dev/null &
  local dockerd=$!
  for _ in $(seq 300); do
    if answers; then return 0; fi
    kill -0 "$dockerd" 2>/dev/null || break
    sleep 0.1
  done
  echo "engine: dockerd did not answer on $socket; the end of its log:" >&2
  tail -n 20 "$folder/docker.log" >&2
  kill "$dockerd" 2>/dev/null || true
  exit 1
}

stop() {
  running || return 0
  local id
  id=$(cat "$pidfile")
  kill -TERM "$id" 2>/dev/null || true
  for _ in $(seq 300); do
    kill -0 "$id" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$id" 2>/dev/null || true
}

remove() {
  stop
  # A container's mounts may outlive an engine that was killed.
  awk -v folder="$folder/" 'index($5, folder) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r mounted; do umount -l "$mounted" 2>/dev/null || true; done
  rm -rf --one-file-system "$folder"
}

case $command in
  start) start ;;
  stop) stop ;;
  remove) remove ;;
  *) usage ;;
esac
