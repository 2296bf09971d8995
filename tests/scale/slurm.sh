#!/usr/bin/env bash
# deploy/slurm/rescore.sbatch on a cluster of one node, started here for the test: four shards hold every rollout once, with the rewards of a run
# without shards; a task that was killed while it worked goes on where it stood.
#   tests/scale/slurm.sh [VERIFIERS]   the executable; default: the one built here
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
verifiers=${1:-$root/src/Api/bin/Release/net10.0/verifiers}
[ "$(id -u)" -eq 0 ] || { echo "slurm: needs root" >&2; exit 1; }
work=$(mktemp -d)
host=$(hostname -s)
pids=()
end() {
  local status=$?
  for id in "${pids[@]}"; do kill "$id" 2>/dev/null || true; done
  for id in "${pids[@]}"; do wait "$id" 2>/dev/null || true; done
  [ "$status" -eq 0 ] || tail -n 15 "$work"/*.log "$work"/rescore-*.log 2>/dev/null >&2 || true
  rm -rf "$work"
}
trap end EXIT
fail() { echo "slurm: $*" >&2; exit 1; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

mkdir -p "$work"/{state,spool,munge}
chmod 755 "$work"
dd if=/dev/urandom bs=1 count=1024 of="$work/munge/key" status=none
chmod 400 "$work/munge/key"
chmod 711 "$work/munge"
cat >"$work/slurm.conf" <<CONF
ClusterName=verifiers
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:4
CONF
export SLURM_CONF=$work/slurm.conf
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" --log-file="$work/munge/munged.log" \
  --seed-file="$work/munge/seed" >"$work/munged.log" 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" >"$work/slurmctld.log" 2>&1 &
pids+=($!)
slurmd -D -N "$host" -f "$SLURM_CONF" >"$work/slurmd.log" 2>&1 &
pids+=($!)
for _ in $(seq 120); do sinfo --noheader --format=%t 2>/dev/null | grep -q '^idle' && break; sleep 0.5; done
sinfo --noheader --format=%t | grep -q '^idle' || fail "the node is not idle: $(sinfo 2>&1)"

for i in $(seq 400); do
  printf '{"id": "r%d", "prompt": "What is %d?", "completion": "It is \\\\boxed{%d}.", "reference": "%d"}\n' "$i" "$i" "$i" $((i % 3 == 0 ? i + 1 : i))
done >"$work/rollouts.jsonl"
cd "$work"
# submit ARRAY [SHARDS]: waits until the whole array has ended.
submit() {
  VERIFIERS=$verifiers VERIFIERS_OPTIONS=--no-cache SHARDS=${2:-} \
    sbatch --quiet --wait --array="$1" --cpus-per-task=1 --mem=400 --chdir="$work" "$root/deploy/slurm/rescore.sbatch" math "$work/scored" "$work/rollouts.jsonl"
}
submit 1-4 || fail "a task failed"
"$verifiers" rescore "$work/rollouts.jsonl" --rubric math --out "$work/whole" --no-cache >"$work/whole.log"
# What decides: each rollout once, with the reward of the run without shards.
compare() {
  python3 - "$work" <<'PY'
import glob, json, sys
def read(pattern):
    rows = [json.loads(line) for name in sorted(glob.glob(pattern)) for line in open(name)]
    return sorted((row["id"], row["reward"]) for row in rows)
shards, whole = read(sys.argv[1] + "/scored/*.scored.jsonl"), read(sys.argv[1] + "/whole/*.scored.jsonl")
assert len(whole) == 400 and len({name for name, _ in whole}) == 400, len(whole)
assert shards == whole, (len(shards), len(whole))
files = glob.glob(sys.argv[1] + "/scored/*-of-4.scored.jsonl")
assert len(files) == 4 and all(open(name).readline() for name in files), files
PY
}
compare || fail "the shards do not hold what the whole run holds"

# A task that is ended while it works, as by its time limit, goes on where it stood when it is submitted alone.
python3 - "$work" <<'PY'
import json, sys
with open(sys.argv[1] + "/many.jsonl", "w") as file:
    for i in range(400_000):
        file.write(json.dumps({"id": f"m{i}", "completion": f"It is \\boxed{{{i}}}.", "reference": str(i + (i % 3 == 0))}) + "\n")
PY
many() {
  VERIFIERS=$verifiers VERIFIERS_OPTIONS=--no-cache SHARDS=2 \
    sbatch "$@" --array=2 --cpus-per-task=1 --mem=400 --chdir="$work" "$root/deploy/slurm/rescore.sbatch" math "$work/many" "$work/many.jsonl"
}
job=$(many --parsable)
for _ in $(seq 600); do [ -n "$(find "$work/many" -name "*2-of-2*" -size +100k 2>/dev/null)" ] && break; sleep 0.1; done
scancel --signal=KILL --full "$job"
for _ in $(seq 600); do [ -z "$(squeue --noheader --jobs="$job" 2>/dev/null)" ] && break; sleep 0.1; done
begun=$(cat "$work"/many/*2-of-2.scored.jsonl | wc -l)
[ "$begun" -gt 0 ] && [ "$begun" -lt 200000 ] || fail "the task was to be ended in the middle, and had written $begun lines"
many --quiet --wait || fail "the task that was submitted again failed"
python3 - "$work" <<'PY'
import glob, json, sys
[name] = glob.glob(sys.argv[1] + "/many/*2-of-2.scored.jsonl")
rows = [json.loads(line) for line in open(name)]
places = [int(row["id"][1:]) for row in rows]
assert len(rows) == 200_000 and places == sorted(set(places)), (len(rows), len(set(places)))
assert all(row["reward"] == (0 if place % 3 == 0 else 1) for row, place in zip(rows, places))
PY
if submit 3 2>"$work/refused.txt"; then fail "an array with gaps and without SHARDS was accepted"; fi
echo "slurm: passed (4 shards, $(sinfo --noheader --format=%c | head -n 1) CPUs, Slurm $(sinfo --version | cut -d' ' -f2))"
