"""The shapes of an answer, and the check that it fits what was asked: a reward on the wrong completion would teach nonsense."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional, TypedDict

from .errors import AnswerError

VERDICTS = ("correct", "incorrect", "undecided", "error")


class Options(TypedDict, total=False):
    """How to answer; what is not said is left to the service."""

    step: int  # the trainer's, for rubrics whose weights change with it
    deadline_ms: int  # of each request: what is not judged by then has the verdict `error`
    explain: bool  # whether results carry evidence; default true
    cache: bool  # whether equal completions are judged once; default true
    advantages: bool  # whether groups carry advantages; default true


class Component(TypedDict, total=False):
    name: str
    verifier: str
    weight: float
    score: Optional[float]
    verdict: str
    reason: str  # a stable code
    explanation: str  # a sentence
    evidence: Any


class Result(TypedDict, total=False):
    """As the service writes it; `index` is the sample's place in the caller's list, in streams only."""

    index: int
    id: Optional[str]
    group: Optional[str]
    reward: Optional[float]  # None exactly when the verdict is `error`
    verdict: str
    components: list[Component]
    flags: list[dict[str, Any]]
    timing: dict[str, int]
    cached: bool
    rubric: str
    rubric_hash: str


class Group(TypedDict, total=False):
    id: str
    size: int
    mean: Optional[float]
    std: Optional[float]
    pass_rate: Optional[float]
    advantages: list[Optional[float]]
    flags: list[dict[str, Any]]


class Engine(TypedDict):
    version: str
    rubric: Optional[str]
    rubric_hash: Optional[str]


@dataclass(frozen=True)
class Answer:
    """Results in the order of the samples (group by group), statistics of the named groups, and what judged."""

    results: list[Result]
    groups: list[Group]
    engine: Engine

    @property
    def rewards(self) -> list[Optional[float]]:
        """One a sample; None where the service could not judge."""
        return [result["reward"] for result in self.results]


def check_result(result: Any, identifier: str | None, group: str | None) -> Result:
    """The result, when it is one of the sample with this identifier and group."""
    if not isinstance(result, dict) or not isinstance(result.get("components"), list):
        raise AnswerError(f"expected a result, found {str(result)[:200]}")
    reward, verdict = result.get("reward"), result.get("verdict")
    if verdict not in VERDICTS or (reward is None) != (verdict == "error"):
        raise AnswerError(f"expected a reward or the verdict error, found the verdict {verdict!r} with the reward {reward!r}")
    if reward is not None and (isinstance(reward, bool) or not isinstance(reward, (int, float)) or not math.isfinite(reward)):
        raise AnswerError(f"expected a finite number as reward, found {reward!r}")
    if (result.get("id"), result.get("group")) != (identifier, group):
        raise AnswerError(f"expected the result of {identifier!r} in the group {group!r}, found that of {result.get('id')!r} in {result.get('group')!r}")
    return result  # type: ignore[return-value]


def check_end(end: Any, names: list[str]) -> tuple[list[Group], Engine]:
    """What only the whole batch can tell: the groups, with these names in this order, and the engine."""
    if not isinstance(end, dict) or not isinstance(end.get("groups"), list) or not isinstance(end.get("engine"), dict):
        raise AnswerError(f"expected groups and engine, found {str(end)[:200]}")
    found = [group.get("id") if isinstance(group, dict) else group for group in end["groups"]]
    if found != names:
        raise AnswerError(f"expected the groups {names}, found {found}")
    return end["groups"], end["engine"]
