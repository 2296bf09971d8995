"""Puts the answers of several requests together again."""
from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, Tuple

from .answers import Answer, Engine, Group, Result
from .batches import Batch, Unit

UnitAnswer = Tuple["list[Result]", Optional[Group], Engine]


def errors_of(answer: UnitAnswer) -> int:
    """Completions that could not be judged."""
    return sum(result["reward"] is None for result in answer[0])


def keep_better(answers: dict[int, UnitAnswer], batches: Sequence[Batch], reached: Sequence[Any]) -> None:
    """Keeps the answer of each unit, by its `id`, unless an earlier one has no more errors."""
    for batch, (results, groups, engine) in zip(batches, reached):
        named, at = iter(groups), 0
        for unit in batch.units:
            answer = (results[at:at + len(unit.indexes)], None if unit.name is None else next(named), engine)
            at += len(unit.indexes)
            if id(unit) not in answers or errors_of(answer) < errors_of(answers[id(unit)]):
                answers[id(unit)] = answer


def merged(units: Sequence[Unit], answers: Mapping[int, UnitAnswer]) -> Answer:
    """The results in the caller's order, the groups in order of first appearance, and what judged the first."""
    results: list[Any] = [None] * sum(len(unit.indexes) for unit in units)
    for unit in units:
        for index, result in zip(unit.indexes, answers[id(unit)][0]):
            results[index] = result
    groups = [group for unit in units for group in [answers[id(unit)][1]] if group is not None]
    return Answer(results, groups, answers[id(units[0])][2])
