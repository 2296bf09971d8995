"""The program's end of the channel: does what the test asks with the program's own globals and objects. Nothing here is trusted."""

import operator

import carried

_READABLE = frozenset(["__name__", "__doc__", "__qualname__", "__annotations__"])


class Stand(carried.Proxy):
    """An object of the test, as the program sees it."""

    __slots__ = ()

    def __call__(self, *values, **named):
        return self._ask("call", list(values), named)

    def __getattr__(self, name):
        return self._ask("getattr", name)

    def __setattr__(self, name, value):
        self._ask("setattr", name, value)

    def __iter__(self):
        return self._ask("iter")

    def __next__(self):
        return self._ask("next")

    def __hash__(self):
        return hash(self._number)

    def _ask(self, operation, *values):
        return self._channel.request(self._number, operation, *values)


def _relayed(name):
    def ask(self, *values):
        return self._ask(name, *values)

    return ask


for _name in ("len", "bool", "str", "repr", "getitem", "setitem", "delitem", "contains", "eq", "ne", "lt", "le", "gt", "ge", "enter", "exit",
              "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "abs"):
    setattr(Stand, "__%s__" % _name, _relayed(_name))


class ProgramEnd(carried.Channel):
    proxy_type = Stand

    def __init__(self, descriptor, names):
        super().__init__(descriptor)
        self._names = names
        self._exports.append(None)

    def perform(self, operation, target, values):
        if operation == "names":
            return [name for name in self._names if type(name) is str]
        if operation == "global":
            return self._names[values[0]]
        return OPERATIONS[operation](self._exports[target], *values)


def _call(target, values, named):
    return target(*values, **named)


def _method(name):
    return lambda target, *values: getattr(target, name)(*values)


OPERATIONS = {
    "call": _call, "getattr": getattr, "setattr": setattr, "iter": iter, "next": next, "len": len, "bool": bool, "str": str, "repr": repr,
    "format": format, "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem, "int": int, "float": float,
    "index": operator.index, "round": round, "abs": abs, "neg": operator.neg, "pos": operator.pos, "invert": operator.invert,
    "isinstance": lambda cls, value: isinstance(value, cls), "issubclass": lambda cls, other: issubclass(other, cls),
    "enter": _method("__enter__"), "exit": _method("__exit__"), "dir": dir,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv, "floordiv": operator.floordiv,
    "mod": operator.mod, "pow": pow, "matmul": operator.matmul, "lshift": operator.lshift, "rshift": operator.rshift,
    "and": operator.and_, "or": operator.or_, "xor": operator.xor,
    "radd": lambda x, y: y + x, "rsub": lambda x, y: y - x, "rmul": lambda x, y: y * x, "rtruediv": lambda x, y: y / x,
}


def _copy(target):
    import copy

    return copy.deepcopy(target)


OPERATIONS["copy"] = _copy


def serve(names, descriptor):
    """Serves the test until it ends, and this process with it."""
    try:
        ProgramEnd(descriptor, names).serve_until_closed()
    except carried.Gone:
        pass
