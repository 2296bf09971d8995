"""What every reward function of this folder is made of: the question, and what an answer without a reward is worth to its trainer."""
from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Union

from ..answers import Options, Result
from ..client import Client, Rubric
from ..errors import NoRewardError

OnError = Union[None, str, float, Callable[[Result], Optional[float]]]
Reference = Union[None, str, Callable[[Mapping[str, Any]], Any]]


@dataclass(frozen=True)
class Task:
    """What to ask of every completion."""

    client: Client
    rubric: Optional[Rubric]
    reference: Reference = None
    on_error: OnError = None
    options: Optional[Options] = None
    timeout: Optional[float] = None
    name: str = "verifiers"

    def __post_init__(self) -> None:
        if isinstance(self.on_error, str) and self.on_error != "raise":
            raise ValueError(f"on_error: expected 'raise', a number or a function, found {self.on_error!r}")

    def sample(self, place: int, completion: Any, prompt: Any, row: Mapping[str, Any], **more: Any) -> Dict[str, Any]:
        sample = {"id": str(place), "completion": texts_only(completion), **more}
        if prompt is not None:
            sample["prompt"] = texts_only(prompt)
        if self.reference is not None:
            sample["reference"] = self.reference(row) if callable(self.reference) else _object_of(column_of(row, self.reference))
        return sample

    def asked(self, step: Optional[int] = None) -> Dict[str, Any]:
        """The arguments of `score` beside the samples. Evidence is for people who look at one verdict; a training loop does without."""
        options: Dict[str, Any] = {"explain": False, "advantages": False, **(self.options or {})}
        if step is not None:
            options.setdefault("step", step)
        return {"options": options, "timeout": self.timeout}

    def reward(self, result: Result) -> Optional[float]:
        if result["reward"] is not None:
            return float(result["reward"])
        if self.on_error == "raise":
            raise NoRewardError(result)
        return self.on_error(result) if callable(self.on_error) else self.on_error  # type: ignore[return-value]

    def number(self, result: Result) -> float:
        """The reward for a trainer that has no None."""
        reward = self.reward(result)
        if reward is None:
            raise NoRewardError(result)
        return float(reward)


def named(function: Callable[..., Any], task: Task, *more: Any) -> Callable[..., Any]:
    """The function for one task: picklable, a coroutine function when the function is one, and with a name to log under."""
    bound = functools.partial(function, task, *more)
    setattr(bound, "__name__", task.name)
    return bound


def name_of(rubric: Rubric) -> str:
    return f"verifiers_{rubric if isinstance(rubric, str) else rubric.get('name', 'rubric')}".replace("-", "_")


def step_of(columns: Mapping[str, Any]) -> Optional[int]:
    return getattr(columns.get("trainer_state"), "global_step", None)


def runs_of(prompts: Sequence[Any]) -> List[str]:
    """A name for each run of equal prompts."""
    number, names = 0, []
    for place, prompt in enumerate(prompts):
        number += place > 0 and prompt != prompts[place - 1]
        names.append(str(number))
    return names


def column_of(row: Mapping[str, Any], name: str) -> Any:
    if name not in row:
        raise ValueError(f"expected the column {name!r}, found {sorted(row)}")
    return row[name]


def texts_only(messages: Any) -> Any:
    """Chat messages without their images, which no JSON can hold; a text as it is."""
    if not isinstance(messages, (list, tuple)):
        return messages
    return [{**message, "content": [part for part in message["content"] if isinstance(part, Mapping) and part.get("type") == "text"]}
            if isinstance(message, Mapping) and isinstance(message.get("content"), (list, tuple)) else message for message in messages]


def _object_of(reference: Any) -> Any:
    """A text that is a JSON object with fields is that object: data sets that hold texts only carry test cases so. {} is the empty set."""
    if not isinstance(reference, str) or not reference.lstrip().startswith("{"):
        return reference
    try:
        value = json.loads(reference)
    except (ValueError, RecursionError):
        return reference  # such as the set {1, 2}; what is nested too deep the service refuses
    return value or reference
