#!/usr/bin/env bash
# docker/stack.yaml on a one-node swarm: three replicas behind the proxy, one killed under load; nothing may be lost, and the replica comes back.
#   tests/scale/swarm.sh [FOLDER]   FOLDER: an engine of its own (docker/engine.sh), kept for the next time; default /var/tmp/verifiers-swarm
# VERIFIERS_SERVICE names a built service, as for docker/build-images.sh.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:-/var/tmp/verifiers-swarm}
stack=verifiers
"$root/docker/engine.sh" start "$folder"
export DOCKER_HOST=unix://$folder/docker.sock
log=$(mktemp)
clean() {
  touch "$log.stop" # the load ends by it, whatever happened
  docker stack rm "$stack" >/dev/null 2>&1 || true
  docker swarm leave --force >/dev/null 2>&1 || true
  "$root/docker/engine.sh" stop "$folder"
  rm -f "$log" "$log".*
}
trap clean EXIT

fail() { echo "swarm: $*" >&2; docker service ps --no-trunc "${stack}_verifiers" >&2 || true; exit 1; }
running() { docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_$1" --filter health="${2:-none}"; }
# wait_for SECONDS TEXT COMMAND...
wait_for() {
  local seconds=$1 text=$2
  shift 2
  for _ in $(seq $((seconds * 2))); do "$@" && return 0; sleep 0.5; done
  fail "$text: not within $seconds s"
}

"$root/docker/build-images.sh" service proxy
docker swarm leave --force >/dev/null 2>&1 || true
docker swarm init --advertise-addr 127.0.0.1 >/dev/null
docker stack deploy --compose-file "$root/docker/stack.yaml" "$stack"
three() { [ "$(running verifiers healthy | wc -l)" -eq 3 ]; }
wait_for 180 "three healthy replicas" three
proxy=$(running proxy | head -n 1)
[ -n "$proxy" ] || fail "the proxy does not run"
net=/proc/$(docker inspect --format '{{.State.Pid}}' "$proxy")/ns/net
# From inside the proxy's network: an engine of tests publishes no ports.
inside() { nsenter --net="$net" "$@"; }
up() { inside curl --silent --fail --max-time 5 http://127.0.0.1:8080/healthz >/dev/null; }
wait_for 60 "an answer through the proxy" up

inside python3 "$root/tests/scale/load.py" http://127.0.0.1:8080 8 "$log.stop" >"$log" 2>"$log.progress" &
load=$!
begun() { [ -s "$log.progress" ] && [ "$(tail -n 1 "$log.progress")" -ge 200 ]; }
wait_for 120 "load" begun
answered=0
for replica in $(running verifiers healthy); do
  count=$(docker exec "$replica" python3 -c "import urllib.request as u; print(int(sum(float(line.split()[-1]) for line in u.urlopen('http://127.0.0.1:8080/metrics').read().decode().splitlines() if line.startswith('verifiers_samples_total'))))")
  echo "Replica $replica has answered $count samples"
  [ "$count" -eq 0 ] || answered=$((answered + 1))
done
[ "$answered" -ge 2 ] || fail "the load is not shared"
victim=$(running verifiers healthy | head -n 1)
docker kill --signal KILL "$victim" >/dev/null
echo "Killed replica $victim after request $(tail -n 1 "$log.progress")"
gone() { [ -z "$(docker ps --quiet --filter "id=$victim")" ] && three; }
wait_for 180 "the replica's successor" gone
touch "$log.stop"
status=0
wait "$load" || status=$?
cat "$log"
[ "$status" -eq 0 ] || fail "requests were lost, or rewards wrong"
echo "swarm: passed"
