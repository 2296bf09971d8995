"""The few Linux calls that Python's standard library does not offer. Every failure is an OSError that names the call."""

import ctypes
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
_CLONE_CHILD_CLEARTID = 0x00200000
_CLONE_CHILD_SETTID = 0x01000000
_SIGCHLD = 17

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000

_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 4, 22, 38, 2
_CAPABILITY_VERSION_3 = 0x20080522

_AARCH64 = os.uname().machine == "aarch64"
_NR_CLONE, _NR_GET_ROBUST_LIST, _NR_SET_ROBUST_LIST = (220, 100, 99) if _AARCH64 else (56, 274, 273)

# PyDLL keeps the interpreter lock, which a fork needs; the C library is the process itself.
_libc = ctypes.PyDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _SockFprog(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class SeccompFilter:
    """A BPF program ready to be installed: made once, before jobs, and installed by each of them."""

    def __init__(self, program):
        self._bytes = ctypes.create_string_buffer(program, len(program))
        self._program = _SockFprog(len(program) // 8, ctypes.addressof(self._bytes))

    def install(self):
        _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(self._program), 0, 0), "seccomp")


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, what + ": " + os.strerror(number))


def _robust_list():
    head, size = ctypes.c_void_p(), ctypes.c_size_t()
    result = _libc.syscall(ctypes.c_long(_NR_GET_ROBUST_LIST), ctypes.c_long(0), ctypes.byref(head), ctypes.byref(size))
    _check(result, "get_robust_list")
    return head.value, size.value


def thread_id_address():
    """Where the C library keeps this thread's id, or None.

    A fork in a new pid namespace must have it rewritten, or recursive locks take two threads for one. The id stands 16 bytes
    before the robust list's head in glibc's thread descriptor on both architectures; the value there proves it.
    """
    head, _ = _robust_list()
    if head is None:
        return None
    address = head - 16
    return address if ctypes.c_int.from_address(address).value == os.getpid() else None


def fork_into(namespaces, tid_address):
    """fork(2) with new namespaces. Returns 0 in the child, its pid in the parent."""
    if not namespaces:
        return os.fork()
    head, size = _robust_list()
    flags = namespaces | _SIGCHLD
    if tid_address is not None:
        flags |= _CLONE_CHILD_SETTID | _CLONE_CHILD_CLEARTID
    tid = ctypes.c_void_p(tid_address)
    none = ctypes.c_void_p(None)
    ctypes.pythonapi.PyOS_BeforeFork()
    last_two = (none, tid) if _AARCH64 else (tid, none)
    pid = _libc.syscall(ctypes.c_long(_NR_CLONE), ctypes.c_long(flags), none, none, *last_two)
    if pid == 0:
        _libc.syscall(ctypes.c_long(_NR_SET_ROBUST_LIST), ctypes.c_void_p(head), ctypes.c_size_t(size))
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, "clone: " + os.strerror(number))
    return pid


def mount(source, target, kind, flags, options=None):
    _check(
        _libc.mount(
            source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), options.encode() if options else None
        ),
        "mount " + target,
    )


def drop_capabilities():
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, b"\0" * 24), "capset")


def set_dumpable(dumpable):
    _check(_libc.prctl(_PR_SET_DUMPABLE, 1 if dumpable else 0, 0, 0, 0), "prctl(PR_SET_DUMPABLE)")


def refuse_new_privileges():
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")


def set_default_thread_stack(size):
    """Stack of new threads; glibc otherwise takes the stack limit, which is as large as a job's memory."""
    attributes = ctypes.create_string_buffer(256)
    _libc.pthread_attr_init(attributes)
    if _libc.pthread_attr_setstacksize(attributes, ctypes.c_size_t(size)) == 0:
        _libc.pthread_setattr_default_np(attributes)
    _libc.pthread_attr_destroy(attributes)
