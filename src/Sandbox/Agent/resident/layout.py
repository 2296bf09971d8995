"""Files that stand on a job's disk before its program begins, and files that are fetched from there when it has ended.

Runs in the job's own process, after it was confined. Where files are fetched, the program is a child of that process: its
parent waits, ends what is left, and reads the files when nobody can change them any more. The program cannot reach its
parent's descriptors, for the parent may not be dumped; what it left is its own, and never trusted.
"""

import json
import os
import signal
import stat
import struct

import linux

FETCHED = b"L"
_SEPARATOR = b"\0"  # JSON as it is written here holds none
_MOST_FILES = 256
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def pack(asked, layout, decode):
    """The supervisor's side: what is asked, and behind it the layout with the bytes of its files."""
    blobs = [decode(file.pop("data")) for file in layout["files"]]
    for file, blob in zip(layout["files"], blobs):
        file["size"] = len(blob)
    return b"".join((asked, _SEPARATOR, json.dumps(layout).encode(), _SEPARATOR, *blobs))


def take(call):
    """The job's side: what was asked without the layout (None when nothing was), and the layout or None."""
    end = -1 if call is None else call.find(_SEPARATOR)
    if end < 0:
        return call, None
    header_end = call.index(_SEPARATOR, end + 1)
    return call[:end] or None, Layout(json.loads(call[end + 1 : header_end]), memoryview(call)[header_end + 1 :])


class Layout:
    def __init__(self, header, blobs):
        self.arguments = header["arguments"]
        self.fetch = header["fetch"]
        self._fetch_bytes = header["fetch_bytes"]
        self._root = header["root"]
        self._files = header["files"]
        self._blobs = blobs

    def lay(self):
        """Writes the files below the root and goes there."""
        os.makedirs(self._root, exist_ok=True)
        os.chdir(self._root)
        at = 0
        for file in self._files:
            folder = os.path.dirname(file["path"])
            if folder:
                os.makedirs(folder, exist_ok=True)
            mode = 0o755 if file["executable"] else 0o644
            descriptor = os.open(file["path"], os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            view = self._blobs[at : at + file["size"]]
            at += file["size"]
            while view:
                view = view[os.write(descriptor, view) :]
            os.close(descriptor)
        self._blobs = None

    def stand_apart(self, report, report_fd):
        """Forks. Returns in the child, which is to run the program; its reports go to the parent. The parent never returns."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(reading, False)
        linux.set_dumpable(False)
        pid = os.fork()
        if pid == 0:
            linux.set_dumpable(True)
            os.dup2(writing, report_fd, inheritable=False)
            os.close(reading)
            os.close(writing)
            return
        os.close(writing)
        status = os.waitpid(pid, 0)[1]
        _end_the_rest()
        try:
            reported = os.read(reading, 1)
        except BlockingIOError:
            reported = b""
        header, blobs = {"status": status, "reported": reported.decode("latin-1") or None, "files": []}, []
        self._read_files(header["files"], blobs)
        text = json.dumps(header).encode()
        report(FETCHED, b"".join((struct.pack(">I", len(text)), text, *blobs)))
        os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))

    def _read_files(self, entries, blobs):
        left = self._fetch_bytes
        for path in self.fetch:
            for name in _names(self._root, path):
                if len(entries) == _MOST_FILES:
                    return
                data, problem = _read(self._root, name, left)
                left -= len(data)
                entries.append({"path": name, "size": len(data), "problem": problem})
                blobs.append(data)


def _end_the_rest():
    """As the first process of a namespace it has no other processes but the program's; else they have the job's own user id."""
    while True:
        try:
            os.kill(-1, signal.SIGKILL)
        except OSError:
            pass
        try:
            os.wait()
        except ChildProcessError:
            return


def _names(root, path):
    """The path, or the paths that match it when its last part holds a star."""
    folder, _, last = path.rpartition("/")
    if "*" not in last:
        return [path]
    import fnmatch

    try:
        descriptor = _open_folder(root, folder)
    except OSError:
        return []
    names = sorted(name for name in os.listdir(descriptor) if fnmatch.fnmatchcase(name, last))
    os.close(descriptor)
    return [folder + "/" + name if folder else name for name in names[:_MOST_FILES]]


def _open_folder(root, folder):
    descriptor = os.open(root, _DIRECTORY)
    for part in folder.split("/") if folder else ():
        try:
            below = os.open(part, _DIRECTORY, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def _read(root, path, most):
    """The bytes of a file, and why there are none. Links are not followed, and only regular files are read."""
    folder, _, name = path.rpartition("/")
    try:
        parent = _open_folder(root, folder)
        try:
            descriptor = os.open(name, _FILE, dir_fd=parent)
        finally:
            os.close(parent)
    except FileNotFoundError:
        return b"", "missing"
    except OSError:
        return b"", "not_a_file"
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return b"", "not_a_file"
        if facts.st_size > most:
            return b"", "too_large"
        return os.pread(descriptor, facts.st_size, 0), None
    finally:
        os.close(descriptor)
