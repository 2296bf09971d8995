"""The agent's first process: PID 1 of the sandbox. Speaks frames with the service and has the zygote run each invocation.

Frames, both ways: 4 bytes length (big-endian, of what follows), 1 byte kind, payload. See AgentProtocol.cs.
"""

import base64
import json
import os
import select
import signal
import socket
import struct
import sys
import time

import layout
import linux
import watch
import zygote

CONFIGURE, JOB, CANCEL, READY, RESULT, DONE, REFUSED = b"G", b"J", b"X", b"R", b"O", b"D", b"N"

_STDERR_TAIL = 16 << 10
_CHUNK = 1 << 16
_PLAIN = "plain"
_JUDGE_MEMORY = 64 << 20
_NOTHING = {"stdin": "", "function": None, "arguments": None}
_NOT_RUN = {
    "index": 0, "exit": 0, "signal": 0, "cpu_us": 0, "wall_us": 0, "peak_kib": 0, "starved_us": 0, "killed": None, "cancelled": False,
    "fault": None, "missing": None, "oom": False, "crowded": False, "refused_processes": False, "stdout": 0, "stderr": 0, "report": 0,
    "judgement": 0,
}


class Channel:
    """The stream to the service. Its end is the end of the sandbox."""

    def __init__(self, source, sink):
        self.source = source
        self._sink = sink
        self._buffer = bytearray()

    def receive(self):
        while True:
            frame = self.take()
            if frame is not None:
                return frame
            self.fill()

    def fill(self):
        data = os.read(self.source, 1 << 20)
        if not data:
            os._exit(0)
        self._buffer += data

    def take(self):
        """The next complete frame, or None."""
        if len(self._buffer) < 4:
            return None
        (length,) = struct.unpack_from(">I", self._buffer)
        if len(self._buffer) < 4 + length:
            return None
        frame = bytes(self._buffer[4:5]), bytes(self._buffer[5 : 4 + length])
        del self._buffer[: 4 + length]
        return frame

    def send(self, kind, header, *blobs):
        text = json.dumps(header).encode()
        body = b"".join((kind, struct.pack(">I", len(text)), text, *blobs))
        data = memoryview(struct.pack(">I", len(body)) + body)
        while data:
            data = data[os.write(self._sink, data) :]


class Zygote:
    """A process that forks jobs, and the way to ask it."""

    def __init__(self, pid, control):
        self.pid = pid
        self.control = control


class Supervisor:
    def __init__(self, channel, config):
        self._channel = channel
        self._privileged = os.getuid() == 0
        self._first_job_uid = config["first_job_uid"]
        self._job_uids = config["job_uids"]
        self._next_uid = 0
        self._cgroup = watch.JobCgroup(config["cgroups"], config["observed"])
        self._hide_run = config["observed"] is not None or (not self._privileged and bool(config["cgroups"]))
        self._isolated = config["namespaces"]
        if self._privileged and self._isolated:
            linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
        linux.set_dumpable(False)
        linux.refuse_new_privileges()
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            control.close()
            os.close(channel.source)
            os.close(channel._sink)
            self._cgroup.adopt(os.getpid())
            zygote.serve(theirs, base64.b64decode(config["job_filter"]))
        theirs.close()
        self._zygotes = {_PLAIN: Zygote(pid, control)}
        self._own = {1, pid}
        self._probe()
        self._baseline = watch.files_in_use()

    def _probe(self):
        """Finds out how jobs can be confined here, by running an empty program."""
        limits = {"cpu_us": 5_000_000, "wall_us": 30_000_000, "memory": 256 << 20, "output": 1 << 16, "disk": 1 << 20, "processes": 8}
        source = _memory_file(b"")
        problem = None
        if self._isolated:
            problem = self._run(source, _NOTHING, limits)[0]["fault"]
            self._isolated = problem is None
        if not self._isolated:
            if not self._privileged:
                self._refuse("namespaces for each job are needed without privileges, and cannot be made: %s" % problem)
            fault = self._run(source, _NOTHING, limits)[0]["fault"]
            if fault is not None:
                self._refuse("an empty program cannot be run: %s" % fault)
        os.close(source)
        self.features = {
            "python": sys.version.split()[0],
            "isolated": self._isolated,
            "isolation_problem": problem,
            "cgroups": self._cgroup.controllers(),
            "numpy": any(os.path.isdir(os.path.join(path, "numpy")) for path in ("/usr/lib/python3/dist-packages",)),
        }

    def _refuse(self, reason):
        self._channel.send(REFUSED, {"reason": reason})
        os._exit(1)

    def serve(self):
        self._channel.send(READY, self.features)
        while True:
            kind, payload = self._channel.receive()
            if kind == JOB:
                self._serve_job(json.loads(payload))
            # a cancellation that crossed the end of its job needs no answer

    def _serve_job(self, job):
        limits, command = job["limits"], job["command"]
        missing = next((path for path in command["needs"] if not _exists(path)), None) if command else None
        if missing is not None:
            self._channel.send(RESULT, dict(_NOT_RUN, missing=missing))
            self._channel.send(DONE, {"clean": True})
            return
        source = _read_only_file(_bytes_of(job))
        clean = True
        for index, invocation in enumerate(job["invocations"]):
            result, *blobs = self._run(source, invocation, limits, command, job["profile"])
            if result["cancelled"]:
                break
            result["index"] = index
            self._channel.send(RESULT, result, *blobs)
            clean = result["fault"] is None
            if not clean:
                break
        os.close(source)
        self._channel.send(DONE, {"clean": clean and self._is_clean()})

    def _is_clean(self):
        alone = self._cgroup.has_only_zygotes()
        if alone is None:
            alone = watch.other_processes(self._own) == []
        return alone and watch.files_in_use() == self._baseline and (self._isolated or not watch.ipc_objects())

    def _zygote(self, profile):
        """The zygote with the profile's module loaded, started when it is first asked for; the plain one where there is no such module."""
        if profile not in self._zygotes and self.features.get(profile):
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._cgroup.make_room_for_zygote()
            socket.send_fds(self._zygotes[_PLAIN].control, [profile.encode()], [theirs.fileno()])
            theirs.close()
            message = ours.recv(64)
            if len(message) != zygote.BORN.size:
                os._exit(3)  # the service replaces the sandbox
            pid, cpu_us = zygote.BORN.unpack(message)
            self._cgroup.zygote_us[pid] = cpu_us
            self._own.add(pid)
            self._zygotes[profile] = Zygote(pid, ours)
        return self._zygotes.get(profile, self._zygotes[_PLAIN])

    def _run(self, source, invocation, limits, command=None, profile=_PLAIN):
        """Runs one invocation. Returns its facts, and what it wrote on standard output, standard error and the report."""
        parent = self._zygote(profile)
        uid = self._uid()
        judge = invocation.get("judge")
        judge_uid = 0 if judge is None else self._uid()
        if judge is not None:
            limits = dict(limits, memory=limits["memory"] + _JUDGE_MEMORY, processes=limits["processes"] + 1)
        self._cgroup.limit(limits["memory"] + limits["disk"], limits["processes"])
        before = self._cgroup.snapshot()
        call = invocation["function"]
        if command is not None:
            asked = json.dumps(command).encode()
        elif invocation.get("asked") is not None:
            asked = invocation["asked"].encode("utf-8", "replace")
        else:
            asked = b"" if call is None else json.dumps({"name": call, "arguments": invocation["arguments"]}).encode()
        if invocation.get("layout") is not None:
            asked = layout.pack(asked, invocation["layout"], base64.b64decode)
        files = [
            os.open("/proc/self/fd/%d" % source, os.O_RDONLY | os.O_CLOEXEC),
            _memory_file((invocation["stdin"] or "").encode("utf-8", "replace")),
            _memory_file(asked),
        ]
        pipes = [os.pipe2(os.O_CLOEXEC) for _ in range(3 if judge is None else 4)]
        for read, _ in pipes:
            os.set_blocking(read, False)
        ends = files + [write for _, write in pipes]
        if judge is not None:
            ends.insert(zygote.JUDGE_CALL, _memory_file(judge.encode("utf-8", "replace")))
        role = zygote.COMMAND if command is not None else zygote.PROGRAM if judge is None else zygote.TESTED_PROGRAM
        address_space = self._address_space(limits["memory"], command)
        cpu_seconds = -(-limits["cpu_us"] // 1_000_000) + 2
        request = zygote.REQUEST.pack(
            uid, self._isolated, not self._privileged, self._hide_run, role, cpu_seconds, address_space,
            limits["disk"], limits["processes"], limits["disk"], limits["memory"], judge_uid)
        started = time.monotonic()
        socket.send_fds(parent.control, [request], ends)
        for end in ends:
            os.close(end)
        run = Run(self, parent, [read for read, _ in pipes], limits, started, before)
        facts, blobs = run.finish(*{uid, judge_uid or uid})
        return (facts, *blobs)

    def _address_space(self, memory, command):
        """Bytes of addresses that a process may have; 0 for any number."""
        counted = self._cgroup.limits_memory
        if command is None:
            return memory + ((256 << 20) if counted else (64 << 20))
        # Runtimes reserve far more than they use, and so does each thread of a native program, for its stack.
        return 4 * memory + (1 << 30) if command["bound_addresses"] and not counted else 0

    def _uid(self):
        if not self._privileged:
            return os.getuid()
        self._next_uid = (self._next_uid + 1) % self._job_uids
        return self._first_job_uid + self._next_uid


class Run:
    """One invocation, from its start to the proof that nothing of it is left."""

    def __init__(self, supervisor, parent, pipes, limits, started, before):
        self._channel = supervisor._channel
        self._control = parent.control
        self._cgroup = supervisor._cgroup
        self._zygote = parent.pid
        self._own = supervisor._own
        self._isolated = supervisor._isolated
        self._stdout, self._stderr, self._report = pipes[:3]
        self._judgement = pipes[3] if len(pipes) > 3 else None
        self._limits = limits
        self._started = started
        self._before = before
        self._pid = None
        self._judge_pid = 0
        self._ended = None
        self._killed = None
        self._cancelled = False
        self._fault = None
        self._starved_us = 0
        self._most_processes = 0
        self._most_cpu_us = 0
        self._output = {pipe: bytearray() for pipe in pipes}
        self._written = dict.fromkeys(self._output, 0)

    def finish(self, *uids):
        self._watch()
        wall_us = int((time.monotonic() - self._started) * 1e6)
        if not self._isolated:
            watch.kill_all_of(uids, self._own)
        watch.collect_descriptors_in_flight()
        self._drain()
        if not self._isolated:
            for uid in uids:
                watch.remove_files_of(uid)
        return self._facts(wall_us), [bytes(output) for output in self._output.values()]

    def _watch(self):
        poll = select.poll()
        for descriptor in (*self._output, self._control.fileno(), self._channel.source):
            poll.register(descriptor, select.POLLIN)
        deadline = self._started + self._limits["wall_us"] / 1e6
        look = self._started + 0.02
        while self._ended is None:
            now = time.monotonic()
            if self._pid is not None and self._killed is None:
                if now >= look:
                    look = now + self._look_after_limits()
                if now >= deadline:
                    self._hear(poll, 0)  # this process may have waited for a CPU itself, and the program have ended meanwhile
                    if self._ended is not None:
                        break
                    self._starved_us = watch.time_waiting_for_cpu(self._own)
                    self._kill("wall")
            wait = max(0.0, min(look, deadline) - now) if self._killed is None else 5.0
            self._hear(poll, wait * 1000 + 1)

    def _hear(self, poll, milliseconds):
        """Takes what the program, the zygote and the service have to say, and waits so long for the first word."""
        for descriptor, _ in poll.poll(milliseconds):
            if descriptor == self._control.fileno():
                self._hear_zygote()
            elif descriptor == self._channel.source:
                self._hear_service()
            elif self._read(descriptor) == 0:
                poll.unregister(descriptor)

    def _look_after_limits(self):
        """Kills what is over its limit; otherwise returns the seconds until it is worth looking again."""
        cpu = self._cgroup.cpu_since(self._before)
        pids = watch.other_processes(self._own) if cpu is None or not self._cgroup.limits_memory else ()
        self._most_processes = max(self._most_processes, len(pids))
        if cpu is None:
            cpu = watch.cpu_of(pids)
        self._most_cpu_us = max(self._most_cpu_us, cpu)
        if cpu > self._limits["cpu_us"]:
            self._kill("cpu")
        if not self._cgroup.limits_memory:
            held = self._cgroup.memory_since(self._before)
            if watch.memory_of(pids) > self._limits["memory"] or held > self._limits["memory"] + self._limits["disk"]:
                self._kill("memory")
        left = (self._limits["cpu_us"] - cpu) / 1e6 / (os.cpu_count() or 1)
        return min(max(left, 0.01), 0.5 if self._cgroup.limits_memory else 0.025)

    def _hear_zygote(self):
        message = self._control.recv(64)
        if len(message) == zygote.STARTED.size:
            self._pid, self._judge_pid = zygote.STARTED.unpack(message)
            if self._pid < 0:
                self._fault = "a process could not be made: %s" % os.strerror(-self._pid)
                self._ended = (0, 0, 0, 0)
            elif self._killed is not None:
                self._end_process()
        elif len(message) == zygote.ENDED.size:
            self._ended = zygote.ENDED.unpack(message)
        else:
            os._exit(3)  # without its zygote the sandbox is worth nothing; the service replaces it

    def _hear_service(self):
        self._channel.fill()
        frame = self._channel.take()
        while frame is not None:
            if frame[0] == CANCEL:
                self._cancelled = True
                self._kill("cancelled")
            frame = self._channel.take()

    def _kill(self, reason):
        if self._killed is None:
            self._killed = reason
        if self._pid is not None and self._pid > 0 and self._ended is None:
            self._end_process()

    def _end_process(self):
        for pid in (self._judge_pid, self._pid):
            try:
                if pid:
                    os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it ended by itself, and the zygote is about to say so

    def _read(self, descriptor):
        """Takes some of what is in the pipe. Returns how many bytes: 0 at the end of the stream, None when there is nothing now."""
        try:
            data = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return None
        if not data:
            return 0
        output, limit = self._output[descriptor], self._limits["output"]
        if descriptor == self._report:
            limit = self._limits.get("report") or limit
        self._written[descriptor] += len(data)
        output += data
        if descriptor == self._stderr:
            if len(output) > 4 * _STDERR_TAIL:
                del output[:-_STDERR_TAIL]
        elif len(output) > limit + 16:
            del output[limit + 16 :]
        if self._written[descriptor] > limit + (16 if descriptor in (self._report, self._judgement) else 0):
            self._kill("output")
        return len(data)

    def _drain(self):
        """Reads what is still in the pipes. Their end may never come, for a dead program can have left them in a socket's queue."""
        for descriptor in self._output:
            while self._read(descriptor):
                pass
            os.close(descriptor)
        del self._output[self._stderr][:-_STDERR_TAIL]
        del self._output[self._stdout][self._limits["output"] :]

    def _facts(self, wall_us):
        status, cpu_us, peak_kib, zygote_us = self._ended
        report = self._output[self._report]
        ready = report[:1] == b"+"
        group = self._cgroup.since(self._before, self._zygote, zygote_us)
        # Children that nobody waited for are missing in the first; the group has them, or they were seen while they ran.
        cpu_us = max(cpu_us, self._most_cpu_us if group["cpu_us"] is None else group["cpu_us"])
        if not ready and not group["oom"] and self._fault is None and not self._cancelled:
            self._fault = bytes(report[1:]).decode("utf-8", "replace") or "the job's process ended before its program began"
        del report[:1]
        judgement = self._output.get(self._judgement, bytearray())
        if judgement[:1] == b"-" and self._fault is None:
            self._fault = "the judge: " + bytes(judgement[1:]).decode("utf-8", "replace")
        del judgement[:1]
        killed = self._killed
        if killed == "wall" and not self._judge_pid and not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            killed = None  # it had ended by itself when the signal came
        return {
            "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            "cpu_us": cpu_us,
            "wall_us": wall_us,
            "peak_kib": peak_kib,
            "starved_us": self._starved_us,
            "killed": killed,
            "cancelled": self._cancelled,
            "fault": self._fault,
            "missing": None,
            "oom": group["oom"],
            "crowded": group["crowded"],
            "refused_processes": group["refused"] or self._most_processes >= self._limits["processes"],
            "stdout": len(self._output[self._stdout]),
            "stderr": len(self._output[self._stderr]),
            "report": len(report),
            "judgement": len(judgement),
        }


def _exists(path):
    """A path, or the name of a program."""
    return os.path.exists(path) if "/" in path else any(os.path.exists(folder + path) for folder in ("/usr/bin/", "/bin/"))


def _bytes_of(job):
    """The program: its text, or what a compiler made of it."""
    compiled = job["command"].pop("data") if job["command"] else None
    return base64.b64decode(compiled) if compiled else job["source"].encode("utf-8", "replace")


def _read_only_file(data):
    """A file in memory that nobody can open for writing: the kernel runs no program that can still be written."""
    descriptor = _memory_file(data)
    try:
        os.fchmod(descriptor, 0o555)
        return os.open("/proc/self/fd/%d" % descriptor, os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(descriptor)


def _memory_file(data):
    descriptor = os.memfd_create("job", os.MFD_CLOEXEC)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def main():
    channel = Channel(os.dup(0), os.dup(1))
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    kind, payload = channel.receive()
    if kind != CONFIGURE:
        sys.exit("the first frame must configure the agent")
    Supervisor(channel, json.loads(payload)).serve()


if __name__ == "__main__":
    main()
