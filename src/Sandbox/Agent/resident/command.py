"""What runs in the job's own process, after it was confined, for every language but Python: a compiler, or the program itself.

A program takes this process over. A compiler is its child: what it leaves behind is collected and reported, as bytes that are
never trusted: they only ever come back into a sandbox, as the program of the same source.
"""

import io
import json
import os
import signal
import stat

COMPILE, COMPILED = b"C", b"A"

PROGRAM_FD = 101
_MESSAGE = 16 << 10
_CHUNK = 1 << 16


def run(call, program, report):
    """Runs the command. program() reads the file it is about. Returns the exit status, unless the program takes over."""
    request = json.loads(call)
    for name, text in request["files"].items():
        _write("/tmp/" + name, text.encode())
    if request["file"] and not request["native"]:
        _write("/tmp/" + request["file"], program(), 0o444)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)  # the interpreter ignores these, and a command would inherit it
    if request["compiles"]:
        return _compile(request, report)
    try:
        start = os.execve if request["native"] or "/" in request["command"][0] else os.execvpe
        start(PROGRAM_FD if request["native"] else request["command"][0], request["command"], request["environment"])
    except OSError as error:
        os.write(2, b"the program cannot be started: %s\n" % os.strerror(error.errno).encode())
        return 126


def _compile(request, report):
    reading, writing = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_DUP2, writing, 2)]
    pid = os.posix_spawn(request["command"][0], request["command"], request["environment"], file_actions=actions)
    os.close(writing)
    message = b""
    while True:
        data = os.read(reading, _CHUNK)  # to the end, for a compiler that has more to say must not be ended by its pipe
        if not data:
            break
        message += data[: _MESSAGE - len(message)]
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(2, message)
    if status != 0:
        report(COMPILE, b"")
        return 1
    if request["compiled"]:
        report(COMPILED, _collect(request["compiled"]))
    return 0


def _collect(path):
    """The file, or a folder as an archive (not compressed) of the files in it. Links are not followed."""
    if not os.path.isdir(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("what the compiler left is no file")
        with open(descriptor, "rb") as file:
            return file.read()
    import zipfile  # for one language only, and never by the zygote

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        for folder, _, names in os.walk(path):
            for name in sorted(names):
                file = os.path.join(folder, name)
                if stat.S_ISREG(os.lstat(file).st_mode):
                    entries.write(file, os.path.relpath(file, path))
    return archive.getvalue()


def _write(path, data, mode=0o644):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view):]
    finally:
        os.close(descriptor)
