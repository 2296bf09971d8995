"""What the supervisor sees of a job from outside: its control group, its processes, what it left behind."""

import errno
import os
import resource
import signal
import socket
import stat
import time

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = resource.getpagesize()
_places = ("/tmp", "/dev/shm")

# The interpreter that a job starts from, and tables the kernel keeps for it, are not the program's own memory.
_GROUP_OVERHEAD = 32 << 20


class JobCgroup:
    """The control group that the zygotes live in, so that every job is born in it. Absent controllers answer nothing.

    config: {"memory" | "pids" | "cpu": {"directory": path inside the sandbox, "version": 1 | 2}}
    observed: where the groups of the whole sandbox can be read but not written, as in a container; or None. They count this process
    and the zygotes too, which is subtracted, and bound nothing that a job could not exceed: its memory is looked at.
    """

    def __init__(self, config, observed):
        self._observed = not config and observed is not None
        self._config = config
        if self._observed:
            config = _readable_groups(observed)
        self._memory = config.get("memory")
        self._pids = config.get("pids")
        cpu = config.get("cpu")
        self._limits = None
        self._zygotes = 1
        self.zygote_us = {}  # CPU time of each that is not its jobs'
        self.limits_memory = self._memory is not None and not self._observed
        self._held = _Held(self._memory) if self._memory and self._observed else None
        # Counters stay open: they are read for every test.
        self._cpu = _Counter(cpu, "cpuacct.usage", "cpu.stat", b"usage_usec")
        self._oom = _Counter(self._memory, "memory.oom_control", "memory.events", b"oom_kill")
        self._bound = _Bound(self._memory)
        self._refusals = _Counter(self._pids, "pids.events", "pids.events", b"max")
        self._members = _Counter(None if self._observed else self._pids, "pids.current", "pids.current", None)

    def controllers(self):
        return ["cpu"] if self._observed and self._cpu else sorted(self._config)

    def adopt(self, pid):
        for directory in {part["directory"] for part in self._config.values()}:
            _write(directory + "/cgroup.procs", pid)

    def limit(self, memory, processes):
        if self._limits == (memory, processes) or self._observed:
            return
        if self._memory:
            self._limit_memory(memory + self._zygotes * _GROUP_OVERHEAD)
        if self._pids:
            _write(self._pids["directory"] + "/pids.max", processes + self._zygotes)
        self._limits = memory, processes

    def make_room_for_zygote(self):
        """Another one is about to be made, and to load what its jobs share."""
        self._zygotes += 1
        self._limits = None
        self.limit(256 << 20, 1)

    def _limit_memory(self, size):
        directory = self._memory["directory"]
        if self._memory["version"] == 2:
            _write(directory + "/memory.max", size)
            if os.path.exists(directory + "/memory.swap.max"):
                _write(directory + "/memory.swap.max", 0)
            return
        # Memory may not exceed memory and swap together at any moment: whichever order, one of these two works.
        both = directory + "/memory.memsw.limit_in_bytes"
        swap = os.path.exists(both)
        try:
            _write(directory + "/memory.limit_in_bytes", size)
        except OSError:
            if not swap:
                raise
            _write(both, size)
            _write(directory + "/memory.limit_in_bytes", size)
        if swap:
            _write(both, size)

    def snapshot(self):
        return self._cpu_value(), self._oom.value(), self._refusals.value(), self._held.bytes() if self._held else 0, self._bound.mark()

    def memory_since(self, before):
        """Bytes that the sandbox holds more than before the job; 0 where the group bounds them itself, or does not count."""
        return self._held.bytes() - before[3] if self._held else 0

    def _cpu_value(self):
        return self._cpu.value() - (time.process_time_ns() // 1000 if self._observed else 0)

    def cpu_since(self, before):
        """CPU time in µs of everything in the group, or None where it is not counted."""
        return self._cpu_value() - before[0] if self._cpu else None

    def since(self, before, zygote, zygote_us):
        """What the job did to the group. zygote_us: all CPU time of its zygote so far, which is not the job's."""
        cpu_us = self.cpu_since(before)
        if cpu_us is not None:
            known_us = self.zygote_us.get(zygote)
            cpu_us = 0 if known_us is None else max(0, cpu_us - (zygote_us - known_us))
        self.zygote_us[zygote] = zygote_us
        oom = self._oom.value() > before[1]
        return {
            "cpu_us": cpu_us, "oom": oom, "crowded": oom and not self._bound.was_met_since(before[4]), "refused": self._refusals.value() > before[2],
        }

    def has_only_zygotes(self):
        """Whether no job's process is left; None where the group does not count them."""
        return self._members.value() == self._zygotes if self._members else None


def _readable_groups(directory):
    if os.path.exists(directory + "/cgroup.controllers"):
        names = {name: directory for name in ("memory", "pids", "cpu")}
        version, wanted = 2, {"memory": "memory.stat", "pids": "pids.events", "cpu": "cpu.stat"}
    else:
        names = {"memory": directory + "/memory", "pids": directory + "/pids", "cpu": directory + "/cpuacct"}
        version, wanted = 1, {"memory": "memory.stat", "pids": "pids.events", "cpu": "cpuacct.usage"}
    return {
        name: {"directory": path, "version": version} for name, path in names.items() if os.access(path + "/" + wanted[name], os.R_OK)
    }


class _Held:
    """Memory of a group without what the kernel keeps of files only to read them faster."""

    def __init__(self, part):
        self._file = os.open(part["directory"] + "/memory.stat", os.O_RDONLY | os.O_CLOEXEC)
        self._fields = (b"anon", b"shmem") if part["version"] == 2 else (b"total_rss", b"total_shmem")

    def bytes(self):
        held = 0
        for line in os.pread(self._file, 16384, 0).splitlines():
            key, _, value = line.partition(b" ")
            if key in self._fields:
                held += int(value)
        return held


class _Bound:
    """Whether a group met its own memory bound: if not, a process that the kernel ended for want of memory is not to blame.

    Version 2 counts it. Version 1 keeps the group's peak, which is reset here; where it can only be read, a bound that was met once
    counts as met.
    """

    _SLACK = 1 << 20

    def __init__(self, part):
        self._events = _Counter(part if part and part["version"] == 2 else None, None, "memory.events", b"max")
        self._directory = part["directory"] if part and part["version"] == 1 else None

    def mark(self):
        if self._directory and self._is_near():
            try:
                _write(self._directory + "/memory.max_usage_in_bytes", 0)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EROFS, errno.EPERM):
                    raise
        return self._events.value()

    def was_met_since(self, mark):
        return self._is_near() if self._directory else self._events.value() > mark

    def _is_near(self):
        peak, bound = (int(_read(self._directory + name)) for name in ("/memory.max_usage_in_bytes", "/memory.limit_in_bytes"))
        return peak > bound - self._SLACK


class _Counter:
    """A number in a control group's file: a line with a name, or the whole file. An absent controller counts nothing."""

    def __init__(self, part, name_v1, name_v2, field):
        self._file = None
        self._field = field
        self._scale = 1
        if part is not None:
            name = name_v2 if part["version"] == 2 else name_v1
            if name == "cpuacct.usage":
                self._field, self._scale = None, 1000  # in ns, and nothing else in the file
            self._file = os.open(part["directory"] + "/" + name, os.O_RDONLY | os.O_CLOEXEC)

    def __bool__(self):
        return self._file is not None

    def value(self):
        if self._file is None:
            return 0
        text = os.pread(self._file, 4096, 0)
        if self._field is None:
            return int(text) // self._scale
        for line in text.splitlines():
            key, _, value = line.partition(b" ")
            if key == self._field:
                return int(value)
        return 0


def other_processes(own):
    """Every process of the sandbox but the agent's own."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in own]


def cpu_of(pids):
    """CPU time in µs of these processes and of the children they waited for."""
    return sum(sum(map(int, stat[11:15])) for stat in map(_stat, pids) if stat) * 1_000_000 // _TICKS


def memory_of(pids):
    """Bytes these processes hold; pages they share are counted once."""
    private = 0
    for pid in pids:
        fields = _read_gone("/proc/%d/statm" % pid).split()
        if fields:
            private += (int(fields[1]) - int(fields[2])) * _PAGE
    if private < 64 << 20 or len(pids) == 1:
        return private
    total = None
    for pid in pids:
        for line in _read_gone("/proc/%d/smaps_rollup" % pid).splitlines():
            if line.startswith(b"Pss_Anon:"):
                total = (total or 0) + (int(line.split()[1]) << 10)
    return private if total is None else total


def time_waiting_for_cpu(own):
    """µs that one thread of the job was ready to run and had no CPU: the one that waited longest."""
    longest = 0
    for pid in other_processes(own):
        try:
            threads = os.listdir("/proc/%d/task" % pid)
        except OSError:
            continue
        for thread in threads:
            fields = _read_gone("/proc/%d/task/%s/schedstat" % (pid, thread)).split()
            if len(fields) > 1:
                longest = max(longest, int(fields[1]))
    return longest // 1000


def files_in_use():
    return [status.f_files - status.f_ffree for status in map(os.statvfs, _places)]


def collect_descriptors_in_flight():
    """Has the kernel free what dead processes sent through sockets in a circle, and with it the memory that it holds.

    Nobody can receive such descriptors any more, and the kernel looks for them when a socket is closed.
    """
    socket.socket(socket.AF_UNIX).close()


def ipc_objects():
    """Whether System V objects exist outside the jobs' own namespaces."""
    return any(_read_gone("/proc/sysvipc/" + kind).count(b"\n") > 1 for kind in ("shm", "sem", "msg"))


def kill_all_of(uids, own):
    """Where jobs share the agent's namespaces: ends every process of these uids, and proves it by finding none."""
    patience = time.monotonic() + 5
    while other_processes(own):
        if time.monotonic() > patience:
            os._exit(4)
        for uid in uids:
            os.setresuid(uid, uid, 0)
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
            finally:
                os.setresuid(0, 0, 0)
        _reap(own)


def _reap(own):
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in own:
            return
        os.waitpid(ended.si_pid, 0)


def remove_files_of(uid):
    """Removes what the uid wrote, as that uid. What it cannot remove is found by files_in_use, and the sandbox replaced."""
    os.setresgid(uid, uid, 0)
    os.setresuid(uid, uid, 0)
    try:
        for place in _places:
            _remove_inside(place, 0)
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)


def _remove_inside(directory, depth):
    try:
        if depth:
            os.chmod(directory, 0o700)
        entries = list(os.scandir(directory))
    except OSError:
        return
    for entry in entries:
        try:
            if stat.S_ISDIR(entry.stat(follow_symlinks=False).st_mode):
                if depth < 200:
                    _remove_inside(entry.path, depth + 1)
                os.rmdir(entry.path)
            else:
                os.unlink(entry.path)
        except OSError:
            continue


def _stat(pid):
    text = _read_gone("/proc/%d/stat" % pid)
    return text[text.rindex(b")") + 2 :].split() if text else None


def _read(path):
    with open(path, "rb", buffering=0) as file:
        return file.read()


def _read_gone(path):
    """The file's content, or nothing: processes end while they are looked at."""
    try:
        return _read(path)
    except OSError:
        return b""


def _write(path, value):
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, b"%d" % value)
    finally:
        os.close(descriptor)
