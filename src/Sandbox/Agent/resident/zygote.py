"""The zygote: a warm interpreter that forks one confined process for each invocation.

It is a process of its own and is only ever handed file descriptors. The bytes of programs and inputs never pass through its
memory, so a job that reads its inherited heap finds nothing of the jobs before it. For the same reason a zygote with more modules
loaded is forked from it, and not from the supervisor.
"""

import gc
import io
import os
import resource
import signal
import site
import socket
import struct
import sys
import traceback

import candidate
import carried  # noqa: F401
import command
import judge
import layout
import linux
import serving  # noqa: F401
import typed  # noqa: F401

# Modules that programs commonly import; loaded once here instead of in every job.
import bisect, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, json, math, operator  # noqa: F401,E401
import random, re, statistics, string, tokenize, typing  # noqa: F401,E401

# uid, isolated, userns, hide_run, role, cpu seconds, address space (0: unlimited), file bytes, processes, disk bytes,
# memory bytes (stack), uid of the judge (0: there is none)
REQUEST = struct.Struct("=IBBBBIQQIQQI")
# the job, and its judge or 0
STARTED = struct.Struct("=ii")
# process id, CPU of the zygote itself so far (µs): the first message of a zygote that another one forked
BORN = struct.Struct("=iq")
# wait status, CPU of the job (µs), peak memory (KiB), CPU of the zygote itself so far (µs)
ENDED = struct.Struct("=iqqq")

PROGRAM, COMMAND, TESTED_PROGRAM = range(3)
SOURCE, STDIN, CALL, STDOUT, STDERR, REPORT, JUDGE_CALL, JUDGE_REPORT = range(8)
REPORT_FD = 100
CHANNEL_FD = 101
DISK_INODES = 4096
_open_files = 256

ISOLATION = linux.CLONE_NEWPID | linux.CLONE_NEWIPC | linux.CLONE_NEWNS


def serve(control, job_filter):
    """Answers requests of the supervisor until it goes away."""
    _warm_up()
    _answer(control, linux.SeccompFilter(job_filter))


def _answer(control, seccomp):
    tid_address = linux.thread_id_address()
    base_memory = _virtual_memory()
    nothing = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    gc.collect()
    gc.freeze()
    gc.disable()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, REQUEST.size, 8)
        if not message:
            os._exit(0)
        if len(message) != REQUEST.size:
            _fork_zygote(message.decode(), control, descriptors, seccomp)
            continue
        request = REQUEST.unpack(message)
        _, isolated, userns = request[:3]
        namespaces = 0 if not isolated else ISOLATION | (linux.CLONE_NEWUSER if userns else 0)
        has_judge = request[-1] != 0
        ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM) if has_judge else ()
        pid, judge_pid = _fork(namespaces, tid_address), 0
        if pid == 0:
            _become_job(request, descriptors, seccomp, base_memory, ends[0].fileno() if has_judge else None)
        if has_judge and pid > 0:
            judge_pid = _fork(namespaces, tid_address)
            if judge_pid == 0:
                _become_judge(request, descriptors, seccomp, base_memory, ends[1].fileno(), nothing)
            if judge_pid < 0:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                pid, judge_pid = judge_pid, 0
        for descriptor in descriptors:
            os.close(descriptor)
        for end in ends:
            end.close()
        control.send(STARTED.pack(pid, judge_pid))
        if pid < 0:
            continue
        status, cpu_us, peak_kib = _wait(pid, judge_pid)
        own = resource.getrusage(resource.RUSAGE_SELF)
        control.send(ENDED.pack(status, cpu_us, peak_kib, _microseconds(own)))


def _fork(namespaces, tid_address):
    """0 in the child; in the zygote its pid, or the error's number below 0."""
    try:
        return linux.fork_into(namespaces, tid_address)
    except OSError as error:
        return -error.errno


def _wait(pid, judge_pid):
    """Waits for the job, and with a judge for both: the program ends with the test. Returns status, CPU time in µs, peak memory in KiB."""
    waiting, final, cpu_us, peak_kib, outlived = {pid, judge_pid} - {0}, 0, 0, 0, False
    while waiting:
        ended, status, used = os.wait4(-1, 0)
        if ended not in waiting:
            continue
        waiting.discard(ended)
        cpu_us += _microseconds(used)
        peak_kib = max(peak_kib, used.ru_maxrss)
        if ended == judge_pid or not outlived:
            final = status or final  # how the test's process ended matters first, and then how the program ended before it
        if ended == judge_pid and pid in waiting:
            outlived = True
            os.kill(pid, signal.SIGKILL)
    return final, cpu_us, peak_kib


def _fork_zygote(module, control, descriptors, seccomp):
    """Makes another zygote, with the module loaded. A module that cannot be loaded is left to the program that imports it."""
    if os.fork() == 0:
        control.close()
        control = socket.socket(fileno=descriptors[0])
        path = list(sys.path)
        sys.path.remove("/tmp")
        try:
            __import__(module)
            _forget_random_numbers()
        except Exception:
            pass
        sys.path[:] = path
        control.send(BORN.pack(os.getpid(), _microseconds(resource.getrusage(resource.RUSAGE_SELF))))
        _answer(control, seccomp)
    os.close(descriptors[0])


def _forget_random_numbers():
    """numpy draws its seed when it is loaded; programs that were given the same one would all draw the same numbers."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _microseconds(usage):
    return int((usage.ru_utime + usage.ru_stime) * 1e6)


def _become_job(request, descriptors, seccomp, base_memory, channel=None):
    """Confines this process, says so with one byte that the program cannot unsay, and runs the program. Never returns."""
    os.dup2(descriptors[REPORT], REPORT_FD, inheritable=False)
    is_command = request[4] == COMMAND
    try:
        _forget_random_numbers()
        if is_command:
            os.dup2(descriptors[SOURCE], command.PROGRAM_FD, inheritable=False)
        if channel is not None:
            os.dup2(channel, CHANNEL_FD, inheritable=False)
        source, call = _confine(request, descriptors, seccomp, base_memory)
        os.write(REPORT_FD, b"+")
    except BaseException as error:
        os.write(REPORT_FD, b"-" + repr(error).encode("utf-8", "backslashreplace"))
        os._exit(125)

    status = 1
    try:
        report = _reporter()
        call, laid_out = layout.take(call)
        if laid_out is not None:
            laid_out.lay()
            if laid_out.fetch:
                laid_out.stand_apart(report, REPORT_FD)
                report = _reporter()
        if is_command:
            status = command.run(call, lambda: _read_all(command.PROGRAM_FD), report)
        else:
            served = None if channel is None else CHANNEL_FD
            status = candidate.run(source, call, report, served, laid_out.arguments if laid_out is not None else ())
    finally:
        os._exit(status & 0xFF)


def _reporter():
    own_pid = os.getpid()

    def report(kind, payload):
        if os.getpid() != own_pid:
            return  # a child that the program forked: only the program itself has a value
        message = memoryview(kind + struct.pack(">I", len(payload)) + payload)
        while message:
            message = message[os.write(REPORT_FD, message):]

    return report


def _become_judge(request, descriptors, seccomp, base_memory, channel, nothing):
    """Confines this process as the program is, under a user id of its own, and runs the test. Never returns."""
    os.dup2(descriptors[JUDGE_REPORT], REPORT_FD, inheritable=False)
    status = 125
    try:
        os.dup2(channel, CHANNEL_FD, inheritable=False)
        request = (request[-1], *request[1:4], COMMAND, *request[5:])
        _, call = _confine(request, [None, nothing, descriptors[JUDGE_CALL], nothing, nothing], seccomp, base_memory)
        os.write(REPORT_FD, b"+")
        status = judge.run(call, CHANNEL_FD, _reporter())
    except BaseException as error:
        os.write(REPORT_FD, b"-" + repr(error).encode("utf-8", "backslashreplace"))
    finally:
        os._exit(status)


def _confine(request, descriptors, seccomp, base_memory):
    uid, isolated, userns, hide_run, role, cpu, address_space, file_bytes, processes, disk, memory, _ = request
    address_space = address_space + base_memory if address_space else resource.RLIM_INFINITY
    os.setsid()
    source = None if role == COMMAND else _read_all(descriptors[SOURCE])
    call = _read_all(descriptors[CALL]) if os.fstat(descriptors[CALL]).st_size else None
    for target, which in ((0, STDIN), (1, STDOUT), (2, STDERR)):
        os.dup2(descriptors[which], target)
    os.closerange(3, REPORT_FD)
    os.closerange(CHANNEL_FD + (role != PROGRAM), 4096)
    linux.set_dumpable(True)  # its files in /proc belong to the process only while it may be dumped
    _write("/proc/self/oom_score_adj", b"1000")
    if userns:
        _write("/proc/self/setgroups", b"deny")
        _write("/proc/self/gid_map", b"%d %d 1" % (uid, uid))
        _write("/proc/self/uid_map", b"%d %d 1" % (uid, uid))
    if isolated:
        size = "size=%d,nr_inodes=%d,mode=1777" % (disk, DISK_INODES)
        linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        linux.mount("tmpfs", "/tmp", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, size)
        linux.mount("tmpfs", "/dev/shm", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, size)
        if hide_run:
            linux.mount("tmpfs", "/run", "tmpfs", linux.MS_RDONLY, "nr_inodes=1")
    limits = (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, file_bytes, file_bytes),
        (resource.RLIMIT_NOFILE, _open_files, _open_files),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_STACK, memory, memory),
        (resource.RLIMIT_AS, address_space, address_space),
        (resource.RLIMIT_NPROC, processes, processes),
    )
    for limit, soft, hard in limits:
        ceiling = resource.getrlimit(limit)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = (ceiling if value == resource.RLIM_INFINITY else min(value, ceiling) for value in (soft, hard))
        try:
            resource.setrlimit(limit, (soft, hard))
        except ValueError:
            if limit != resource.RLIMIT_MSGQUEUE:  # gVisor has no such limit, and no job may make message queues
                raise
    if not userns and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    linux.drop_capabilities()
    linux.set_dumpable(True)
    seccomp.install()
    os.chdir("/tmp")
    os.umask(0o022)
    gc.enable()
    return source, call


def _read_all(descriptor):
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def _write(path, data):
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _virtual_memory():
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _warm_up():
    """Touches what every job needs, so that it is paid for once."""
    site.setquit()
    site.sethelper()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    linux.set_default_thread_stack(8 << 20)
    packages = "/usr/lib/python3/dist-packages"
    ours = os.path.dirname(__file__)
    for name, module in list(sys.modules.items()):
        if os.path.dirname(getattr(module, "__file__", None) or "") == ours:
            del sys.modules[name]  # a program's own module of that name is found instead
    sys.path = ["/tmp"] + [path for path in sys.path if path != ours]
    if os.path.isdir(packages):
        sys.path.append(packages)
    exec(compile("sum(map(int, '1 2'.split()))", "warm-up", "exec"), {})
    for mode in ("r", "w"):
        io.open("/dev/null", mode, encoding="utf-8", errors="surrogateescape").close()
    try:
        raise ValueError
    except ValueError:
        traceback.format_exc()
    json.loads(json.dumps({"value": [1, 2.5, "text", None]}))
    stdin, (pipe_end, stdout) = os.memfd_create("stdin"), os.pipe()
    os.dup2(stdin, 0)
    os.dup2(stdout, 1)
    diagnostics = os.dup(2)
    os.dup2(stdout, 2)
    candidate.open_standard_streams()
    os.dup2(diagnostics, 2)
    for descriptor in (stdin, stdout, pipe_end, diagnostics):
        os.close(descriptor)
