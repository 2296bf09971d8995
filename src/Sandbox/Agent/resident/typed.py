"""Writes the value of an expression so that Python's types stay apart. See ICodeRunner.cs for the notation.

Runs in the job's own process: whatever it says, it can only say about the program itself.
"""

MAX_DEPTH = 100


class NotCarried(Exception):
    pass


def encode(value, depth=0):
    """The value as nested lists of texts. A subclass counts as the built-in type that it is made of."""
    if depth > MAX_DEPTH:
        raise NotCarried("The value is nested more than %d deep." % MAX_DEPTH)
    if value is None:
        return ["n"]
    if value is True or value is False:
        return ["o", "1" if value else "0"]
    kind = type(value)
    if issubclass(kind, int):
        return ["i", "%x" % int.__index__(value)]
    if issubclass(kind, float):
        return ["f", float.__repr__(value)]
    if issubclass(kind, str):
        return ["s", str.__str__(value)]
    if issubclass(kind, (bytes, bytearray)):
        return ["b", bytes(value).decode("latin-1")]
    if issubclass(kind, complex):
        return ["c", float.__repr__(value.real), float.__repr__(value.imag)]
    for base, tag in ((list, "l"), (tuple, "t"), (set, "e"), (frozenset, "e")):
        if issubclass(kind, base):
            return [tag, *(encode(item, depth + 1) for item in base.__iter__(value))]
    if issubclass(kind, dict):
        return ["d", *(encode(part, depth + 1) for pair in dict.items(value) for part in pair)]
    return _special(value, kind, depth)


def _special(value, kind, depth):
    module, name = kind.__module__, kind.__name__
    if kind is type({}.keys()):
        return ["e", *(encode(item, depth + 1) for item in value)]
    if module == "fractions" and name == "Fraction" or module == "decimal" and name == "Decimal" and value.is_finite():
        numerator, denominator = value.as_integer_ratio()
        return ["q", "%x" % numerator, "%x" % denominator]
    if module == "numpy" and name != "ndarray" and hasattr(value, "item") and type(value.item()) is not kind:
        return encode(value.item(), depth)
    try:
        truth = bool(value)
    except Exception:  # as of an array of several numbers, whose truth nobody knows
        raise NotCarried("The value of type '%s' is neither true nor false." % name) from None
    return ["x", name, "1" if truth else "0"]
