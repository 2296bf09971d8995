"""The warden: starts one sandbox, outlives it, and leaves nothing of it behind.

Runs outside the sandbox, as its parent, because the service cannot do this itself: a process with threads cannot make a user
namespace, and "die with the parent" would mean the thread that happened to start it. Reads one frame from standard input (4
bytes length, JSON: see WardenPlan.cs); from then on standard input and output belong to the sandbox. The end of standard input
is the end of the sandbox, so nothing survives a service that crashed.

Inside a container it is the container's first process: it gives up its privileges once the user ids are mapped, and its own end is
the end of the container.
"""

import base64
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time

CLONE_NEWUSER, CLONE_NEWCGROUP = 0x10000000, 0x02000000
GRACE_SECONDS = 1.0
PR_SET_CHILD_SUBREAPER = 36


def main():
    if os.getsid(0) != os.getpid():
        os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = json.loads(read_exactly(int.from_bytes(read_exactly(4), "big")))
    os.closerange(3, 65536)
    libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    groups = [Group(group) for group in plan["cgroups"]]
    try:
        for group in groups:
            group.make(plan["ids"])
        status = run(plan, groups)
    finally:
        for group in groups:
            group.remove()
    sys.exit(status)


def run(plan, groups):
    ready_read, ready_write = os.pipe()
    go_read, go_write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(ready_read)
            os.close(go_write)
            become_sandbox(plan, groups, ready_write, go_read)
        except BaseException as error:
            os.write(2, ("warden: %s\n" % error).encode())
            os._exit(126)
    os.close(ready_write)
    os.close(go_read)
    try:
        if os.read(ready_read, 1) and plan["ids"]:
            ids = plan["ids"]
            for kind in ("gid_map", "uid_map"):
                write("/proc/%d/%s" % (child, kind), "0 %d %d" % (ids["first"], ids["count"]))
        os.write(go_write, b"g")
    except OSError as error:
        os.write(2, ("warden: %s\n" % error).encode())
    os.close(go_write)
    if plan["container"]:
        become_nobody()
    return wait(child)


def become_nobody():
    """What root of the container could do is not needed any more: it may be root of the host."""
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)


def wait(child):
    """Waits for the sandbox's end, or ends it once the service has gone."""
    handle = os.pidfd_open(child)
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    poll.register(0, 0)  # reports only the hang-up: what is on standard input is for the sandbox
    hung_up = False
    try:
        while True:
            events = dict(poll.poll(GRACE_SECONDS * 1000 if hung_up else None))
            if handle in events:
                break
            if hung_up:
                kill(handle)
                break
            hung_up = True
            poll.unregister(0)
    except BaseException:
        kill(handle)
        raise
    finally:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        end_orphans()
    return status if status >= 0 else 128 - status


def end_orphans():
    """What the sandbox's first process left behind is ours now: bubblewrap ended while it starts leaves a child that would wait for it for ever."""
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as file:
            children = [int(pid) for pid in file.read().split()]
    except OSError:
        return  # a kernel that does not list them
    for pid in children:
        try:
            os.kill(pid, signal.SIGKILL)
        except PermissionError:
            return  # without privileges in a container, whose processes all end with its first one
        os.waitpid(pid, 0)


def kill(handle):
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except PermissionError:
        os._exit(137)  # without privileges in a container, whose processes all end with its first one


def become_sandbox(plan, groups, ready, go):
    for file in plan["files"]:
        data = os.memfd_create("file")
        os.write(data, base64.b64decode(file["data"]))
        os.lseek(data, 0, os.SEEK_SET)
        if data != file["descriptor"]:
            os.dup2(data, file["descriptor"])
            os.close(data)
        os.set_inheritable(file["descriptor"], True)
    for group in groups:
        group.enter_root()
    if groups and os.getuid() == 0:
        libc().unshare(CLONE_NEWCGROUP)  # best effort: hides the path of the groups
    for group in groups:
        group.enter_agent()
    try:
        write("/proc/self/oom_score_adj", str(plan["oom_score_adjust"]))
    except OSError:
        pass  # a service that is itself protected less than this may not be allowed to
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    # Fixes where memory mappings begin below the stack; jobs are given their own limit later.
    stack = plan["stack_bytes"] if hard == resource.RLIM_INFINITY else min(hard, plan["stack_bytes"])
    resource.setrlimit(resource.RLIMIT_STACK, (stack, hard))
    if plan["ids"]:
        os.setgroups([])
        if libc().unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "a user namespace cannot be made: " + os.strerror(ctypes.get_errno()))
    os.write(ready, b"r")
    if not os.read(go, 1):
        os._exit(126)
    if plan["ids"]:
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
    os.close(ready)
    os.close(go)
    os.execv(plan["argv"][0], plan["argv"])


class Group:
    """One control group hierarchy: <path>/agent for the agent's first process, <path>/job for the zygote and its jobs."""

    def __init__(self, plan):
        self.path = plan["path"]
        self.version = plan["version"]
        self.controllers = plan["controllers"]
        self.limits = plan["limits"]
        self.delegated = plan["delegated"]

    def make(self, ids):
        os.mkdir(self.path)
        self._owner = ids["first"] if ids else None

    def enter_root(self):
        write(self.path + "/cgroup.procs", "0")

    def enter_agent(self):
        for name in ("agent", "job"):
            os.mkdir(self.path + "/" + name)
        write(self.path + "/agent/cgroup.procs", "0")
        if self.version == 2:
            write(self.path + "/cgroup.subtree_control", " ".join("+" + controller for controller in self.controllers))
        for name, value in self.limits.items():
            write(self.path + "/" + name, value)
        if self._owner is not None:
            for name in self.delegated:
                if os.path.exists(self.path + "/" + name):
                    os.chown(self.path + "/" + name, self._owner, self._owner)

    def remove(self):
        patience = time.monotonic() + 5
        for path in (self.path + "/job", self.path + "/agent", self.path):
            while os.path.isdir(path):
                try:
                    os.rmdir(path)
                except OSError:
                    if time.monotonic() > patience:
                        os.write(2, ("warden: %s cannot be removed\n" % path).encode())
                        break
                    time.sleep(0.005)


def libc():
    return ctypes.CDLL(None, use_errno=True)


def read_exactly(count):
    data = b""
    while len(data) < count:
        more = os.read(0, count - len(data))
        if not more:
            sys.exit(1)
        data += more
    return data


def write(path, text):
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


main()
