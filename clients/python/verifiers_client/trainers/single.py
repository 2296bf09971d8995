"""One completion, one reward: Prime's verifiers call `func(prompt, completion, answer, state, …)`, AReaL calls
`func(prompt, completion, prompt_ids, completion_ids, **columns)`, and so can any other loop."""
from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional

from ..answers import Options
from ..client import Client, Rubric
from .task import OnError, Reference, Task, name_of, named


def reward_function(client: Client, rubric: Rubric, reference: Reference = "answer", *, on_error: OnError = "raise",
                    options: Optional[Options] = None, timeout: Optional[float] = None, name: Optional[str] = None) -> Callable[..., float]:
    """`function(prompt, completion, …, **columns) -> float`, with text or chat messages.

    Given Prime's `state`, a fault is also written to `state["error"]`: Prime makes a 0 of any exception, and its trainer schedules rollouts
    with an error again.
    """
    return named(_one, Task(client, rubric, reference, on_error, options, timeout, name or name_of(rubric)))


def reward_function_async(client: Client, rubric: Rubric, reference: Reference = "answer", *, on_error: OnError = "raise",
                          options: Optional[Options] = None, timeout: Optional[float] = None, name: Optional[str] = None) -> Callable[..., Any]:
    """`reward_function` as a coroutine function."""
    return named(_one_async, Task(client, rubric, reference, on_error, options, timeout, name or name_of(rubric)))


def _one(task: Task, /, prompt: Any = None, completion: Any = "", prompt_ids: Any = None, completion_ids: Any = None, **columns: Any) -> float:
    try:
        samples = _samples(task, prompt, completion, completion_ids, columns)
        return task.number(task.client.score(task.rubric, samples=samples, **task.asked()).results[0])
    except Exception as error:
        _tell(columns, error)
        raise


async def _one_async(task: Task, /, prompt: Any = None, completion: Any = "", prompt_ids: Any = None, completion_ids: Any = None,
                     **columns: Any) -> float:
    try:
        samples = _samples(task, prompt, completion, completion_ids, columns)
        return task.number((await task.client.ascore(task.rubric, samples=samples, **task.asked())).results[0])
    except Exception as error:
        _tell(columns, error)
        raise


def _samples(task: Task, prompt: Any, completion: Any, completion_ids: Any, columns: Mapping[str, Any]) -> List[Dict[str, Any]]:
    more = {} if completion_ids is None else {"metadata": {"completion_tokens": len(completion_ids)}}
    return [task.sample(0, completion, prompt, {"prompt": prompt, **columns}, **more)]


def _tell(columns: Mapping[str, Any], error: Exception) -> None:
    if isinstance(columns.get("state"), dict):
        columns["state"]["error"] = error
