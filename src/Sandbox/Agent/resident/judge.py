"""The second interpreter: runs a test against a program that runs elsewhere, under another user id and in other namespaces.

The test is trusted, the program is not. The program's globals are stand-ins here; the verdict is this process's own report. Three
things are never the program's to say: whether one of its objects equals a plain value, what became of a plain value that it was told
about through an operator, and whether an assertion may be swallowed.
"""

import builtins
import dis
import importlib
import io
import json
import linecache
import sys
import traceback
import types

import carried

PATH = "<test>"
SETUP_PATH = "<setup>"
REPORT = b"T"

_PLAIN_PREDICATES = frozenset(["startswith", "endswith", "issubset", "issuperset", "isdisjoint"])
_COMPARERS = frozenset(["isclose", "allclose", "approx", "array_equal", "assert_equal", "assertEqual", "deepcopy"])
_ALIASES = {"np": "numpy"}
_READABLE = frozenset(["__name__", "__doc__", "__qualname__", "__annotations__"])
_STREAMS = (io.StringIO, io.BytesIO)
_LONGEST = 2000


class Stand(carried.Proxy):
    """An object of the program, as the test sees it."""

    __slots__ = ()

    def __call__(self, *values, **named):
        return self._ask("call", list(values), named)

    def __getattr__(self, name):
        if name.startswith("__") and name not in _READABLE:
            raise AttributeError(name)  # interpreters and libraries act on such names without a test asking
        if name in _PLAIN_PREDICATES and self._kind != "class":
            raise AttributeError("'%s' of an object that is no plain value" % name)
        return self._ask("getattr", name)

    def __setattr__(self, name, value):
        self._ask("setattr", name, value)

    def __eq__(self, other):
        return self._compare("eq", other) if isinstance(other, Stand) else NotImplemented

    def __ne__(self, other):
        return self._compare("ne", other) if isinstance(other, Stand) else NotImplemented

    def __lt__(self, other):
        return self._compare("lt", other) if isinstance(other, Stand) else NotImplemented

    def __le__(self, other):
        return self._compare("le", other) if isinstance(other, Stand) else NotImplemented

    def __gt__(self, other):
        return self._compare("gt", other) if isinstance(other, Stand) else NotImplemented

    def __ge__(self, other):
        return self._compare("ge", other) if isinstance(other, Stand) else NotImplemented

    def __hash__(self):
        return hash(self._number)

    def __iter__(self):
        iterator = self._ask("iter")
        if not isinstance(iterator, Stand):
            raise TypeError("the program's object gives no iterator")
        return iterator

    def __next__(self):
        return self._ask("next")

    def __contains__(self, item):
        return any(item is one or item == one for one in self)

    def __len__(self):
        return self._exactly("len", int)

    def __bool__(self):
        return self._exactly("bool", bool)

    def __str__(self):
        return self._exactly("str", str)

    def __repr__(self):
        return self._exactly("repr", str)

    def __format__(self, form):
        return self._exactly("format", str, form)

    def __int__(self):
        return self._exactly("int", int)

    def __index__(self):
        return self._exactly("index", int)

    def __float__(self):
        return self._exactly("float", float)

    def __round__(self, *digits):
        return self._ask("round", *digits)

    def __abs__(self):
        return self._ask("abs")

    def __neg__(self):
        return self._ask("neg")

    def __pos__(self):
        return self._ask("pos")

    def __invert__(self):
        return self._ask("invert")

    def __getitem__(self, key):
        return self._ask("getitem", key)

    def __setitem__(self, key, value):
        self._ask("setitem", key, value)

    def __delitem__(self, key):
        self._ask("delitem", key)

    def __enter__(self):
        return self._ask("enter")

    def __exit__(self, kind, error, trace):
        swallowed = self._ask("exit", kind, error, None)
        # The test's own failures pass through; only what the program raised may end in the program.
        return bool(swallowed is True and error is not None and getattr(error, "_is_carried", False) and not isinstance(error, AssertionError))

    def __deepcopy__(self, memo):
        return self._ask("copy")

    def __dir__(self):
        return [name for name in self._ask("dir") if type(name) is str]

    def __instancecheck__(self, value):
        return isinstance(value, Stand) and self._exactly("isinstance", bool, value)

    def __subclasscheck__(self, value):
        return isinstance(value, Stand) and self._exactly("issubclass", bool, value)

    def _exactly(self, operation, kind, *values):
        value = self._ask(operation, *values)
        if type(value) is not kind:
            raise TypeError("the program's object gives no %s" % kind.__name__)
        return value

    def _ask(self, operation, *values):
        value = self._channel.request(self._number, operation, *values)
        return self._taint(value) if self._tainted else value

    def _compare(self, operation, other):
        value = self._channel.request(self._number, operation, other)
        if value is NotImplemented or type(value) is bool:
            return value
        raise TypeError("the program's comparison gives neither true nor false")

    def _operate(self, operation, other):
        """An operator that is told a plain value gives an object of the program, which never again becomes a plain value."""
        value = self._channel.request(self._number, operation, other)
        is_told = not isinstance(other, Stand) or other._tainted
        return self._taint(value) if is_told or self._tainted else value

    def _taint(self, value):
        if value is NotImplemented or value is None:
            return value
        if not isinstance(value, Stand):
            raise TypeError("the program's object was told a value of the test, and may not turn into a plain value after that")
        object.__setattr__(value, "_tainted", True)
        return value


def _operator(name):
    def operate(self, other):
        return self._operate(name, other)

    return operate


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift", "and", "or", "xor", "radd", "rsub", "rmul", "rtruediv"):
    setattr(Stand, "__%s__" % _name, _operator(_name))


class TestEnd(carried.Channel):
    proxy_type = Stand

    def __init__(self, descriptor, module_name):
        super().__init__(descriptor)
        self._module_name = module_name
        self.is_asked = False  # whether the test had the program do, or say, anything
        self._classes = {}
        self._numbers_of_classes = {}

    def request(self, target, operation, *values):
        self.is_asked |= operation not in ("names", "global")
        value = super().request(target, operation, *values)
        # A stand-in and a module say nothing yet; a constant does.
        self.is_asked |= operation == "global" and not isinstance(value, (Stand, type, types.ModuleType))
        return value

    # The program's exceptions are classes here, so that the test can catch them.

    def read_exception_class(self, packed, depth):
        _, number, name, *bases = packed
        made = self._classes.get(number)
        if made is None:
            if depth > 20 or type(number) is not int or type(name) is not str:
                raise ValueError("no exception class")
            unpacker = carried.Unpacker(self)
            parents = tuple(unpacker.read(base, depth + 1) for base in bases)
            if not parents or not all(isinstance(parent, type) and issubclass(parent, BaseException) for parent in parents):
                raise ValueError("no exception class")
            made = self._classes[number] = _ProgramsClass(name, parents, {"_end": self, "_number": number, "__module__": "solution"})
            self._numbers_of_classes[made] = number
        return made

    def number_of_class(self, cls):
        return self._numbers_of_classes.get(cls)

    def read_exception(self, parts, unpacker, depth):
        error = super().read_exception(parts, unpacker, depth)
        if isinstance(type(error), _ProgramsClass):
            error._text = parts[1] if type(parts[1]) is str else ""
        return error

    def arriving(self, error, operation):
        if operation != "next" and isinstance(error, (StopIteration, StopAsyncIteration, GeneratorExit)):
            error = RuntimeError("the program raised %s" % type(error).__name__)  # it would end a loop of the test
        try:
            error._is_carried = True
        except AttributeError:
            pass
        return error

    # What the program may do with objects of the test: call functions, use instances of the test's own classes, walk iterators.

    def check_export(self, value):
        if isinstance(value, (types.FrameType, types.CodeType, types.TracebackType, types.ModuleType)) or value is self:
            raise carried.NotCarried("an object of type '%s' stays with the test" % type(value).__name__)

    def perform(self, operation, target, values):
        owner = self._exports[target]
        if operation in ("getattr", "setattr"):
            name = values[0]
            own = type(owner).__module__ == self._module_name or isinstance(owner, type) and owner.__module__ == self._module_name
            if type(name) is not str or name.startswith("_") or not (own or operation == "getattr" and type(owner) in _STREAMS):
                raise AttributeError("'%s' stays with the test" % (name,))
            if operation == "getattr":
                return getattr(owner, name)
            if isinstance(owner, type):
                raise AttributeError("classes of the test stay as they are")
            return setattr(owner, name, values[1])
        if operation == "call":
            positional, named = values
            return owner(*positional, **named)
        return _OPERATIONS[operation](owner, *values)


import serving  # noqa: E402

_OPERATIONS = {name: act for name, act in serving.OPERATIONS.items() if name not in ("getattr", "setattr", "call", "dir", "format", "copy")}


class _ProgramsClass(type):
    """An exception class of the program."""

    def __call__(cls, *values, **named):
        error = cls.__new__(cls, *values)
        BaseException.__init__(error, *values)
        return error


def _text_of(error):
    return error.__dict__.get("_text", "") if "_text" in error.__dict__ else BaseException.__str__(error)


def run(request, descriptor, report):
    """Runs the test to its end and reports what came of it. Returns the exit status of this process."""
    asked = json.loads(request)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.argv = [PATH]
    sys.path[:] = [path for path in sys.path if not path.startswith("/tmp")]
    end = TestEnd(descriptor, "__main__")
    verdict = _judge(asked, module, end)
    if verdict["passed"] and end.broken is not None:
        verdict = _failed("runtime_error", end.broken)
    report(REPORT, json.dumps(verdict).encode())
    return 0


def _judge(asked, module, end):
    setup, test = asked["setup"], asked["test"]
    try:
        codes = [compile(setup, SETUP_PATH, "exec", dont_inherit=True), compile(test, PATH, "exec", dont_inherit=True)]
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _failed("test_error", "the test does not compile: %s" % error)
    for path, text in ((SETUP_PATH, setup), (PATH, test)):
        linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    try:
        _bind(asked, module, end, codes)
        exec(codes[0], module.__dict__)
        if asked["prelude"]:
            _bind_entries(asked, module, end)
        exec(codes[1], module.__dict__)
    except carried.Gone as gone:
        return _failed("runtime_error", str(gone) + _place(gone))
    except SystemExit as left:
        if getattr(left, "_is_carried", False) or not (left.code is None or type(left.code) in (int, bool) and left.code == 0):
            return _failed("runtime_error", "SystemExit: %s%s" % (left.code, _place(left)))
    except BaseException as error:
        is_own = isinstance(error, AssertionError) and not getattr(error, "_is_carried", False)
        return _failed("wrong_answer" if is_own else "runtime_error", _describe(error) + _place(error))
    if not end.is_asked:
        return _failed("test_error", "the test passes without having asked the program anything")
    return {"passed": True, "reason": "passed", "message": ""}


def _bind(asked, module, end, codes):
    """Gives the test the program's globals that it names. A builtin stays the test's, unless it is what is tested."""
    offered = end.request(0, "names")
    names = set(offered) if type(offered) is list and all(type(name) is str for name in offered) else set()
    entries = set(asked["entries"])
    tools = _tools(codes, entries)
    used = set().union(*map(_names_in, codes))
    for name in names & (used | entries):
        is_given = name.startswith("__") or hasattr(builtins, name) and name not in entries
        if not is_given:
            _bind_one(module, end, name, tools)
    if asked["entries"] and "candidate" not in names and asked["entries"][0] in module.__dict__:
        module.candidate = module.__dict__[asked["entries"][0]]
    solution = types.ModuleType("solution")
    solution.__getattr__ = lambda name: _global(end, name, names)
    solution.__all__ = sorted(name for name in names if not name.startswith("_") and not hasattr(builtins, name) and name not in tools)
    sys.modules["solution"] = solution


def _tools(codes, entries):
    """The names by which a test means the library, whatever the program calls so: its own would compare as it likes.

    A module or a function that compares always; a class of values where anything else could be what is tested. Decided by the test
    alone, so that no program can choose how it is judged.
    """
    loaded, stored = set(), set()
    for code in codes:
        _sort_names(code, loaded, stored)
    tools = {name for name in loaded - entries if _is_module(name) or name in _COMPARERS}
    tested = entries | {name for name in loaded - stored - tools - carried.VALUE_CLASSES if not hasattr(builtins, name)}
    return tools | ((loaded - entries) & carried.VALUE_CLASSES if tested else set())


def _is_module(name):
    return name in carried.WHOLE_MODULES or name in _ALIASES


def _sort_names(code, loaded, stored):
    """The globals that the code reads, and those that it makes itself."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            loaded.add(step.argval)
        elif step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            stored.add(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _sort_names(constant, loaded, stored)


def _bind_entries(asked, module, end):
    for name in asked["entries"]:
        if name in module.__dict__:
            _bind_one(module, end, name)


def _bind_one(module, end, name, tools=()):
    try:
        value = end.request(0, "global", name)
        if name in tools and not _is_named(value, name):
            if not _is_module(name):
                return  # `class Counter` of the program, or its `Counter = bool`, is not what a test means by Counter
            value = importlib.import_module(_ALIASES.get(name, name))  # nor is `class math` by math.isclose
    except Exception:
        return  # a global that cannot be carried; a test that needs it will not find it
    if isinstance(value, types.ModuleType) and value.__name__.partition(".")[0] != name and value.__name__ != _ALIASES.get(name):
        return
    module.__dict__[name] = value


def _is_named(value, name):
    """Whether the value is a module, class or function of the library that has this name there."""
    if isinstance(value, types.ModuleType):
        return value.__name__ == _ALIASES.get(name, name)
    return not isinstance(value, Stand) and callable(value) and carried.is_library(value, name)


def _global(end, name, names):
    if name not in names:
        raise AttributeError("the program has no '%s'" % name)
    return end.request(0, "global", name)


def _names_in(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names_in(constant)
    return names


def _failed(reason, message):
    return {"passed": False, "reason": reason, "message": message[:_LONGEST]}


def _describe(error):
    try:
        text = _text_of(error) if isinstance(type(error), _ProgramsClass) else str(error)
    except BaseException:
        text = ""
    return "%s: %s" % (type(error).__name__, text) if text else type(error).__name__


def _place(error):
    """The last line of the test's own text that the error passed through."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename in (PATH, SETUP_PATH):
            place = " in line %d: %s" % (frame.lineno, (frame.line or "").strip()[:300])
    return place
