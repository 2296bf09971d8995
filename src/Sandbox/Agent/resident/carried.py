"""How a program and the test that runs in another interpreter talk: plain values by value, everything else as a handle.

Frames, both ways: 4 bytes length (big-endian), a JSON list. A request is ["call", number, handle, operation, values], its answer
["return" | "raise", number, changed containers, value]; while one side waits it serves requests of the other.

The program's side can be lied to and taken over; nothing here trusts what it reads. A frame that makes no sense breaks the channel
for good, and a test on a broken channel does not pass.
"""

import builtins
import collections
import datetime
import decimal
import enum
import fractions
import importlib
import json
import os
import struct
import sys
import threading
import types

LARGEST_FRAME = 64 << 20
MAX_DEPTH = 200

# Modules whose functions and classes are the same on both sides, and are named instead of carried.
SHARED_MODULES = frozenset(
    "bisect cmath copy datetime decimal fractions functools heapq itertools json math operator re statistics string typing".split())
SHARED_NAMES = {"collections": frozenset("ChainMap Counter OrderedDict defaultdict deque namedtuple".split()), "dataclasses": frozenset(["FrozenInstanceError"])}
WHOLE_MODULES = SHARED_MODULES | frozenset(
    "abc array base64 calendar collections contextlib dataclasses enum hashlib io numbers numpy os random sys textwrap threading time types unittest uuid".split())

# Classes of the library whose objects are compared by what they hold.
VALUE_CLASSES = frozenset("ChainMap Counter OrderedDict defaultdict deque Decimal Fraction date datetime time timedelta timezone".split())

_HIDDEN_BUILTINS = frozenset(
    "breakpoint compile copyright credits delattr dir eval exec exit getattr globals help id input license locals memoryview open quit setattr super vars".split())
_KEYS, _VALUES, _ITEMS = type({}.keys()), type({}.values()), type({}.items())
_BUILTIN_FUNCTION, _FUNCTION = types.BuiltinFunctionType, types.FunctionType


class Gone(BaseException):
    """The other side ended, or what it said makes no sense. No test may go on after that."""


class NotCarried(TypeError):
    """A value that can be carried neither by value nor as a handle."""


def shared_builtin(name):
    if name in _HIDDEN_BUILTINS or name.startswith("_") or not isinstance(name, str):
        raise NotCarried("'%s' stays on its side" % name)
    return getattr(builtins, name)


def _shared_reference(value):
    """("T", name) or ("m", module, name) for what both sides have; None for everything else."""
    name = getattr(value, "__name__", None) or getattr(value, "_name", None)
    if type(name) is not str:
        return None
    if name not in _HIDDEN_BUILTINS and not name.startswith("_") and getattr(builtins, name, None) is value:
        return ["T", name]
    for module in (getattr(value, "__module__", None), "collections", "math"):
        if type(module) is str and is_shared(module, name) and getattr(sys.modules.get(module), name, None) is value:
            return ["m", module, name]
    return None


def is_library(value, name):
    """Whether both sides have the value, as a member of that name of some module."""
    reference = _shared_reference(value)
    return reference is not None and reference[0] == "m" and reference[2] == name


def is_shared(module, name):
    return not name.startswith("_") and (module in SHARED_MODULES or name in SHARED_NAMES.get(module, ()))


class Packer:
    """Writes values of one exchange. Containers that can change are numbered in the order they are met, on both sides alike."""

    def __init__(self, channel, known=()):
        self._channel = channel
        self.objects = list(known)
        self._numbers = {id(value): number for number, value in enumerate(self.objects)}

    def pack(self, value, depth=0):
        if depth > MAX_DEPTH:
            raise NotCarried("a value is nested more than %d deep" % MAX_DEPTH)
        if value is None:
            return ["n"]
        if value is True or value is False:
            return ["o", value]
        if value is Ellipsis:
            return ["E"]
        if value is NotImplemented:
            return ["I"]
        kind = type(value)
        if kind is int:
            return ["i", "%x" % value]
        if kind is str:
            return ["s", value]
        if kind is float:
            return ["f", float.__repr__(value)]
        if id(value) in self._numbers:
            return ["r", self._numbers[id(value)]]
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, value, depth + 1)
        return self._pack_other(value, kind, depth)

    def all(self, values, depth):
        return [self.pack(value, depth) for value in values]

    def number(self, value):
        self._numbers[id(value)] = len(self.objects)
        self.objects.append(value)

    def _pack_other(self, value, kind, depth):
        if isinstance(value, Proxy):
            return ["H", object.__getattribute__(value, "_number")]
        if isinstance(value, type) and issubclass(value, BaseException):
            return self._channel.pack_exception_class(value)
        if isinstance(value, BaseException):
            return self._channel.pack_exception(value, self, depth + 1)
        if isinstance(value, types.ModuleType):
            if value.__name__ in WHOLE_MODULES and sys.modules.get(value.__name__) is value:
                return ["M", value.__name__]
            raise NotCarried("the module '%s' stays on its side" % value.__name__)
        reference = _shared_reference(value) if callable(value) else None
        if reference is not None:
            return reference
        if kind.__module__ == "numpy":
            packed = self._pack_numpy(value, kind)
            if packed is not None:
                return packed
        fields = getattr(kind, "_fields", None)
        if issubclass(kind, tuple) and kind.__bases__ == (tuple,) and type(fields) is tuple:
            return ["P", kind.__name__, list(fields), *self.all(tuple.__iter__(value), depth + 1)]
        if not _has_own_methods(kind):
            for base in (int, str, float, bytes, complex, tuple, frozenset, list, dict, set, bytearray):
                if issubclass(kind, base):
                    return self._pack_base(value, base, depth)
        return self._channel.export(value)

    def _pack_base(self, value, base, depth):
        """A subclass without methods of its own, as the built-in value that it is made of."""
        if base in (list, dict, set, bytearray):
            plain = dict(dict.items(value)) if base is dict else base(base.__iter__(value))
            packed = _WRITERS[base](self, plain, depth + 1)
            return packed
        plain = {
            int: int.__index__, str: str.__str__, float: float.__float__, bytes: bytes.__bytes__ if hasattr(bytes, "__bytes__") else bytes,
            complex: lambda number: complex(number.real, number.imag), tuple: lambda items: tuple(tuple.__iter__(items)),
            frozenset: lambda items: frozenset(frozenset.__iter__(items)),
        }[base](value)
        return self.pack(plain, depth + 1)

    def _pack_numpy(self, value, kind):
        import numpy

        if isinstance(value, numpy.generic) and value.dtype.kind in "biufcSUMm":
            return ["np", value.dtype.str, [], value.tobytes().decode("latin-1"), True]
        if kind is numpy.ndarray and value.dtype.kind in "biufcSUMm":
            self.number(value)
            return ["np", value.dtype.str, list(value.shape), value.tobytes().decode("latin-1"), False]
        return None


def _has_own_methods(kind):
    """Whether the class, or one below the built-in type it comes from, adds methods a caller could want."""
    for cls in kind.__mro__:
        if cls.__module__ in ("builtins", "enum", "collections"):
            continue
        if any(callable(member) and not name.startswith("_") for name, member in vars(cls).items() if not isinstance(member, enum.Enum)):
            return True
    return False


def _container(tag, items):
    def write(packer, value, depth):
        packer.number(value)
        return [tag, *packer.all(items(value), depth)]

    return write


def _pairs(value):
    return [part for pair in dict.items(value) for part in pair]


def _write_deque(packer, value, depth):
    packer.number(value)
    return ["u", value.maxlen, *packer.all(value, depth)]


def _write_default_dict(packer, value, depth):
    packer.number(value)
    return ["w", packer.pack(value.default_factory, depth), *packer.all(_pairs(value), depth)]


def _write_bytearray(packer, value, depth):
    packer.number(value)
    return ["a", value.decode("latin-1")]


def _write_time(packer, value, depth):
    zone = value.tzinfo
    if zone is not None and type(zone) is not datetime.timezone:
        return packer._channel.export(value)
    offset = None if zone is None else zone.utcoffset(None).total_seconds()
    if type(value) is datetime.time:
        return ["dt", "time", value.hour, value.minute, value.second, value.microsecond, offset, value.fold]
    return ["dt", "datetime", value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, offset, value.fold]


_WRITERS = {
    bytes: lambda packer, value, depth: ["b", value.decode("latin-1")],
    complex: lambda packer, value, depth: ["c", float.__repr__(value.real), float.__repr__(value.imag)],
    tuple: lambda packer, value, depth: ["t", *packer.all(value, depth)],
    frozenset: lambda packer, value, depth: ["z", *packer.all(value, depth)],
    list: _container("l", iter),
    set: _container("e", iter),
    dict: _container("d", _pairs),
    collections.Counter: _container("k", _pairs),
    collections.OrderedDict: _container("O", _pairs),
    collections.defaultdict: _write_default_dict,
    collections.deque: _write_deque,
    bytearray: _write_bytearray,
    range: lambda packer, value, depth: ["g", *packer.all((value.start, value.stop, value.step), depth)],
    slice: lambda packer, value, depth: ["y", *packer.all((value.start, value.stop, value.step), depth)],
    decimal.Decimal: lambda packer, value, depth: ["D", str(value)],
    fractions.Fraction: lambda packer, value, depth: ["Q", "%x" % value.numerator, "%x" % value.denominator],
    datetime.date: lambda packer, value, depth: ["dt", "date", value.year, value.month, value.day],
    datetime.datetime: _write_time,
    datetime.time: _write_time,
    datetime.timedelta: lambda packer, value, depth: ["dt", "timedelta", value.days, value.seconds, value.microseconds],
    _KEYS: lambda packer, value, depth: ["v", "keys", *packer.all(value, depth)],
    _VALUES: lambda packer, value, depth: ["v", "values", *packer.all(value, depth)],
    _ITEMS: lambda packer, value, depth: ["v", "items", *packer.all(value, depth)],
}


class Unpacker:
    """Reads values of one exchange. Whatever is not exactly as a packer writes it raises some exception."""

    def __init__(self, channel, known=()):
        self._channel = channel
        self.objects = list(known)

    def read(self, packed, depth=0):
        if depth > MAX_DEPTH + 8 or type(packed) is not list:
            raise ValueError("no value")
        tag = packed[0]
        if tag == "n":
            return None
        if tag == "o":
            return packed[1] is True
        if tag == "i":
            return int(_text(packed[1]), 16)
        if tag == "s":
            return _text(packed[1])
        if tag == "f":
            return float(_text(packed[1]))
        return getattr(self, "_read_" + tag)(packed[1:], depth + 1)

    def all(self, packed, depth):
        return [self.read(item, depth) for item in packed]

    def _keep(self, value):
        self.objects.append(value)
        return value

    def _read_r(self, parts, depth):
        return self.objects[_count(parts[0])]

    def _read_E(self, parts, depth):
        return Ellipsis

    def _read_I(self, parts, depth):
        return NotImplemented

    def _read_b(self, parts, depth):
        return _text(parts[0]).encode("latin-1")

    def _read_a(self, parts, depth):
        return self._keep(bytearray(_text(parts[0]).encode("latin-1")))

    def _read_c(self, parts, depth):
        return complex(float(_text(parts[0])), float(_text(parts[1])))

    def _read_t(self, parts, depth):
        return tuple(self.all(parts, depth))

    def _read_z(self, parts, depth):
        return frozenset(self.all(parts, depth))

    def _read_l(self, parts, depth):
        value = self._keep([])
        value.extend(self.all(parts, depth))
        return value

    def _read_e(self, parts, depth):
        value = self._keep(set())
        value.update(self.all(parts, depth))
        return value

    def _fill(self, value, parts, depth):
        self._keep(value)
        items = self.all(parts, depth)
        for index in range(0, len(items), 2):
            value[items[index]] = items[index + 1]
        return value

    def _read_d(self, parts, depth):
        return self._fill({}, parts, depth)

    def _read_k(self, parts, depth):
        return self._fill(collections.Counter(), parts, depth)

    def _read_O(self, parts, depth):
        return self._fill(collections.OrderedDict(), parts, depth)

    def _read_w(self, parts, depth):
        value = self._keep(collections.defaultdict())
        factory = self.read(parts[0], depth)
        items = self.all(parts[1:], depth)
        value.update(zip(items[::2], items[1::2]))
        value.default_factory = factory
        return value

    def _read_u(self, parts, depth):
        value = self._keep(collections.deque(maxlen=None if parts[0] is None else _count(parts[0])))
        value.extend(self.all(parts[1:], depth))
        return value

    def _read_g(self, parts, depth):
        return range(*self.all(parts, depth))

    def _read_y(self, parts, depth):
        return slice(*self.all(parts, depth))

    def _read_D(self, parts, depth):
        return decimal.Decimal(_text(parts[0]))

    def _read_Q(self, parts, depth):
        return fractions.Fraction(int(_text(parts[0]), 16), int(_text(parts[1]), 16))

    def _read_dt(self, parts, depth):
        kind, *numbers = parts
        if kind in ("date", "timedelta"):
            return getattr(datetime, kind)(*map(_whole, numbers))
        *numbers, offset, fold = numbers
        zone = None if offset is None else datetime.timezone(datetime.timedelta(seconds=float(offset)))
        return {"time": datetime.time, "datetime": datetime.datetime}[kind](*map(_whole, numbers), tzinfo=zone, fold=_whole(fold))

    def _read_v(self, parts, depth):
        items = self.all(parts[1:], depth)
        if parts[0] == "keys":
            return dict.fromkeys(items).keys()
        return dict(enumerate(items)).values() if parts[0] == "values" else dict(items).items()

    def _read_P(self, parts, depth):
        name, fields, *items = parts
        return self._channel.named_tuple(_text(name), tuple(map(_text, fields)))(*self.all(items, depth))

    def _read_np(self, parts, depth):
        import numpy

        dtype, shape, data, scalar = parts
        kind = numpy.dtype(_text(dtype))
        if kind.kind not in "biufcSUMm" or kind.hasobject:
            raise ValueError("no such array")
        array = numpy.frombuffer(_text(data).encode("latin-1"), dtype=kind).copy().reshape([_count(length) for length in shape])
        return array[()] if scalar else self._keep(array)

    def _read_T(self, parts, depth):
        return shared_builtin(_text(parts[0]))

    def _read_m(self, parts, depth):
        module, name = _text(parts[0]), _text(parts[1])
        if not is_shared(module, name):
            raise ValueError("no shared name")
        value = getattr(importlib.import_module(module), name)
        if isinstance(value, types.ModuleType):
            raise ValueError("no shared name")  # what a module imports for itself would be a door to everything
        return value

    def _read_M(self, parts, depth):
        if _text(parts[0]) not in WHOLE_MODULES:
            raise ValueError("no shared module")
        return importlib.import_module(parts[0])

    def _read_x(self, parts, depth):
        return self._channel.read_exception(parts, self, depth)

    def _read_C(self, parts, depth):
        return self._channel.read_exception_class(["C", *parts], depth)

    def _read_h(self, parts, depth):
        return self._channel.proxy(_count(parts[0]), _text(parts[1]))

    def _read_H(self, parts, depth):
        return self._channel.exported(_count(parts[0]))


def _text(value):
    if type(value) is not str:
        raise ValueError("no text")
    return value


def _whole(value):
    if type(value) is not int:
        raise ValueError("no number")
    return value


def _count(value):
    if _whole(value) < 0:
        raise ValueError("no number")
    return value


_CHANGING = (list, set, dict, bytearray, collections.deque)


def snapshot(value):
    """Enough of a container to see whether it was changed."""
    if isinstance(value, dict):
        return _pairs(value)
    if isinstance(value, bytearray) or not isinstance(value, _CHANGING):
        return bytes(value) if isinstance(value, bytearray) else value.tobytes()
    return list(value)


def _is_changed(value, before):
    now = snapshot(value)
    if isinstance(now, bytes):
        return now != before
    return len(now) != len(before) or any(one is not other for one, other in zip(now, before))


def _contents(packer, value):
    if isinstance(value, bytearray) or not isinstance(value, _CHANGING):
        return [snapshot(value).decode("latin-1")]
    return packer.all(_pairs(value) if isinstance(value, dict) else list(value), 1)


def _change(unpacker, value, packed):
    """Makes a container of this side hold what the other side says it holds now."""
    if isinstance(value, bytearray):
        value[:] = _text(packed[0]).encode("latin-1")
        return
    if not isinstance(value, _CHANGING):
        import numpy

        value[...] = numpy.frombuffer(_text(packed[0]).encode("latin-1"), dtype=value.dtype).reshape(value.shape)
        return
    items = unpacker.all(packed, 1)
    if isinstance(value, dict):
        pairs = [(items[index], items[index + 1]) for index in range(0, len(items), 2)]
        dict.clear(value)
        for key, item in pairs:
            dict.__setitem__(value, key, item)
    elif isinstance(value, list):
        value[:] = items
    elif isinstance(value, set):
        value.clear()
        value.update(items)
    else:
        value.clear()
        value.extend(items)


class Channel:
    """One end. What the other end may do with objects of this one is up to allow(operation, target, values)."""

    proxy_type = None

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._next = 0
        self._numbers = {}
        self._exports = []
        self._proxies = {}
        self._named_tuples = {}
        self._lock = threading.RLock()
        self._write = os.write
        self._read = os.read
        self.broken = None

    # Objects of this side

    def export(self, value):
        number = self._numbers.get(id(value))
        if number is None:
            self.check_export(value)
            number = len(self._exports)
            self._exports.append(value)
            self._numbers[id(value)] = number
        return ["h", number, "class" if isinstance(value, type) else "object"]

    def exported(self, number):
        return self._exports[number]

    def check_export(self, value):
        pass

    # Objects of the other side

    def proxy(self, number, kind):
        made = self._proxies.get(number)
        if made is None:
            made = self._proxies[number] = self.proxy_type(self, number, kind)
        return made

    def named_tuple(self, name, fields):
        key = name, fields
        made = self._named_tuples.get(key)
        if made is None:
            made = self._named_tuples[key] = collections.namedtuple(name, fields)
        return made

    def pack_exception_class(self, cls):
        reference = _shared_reference(cls)
        if reference is not None:
            return reference
        known = self.number_of_class(cls)
        if known is not None:
            return ["H", known]
        self.export(cls)
        bases = [self.pack_exception_class(base) for base in cls.__bases__ if issubclass(base, BaseException)]
        return ["C", self._numbers[id(cls)], cls.__name__, *bases]

    def number_of_class(self, cls):
        return None

    def pack_exception(self, error, packer, depth):
        try:
            arguments = packer.all(error.args, depth)
        except Exception:
            arguments = [["s", str(error)]]
        try:
            members = {name: packer.pack(value, depth) for name, value in vars(error).items() if not name.startswith("_")}
        except Exception:
            members = {}
        try:
            text = str(error)
        except Exception:
            text = ""
        return ["x", self.pack_exception_class(type(error)), text, ["t", *arguments], members]

    def read_exception(self, parts, unpacker, depth):
        cls, text, arguments, members = parts
        cls = unpacker.read(cls, depth)
        if not (isinstance(cls, type) and issubclass(cls, BaseException)):
            raise ValueError("no exception")
        try:
            error = cls(*unpacker.read(arguments, depth))
        except Exception:
            error = RuntimeError("%s: %s" % (cls.__name__, _text(text)))
        for name, value in members.items():
            if not name.startswith("_"):
                setattr(error, name, unpacker.read(value, depth))
        return error

    def read_exception_class(self, packed, depth):
        raise ValueError("no exception of this side")

    # Talking

    def request(self, target, operation, *values):
        """Has the other side do something with one of its objects. Returns the value, or raises what it raised."""
        with self._lock:
            if self.broken is not None:
                raise Gone(self.broken)
            self._next += 1
            number = self._next
            packer = Packer(self)
            self._send(["call", number, target, operation, [packer.pack(value) for value in values]])
            while True:
                message = self._receive()
                try:
                    kind = message[0]
                    if kind == "call":
                        self._serve(message)
                        continue
                    if kind not in ("return", "raise") or message[1] != number:
                        raise ValueError("an answer to nothing")
                    unpacker = Unpacker(self, packer.objects)
                    value = self._read_answer(unpacker, message, len(packer.objects))
                except Gone:
                    raise
                except Exception as error:
                    self.fail("the program's answer makes no sense (%s)" % type(error).__name__)
                if kind == "return":
                    return value
                raise self.arriving(value, operation)

    def arriving(self, error, operation):
        return error

    def _read_answer(self, unpacker, message, known):
        _, _, changes, packed = message
        for number, contents in changes:
            if _count(number) >= known:
                raise ValueError("no container of this exchange")
            _change(unpacker, unpacker.objects[number], contents)
        value = unpacker.read(packed)
        if message[0] == "raise" and not isinstance(value, BaseException):
            raise ValueError("no exception")
        return value

    def _serve(self, message):
        _, number, target, operation, packed = message
        unpacker = Unpacker(self)
        values = [unpacker.read(value) for value in packed]
        containers = unpacker.objects
        before = [snapshot(value) for value in containers]
        packer = Packer(self, containers)
        kind = "return"
        try:
            result = self.perform(operation, target, values)
        except Gone:
            raise
        except BaseException as error:
            kind, result = "raise", error
            error.__traceback__ = None
        changes = []
        try:
            for index, value in enumerate(containers):
                if _is_changed(value, before[index]):
                    changes.append([index, _contents(packer, value)])
            answer = packer.pack(result)
        except Exception as error:
            packer, kind, changes = Packer(self), "raise", []
            answer = packer.pack(TypeError("a value cannot be carried: %s" % error))
        self._send([kind, number, changes, answer])

    def perform(self, operation, target, values):
        raise NotImplementedError

    def serve_until_closed(self):
        while True:
            self._serve(self._receive())

    def fail(self, why):
        self.broken = self.broken or why
        raise Gone(self.broken) from None

    def _send(self, message):
        data = json.dumps(message, separators=(",", ":")).encode()
        view = memoryview(struct.pack(">I", len(data)) + data)
        try:
            while view:
                view = view[self._write(self._descriptor, view):]
        except OSError:
            self.fail("the program ended")

    def _receive(self):
        (length,) = struct.unpack(">I", self._receive_bytes(4))
        if length > LARGEST_FRAME:
            self.fail("the program sent more than fits into a frame")
        try:
            message = json.loads(self._receive_bytes(length))
            if type(message) is not list or not message or message[0] not in ("call", "return", "raise"):
                raise ValueError
            return message
        except (ValueError, RecursionError):
            self.fail("the program sent what is no frame")

    def _receive_bytes(self, count):
        parts = []
        while count:
            try:
                data = self._read(self._descriptor, min(count, 1 << 20))
            except OSError:
                data = b""
            if not data:
                self.fail("the program ended")
            parts.append(data)
            count -= len(data)
        return b"".join(parts)


class Proxy:
    """Stands for an object of the other side."""

    __slots__ = ("_channel", "_number", "_kind", "_tainted")

    def __init__(self, channel, number, kind):
        object.__setattr__(self, "_channel", channel)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_tainted", False)
