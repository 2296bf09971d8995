"""Splits what is to be scored into requests of bounded size. Groups stay whole: some verifiers compare their completions."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Optional, Sequence

from .answers import Engine, Group, Result, check_end, check_result
from .errors import AnswerError


@dataclass
class Unit:
    """What one request must hold together: a group, or a sample without one."""

    kind: str  # "samples" or "groups": the field of the request
    name: Optional[str]  # the group's
    items: list[bytes] = field(default_factory=list)  # JSON, one a sample, or one for the whole group
    places: list[int] = field(default_factory=list)  # of the items in the caller's list
    indexes: list[int] = field(default_factory=list)  # of the results in the caller's order
    echoes: list[Optional[str]] = field(default_factory=list)  # the identifiers that the results must carry

    @property
    def size(self) -> int:
        return sum(map(len, self.items))


def units_of(samples: Optional[Iterable[Mapping[str, Any]]], groups: Optional[Iterable[Mapping[str, Any]]]) -> list[Unit]:
    """The units in order of first appearance. Raises `ValueError` for what cannot be sent, with its place."""
    if (samples is None) == (groups is None):
        raise ValueError("expected exactly one of samples and groups")
    units: list[Unit] = []
    if groups is not None:
        names: set[str] = set()
        count = 0
        for place, group in enumerate(groups):
            name, completions = _field(group, "id", str, "groups", place), _field(group, "completions", (list, tuple), "groups", place)
            if name in names or not completions:
                raise ValueError(f"groups[{place}]: expected a name of its own and at least one completion")
            names.add(name)
            indexes = list(range(count, count + len(completions)))
            count += len(completions)
            units.append(Unit("groups", name, [encode(group, f"groups[{place}]")], [place], indexes, [None] * len(completions)))
    else:
        grouped: dict[str, Unit] = {}
        for place, sample in enumerate(samples or ()):
            _field(sample, "completion", (str, list, tuple), "samples", place)
            group_name = sample.get("group")
            unit = grouped.get(group_name) if group_name is not None else None
            if unit is None:
                unit = Unit("samples", group_name)
                units.append(unit)
                if group_name is not None:
                    grouped[group_name] = unit
            unit.items.append(encode(sample, f"samples[{place}]"))
            unit.places.append(place)
            unit.indexes.append(place)
            unit.echoes.append(sample.get("id"))
    if not units:
        raise ValueError("expected at least one sample")
    return units


def batches_of(units: Sequence[Unit], max_samples: int, max_bytes: int) -> list[Batch]:
    """Batches within the bounds; a unit that exceeds them by itself is sent by itself."""
    batches: list[Batch] = []
    current: list[Unit] = []
    samples = size = 0
    for unit in units:
        if current and (samples + len(unit.indexes) > max_samples or size + unit.size > max_bytes):
            batches.append(Batch(current))
            current, samples, size = [], 0, 0
        current.append(unit)
        samples += len(unit.indexes)
        size += unit.size
    return [*batches, Batch(current)]


class Batch:
    """The units of one request."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = list(units)
        self._places = [place for unit in units for place in unit.places]
        self._indexes = [index for unit in units for index in unit.indexes]
        self._echoes = [(echo, unit.name) for unit in units for echo in unit.echoes]

    def __len__(self) -> int:
        return len(self._indexes)

    def body(self, rubric: Any, options: Mapping[str, Any]) -> bytes:
        """The request."""
        head = encode({"rubric": rubric, "options": options} if rubric is not None else {"options": options}, "rubric and options")
        items = b",".join(item for unit in self.units for item in unit.items)
        return head[:-1] + b',"' + self.units[0].kind.encode() + b'":[' + items + b"]}"

    def read(self, answer: Any) -> tuple[list[Result], list[Group], Engine]:
        """The answer to `body`, checked, in the order of the request."""
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list) or len(results) != len(self):
            raise AnswerError(f"expected {len(self)} results, found {len(results) if isinstance(results, list) else str(answer)[:200]}")
        return ([check_result(result, *echo) for result, echo in zip(results, self._echoes)], *self.read_end(answer))

    def read_line(self, line: Any) -> tuple[int, Result]:
        """One result of a streamed answer with its place in the request; its `index` becomes the caller's."""
        place = line.get("index") if isinstance(line, dict) else None
        if not isinstance(place, int) or not 0 <= place < len(self):
            raise AnswerError(f"expected a result with an index below {len(self)}, found {str(line)[:200]}")
        result = check_result(line, *self._echoes[place])
        result["index"] = self._indexes[place]
        return place, result

    def read_end(self, end: Any) -> tuple[list[Group], Engine]:
        return check_end(end, [unit.name for unit in self.units if unit.name is not None])

    def in_words_of_the_caller(self, problem: Mapping[str, Any]) -> dict[str, Any]:
        """Problem details in which `samples[3]` is the caller's fourth sample, not this request's."""
        kind = self.units[0].kind

        def place(match: re.Match[str]) -> str:
            index = int(match.group(1))
            return f"{kind}[{self._places[index]}]" if index < len(self._places) else match.group(0)

        def translate(value: Any) -> Any:
            return re.sub(rf"\b{kind}\[(\d{{1,9}})\]", place, value) if isinstance(value, str) else value

        translated = {name: translate(value) for name, value in problem.items()}
        if isinstance(problem.get("errors"), dict):
            translated["errors"] = {translate(path): value for path, value in problem["errors"].items()}
        return translated


def encode(value: Any, place: str) -> bytes:
    """JSON in UTF-8. Values of NumPy, torch and pydantic are written as what they hold."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: cannot be written as JSON: {error}") from error
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, as cut text has at its end
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _plain(value: Any) -> Any:
    for name in ("tolist", "model_dump"):
        if callable(getattr(value, name, None)):
            return getattr(value, name)()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _field(item: Any, name: str, kind: Any, kinds: str, place: int) -> Any:
    value = item.get(name) if isinstance(item, Mapping) else None
    if not isinstance(value, kind):
        expected = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
        raise ValueError(f"{kinds}[{place}].{name}: expected {expected}, found {type(value).__name__ if isinstance(item, Mapping) else str(item)[:80]}")
    return value
