"""What runs in the job's own process, after it was confined: the untrusted program.

Nothing here is trusted once the program's first line has run: it shares this interpreter and may have changed anything. What
is reported can therefore only speak about the program itself: the value it returned, the reason why it failed.
"""

import atexit
import builtins
import errno
import json
import linecache
import os
import sys
import threading
import traceback
import types

import serving
import typed

PATH = "/tmp/solution.py"
MAX_DEPTH = 100

COMPILE, FUNCTION, MEMORY, PROCESSES, FILES, VALUE = b"C", b"F", b"M", b"P", b"D", b"V"


class NotPlain(Exception):
    pass


def _names_that_are_given():
    """What LeetCode and LiveCodeBench have imported before a solution: `List[int]` and `defaultdict` stand in their own signatures."""
    import bisect, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, math, operator, random, re, string, typing  # noqa: E401

    given = {module.__name__: module for module in (
        bisect, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, json, math, operator, random, re, string, sys, typing)}
    for module in (string, math, bisect, heapq, functools, itertools, collections, typing):
        names = getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
        given.update((name, getattr(module, name)) for name in names if not hasattr(builtins, name))
    given.update(copy=copy, deepcopy=copy.deepcopy)
    return given


_given = _names_that_are_given()


def run(source, call, report, channel=None, arguments=()):
    """Runs the program to its end and returns the exit status. report(kind, payload) tells why it failed, or the value.

    With a channel the program then serves the test that runs in another interpreter, until that ends.
    """
    request = {} if call is None else json.loads(call)
    source = request.get("before", "").encode("utf-8", "replace") + source
    _write_source(source)
    module = types.ModuleType("solution" if "name" in request else "__main__")
    module.__file__ = PATH
    module.__builtins__ = __builtins__
    if "name" in request:
        module.__dict__.update(_given)
    sys.modules[module.__name__] = module
    sys.argv = [PATH, *arguments]
    try:
        try:
            code = compile(source, PATH, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, OverflowError) as error:
            traceback.print_exception(type(error), error, None)
            report(COMPILE, b"")
            return 1
        exec(code, module.__dict__)
        if channel is not None:
            serving.serve(module.__dict__, channel)
        elif request.get("expression") is not None:
            _evaluate(module, request, report)
        elif request:
            _call(module, request, report)
        status = 0
    except BaseException as error:
        status = _status_of(error, report)
    return _finish(status, report)


def open_standard_streams():
    """Done by the zygote, over descriptors of the kinds that jobs get: nothing is in their buffers when a job inherits them."""
    sys.stdin = sys.__stdin__ = open(0, "r", encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def _write_source(source):
    descriptor = os.open(PATH, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, source)
    except OSError:
        pass  # only inspect and tracebacks read it; the program itself may not fit on the job's small disk
    finally:
        os.close(descriptor)


def _status_of(error, report):
    """Prints the uncaught exception as the interpreter would, and tells when a limit caused it."""
    if isinstance(error, SystemExit):
        if error.code is None:
            return 0
        if isinstance(error.code, int):
            return error.code & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    if isinstance(error, MemoryError):
        error.__traceback__ = None
        report(MEMORY, b"")
        os.write(2, b"MemoryError\n")
        return 1
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC, errno.EDQUOT):
        report(FILES, b"")
    elif isinstance(error, OSError) and error.errno == errno.EAGAIN or isinstance(error, RuntimeError) and "start new thread" in str(error):
        report(PROCESSES, b"")
    elif isinstance(error, (NotPlain, typed.NotCarried)):
        report(FUNCTION, str(error).encode("utf-8", "backslashreplace"))
        return 1
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != PATH:
        trace = trace.tb_next
    error.__traceback__ = trace
    linecache.checkcache(PATH)
    sys.excepthook(type(error), error, trace)
    return 1


def _finish(status, report):
    """What the interpreter does at its end, except to tear itself down: threads, exit handlers, buffers."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException as error:
        status = _status_of(error, report) or status
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        status = status or 120
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        pass
    return status


def _evaluate(module, request, report):
    """Evaluates an expression among the program's globals, after imports of the test's."""
    names = module.__dict__
    exec(compile(request["setup"], "<setup>", "exec", dont_inherit=True), names)
    if request["entry"] is not None:
        names.setdefault("candidate", names.get(request["entry"]))
    value = eval(compile(request["expression"].strip(), "<test>", "eval", dont_inherit=True), names)
    report(VALUE, json.dumps(typed.encode(value), separators=(",", ":")).encode("utf-8"))


def _call(module, request, report):
    name = request["name"]
    function = module.__dict__.get(name)
    if name in _given and function is _given[name]:
        function = None  # ours, and not the program's
    if function is None and "Solution" in module.__dict__:
        function = getattr(module.__dict__["Solution"](), name, None)
    if function is None:
        raise NotPlain("The program defines no function '%s' and no class 'Solution' with a method of that name." % name)
    value = function(*json.loads(request["arguments"]))
    try:
        encoded = json.dumps(_plain(value, 0), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        raise NotPlain("The value holds a text that is not Unicode (a lone surrogate).") from None
    report(VALUE, encoded)


def _plain(value, depth):
    """The value as what json.dumps can say, with $set, $float and $dict for what it cannot. Only exact built-in types leave."""
    if depth > MAX_DEPTH:
        raise NotPlain("The value is nested more than %d deep." % MAX_DEPTH)
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        number = float.__float__(value)
        if number != number:
            return {"$float": "nan"}
        if number in (float("inf"), float("-inf")):
            return {"$float": "inf" if number > 0 else "-inf"}
        return number
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, (list, tuple)):
        base = list if issubclass(kind, list) else tuple
        return [_plain(item, depth + 1) for item in base.__iter__(value)]
    if issubclass(kind, (set, frozenset)):
        base = set if issubclass(kind, set) else frozenset
        return {"$set": [_plain(item, depth + 1) for item in base.__iter__(value)]}
    if issubclass(kind, dict):
        pairs = list(dict.items(value))
        if all(issubclass(type(key), str) for key, _ in pairs):
            return {_key(str.__str__(key)): _plain(item, depth + 1) for key, item in pairs}
        return {"$dict": [[_plain(key, depth + 1), _plain(item, depth + 1)] for key, item in pairs]}
    if kind.__module__ == "numpy" and hasattr(value, "tolist"):
        return _plain(value.tolist(), depth + 1)
    raise NotPlain("The value of type '%s' is no plain JSON value." % kind.__name__)


def _key(key):
    return "$" + key if key.startswith("$") else key
