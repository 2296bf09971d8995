"""An agent that confines nothing: for tests of what stands around a sandbox, on machines where none can be had.

Speaks the protocol of supervisor.py and runs programs with the same candidate.py, as ordinary children with resource limits.
"""

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time

HOME = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HOME)

import candidate
from supervisor import Channel, DONE, JOB, READY, RESULT

_STDERR_TAIL = 16 << 10
_GRACE_BYTES = 512 << 20


def main():
    shutil.rmtree(HOME, ignore_errors=True)  # everything of it is loaded
    channel = Channel(os.dup(0), os.dup(1))
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    channel.receive()
    channel.send(
        READY,
        {"python": sys.version.split()[0], "isolated": False, "isolation_problem": "unconfined", "cgroups": [], "numpy": False},
    )
    while True:
        kind, payload = channel.receive()
        if kind == JOB:
            serve(channel, json.loads(payload))


def serve(channel, job):
    source = job["source"].encode("utf-8", "replace")
    for index, invocation in enumerate(job["invocations"]):
        facts, blobs = run(source, invocation, job["limits"])
        facts["index"] = index
        channel.send(RESULT, facts, *blobs)
    channel.send(DONE, {"clean": True})


def run(source, invocation, limits):
    folder = tempfile.mkdtemp()
    stdin, stdout, stderr, report = files = [os.memfd_create("job") for _ in range(4)]
    os.write(stdin, (invocation["stdin"] or "").encode("utf-8", "replace"))
    os.lseek(stdin, 0, os.SEEK_SET)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            become_job(source, invocation, limits, folder, files)
        finally:
            os._exit(125)
    killed = None
    while True:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if killed is None and time.monotonic() - started > limits["wall_us"] / 1e6:
            killed = "wall"
        elif killed is None and max(os.fstat(stdout).st_size, os.fstat(stderr).st_size) > limits["output"]:
            killed = "output"
        if killed is not None:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    wall_us = int((time.monotonic() - started) * 1e6)
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    shutil.rmtree(folder, ignore_errors=True)
    blobs = [content(stdout, limits["output"]), content(stderr, limits["output"])[-_STDERR_TAIL:], content(report, limits["output"])]
    for file in files:
        os.close(file)
    facts = {
        "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "cpu_us": int((used.ru_utime + used.ru_stime) * 1e6),
        "wall_us": wall_us,
        "peak_kib": used.ru_maxrss,
        "starved_us": 0,
        "killed": killed,
        "cancelled": False,
        "fault": None,
        "oom": False,
        "refused_processes": False,
        "stdout": len(blobs[0]),
        "stderr": len(blobs[1]),
        "report": len(blobs[2]),
    }
    return facts, blobs


def become_job(source, invocation, limits, folder, files):
    os.setsid()
    for target, file in enumerate(files[:3]):
        os.dup2(file, target)
    seconds = -(-limits["cpu_us"] // 1_000_000)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"] + _GRACE_BYTES,) * 2)
    os.chdir(folder)
    candidate.PATH = folder + "/solution.py"
    sys.path[0] = folder
    candidate.open_standard_streams()
    call = None
    if invocation.get("asked") is not None:
        call = invocation["asked"].encode()
    if invocation["function"] is not None:
        call = json.dumps({"name": invocation["function"], "arguments": invocation["arguments"]}).encode()

    def report(kind, payload):
        os.write(files[3], kind + len(payload).to_bytes(4, "big") + payload)

    os._exit(candidate.run(source, call, report) & 0xFF)


def content(file, most):
    return os.pread(file, min(os.fstat(file).st_size, most), 0)


main()
