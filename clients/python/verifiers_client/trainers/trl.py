"""TRL: `reward_func(prompts, completions, completion_ids, **columns, trainer_state, log_extra, log_metric) -> list[float | None]`."""
from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from ..answers import Answer, Options, Result
from ..client import Client, Rubric
from ..errors import reason
from .task import OnError, Reference, Task, name_of, named, runs_of, step_of


def trl_reward(client: Client, rubric: Rubric, reference: Reference = None, *, on_error: OnError = None, options: Optional[Options] = None,
               timeout: Optional[float] = None, name: Optional[str] = None) -> Callable[..., List[Optional[float]]]:
    """A reward function for TRL's GRPOTrainer and RLOOTrainer. A row whose reference is None is not asked and gets None.

    Consecutive completions of one prompt are a group, `trainer_state.global_step` is the rubric's step, `completion_ids` count the tokens.
    Verdicts and reasons go to the table of completions, shares of errors and undecided to the metrics, under `name`.
    """
    return named(_trl, Task(client, rubric, reference, on_error, options, timeout, name or name_of(rubric)))


def trl_reward_async(client: Client, rubric: Rubric, reference: Reference = None, *, on_error: OnError = None, options: Optional[Options] = None,
                     timeout: Optional[float] = None, name: Optional[str] = None) -> Callable[..., Any]:
    """`trl_reward` as a coroutine function, which TRL runs beside its other asynchronous reward functions."""
    return named(_trl_async, Task(client, rubric, reference, on_error, options, timeout, name or name_of(rubric)))


def _trl(task: Task, /, prompts: Sequence[Any], completions: Sequence[Any], completion_ids: Optional[Sequence[Any]] = None,
         **columns: Any) -> List[Optional[float]]:
    samples = _trl_samples(task, prompts, completions, completion_ids, columns)
    answer = task.client.score(task.rubric, samples=samples, **task.asked(step_of(columns))) if samples else None
    return _trl_rewards(task, len(completions), samples, answer, columns)


async def _trl_async(task: Task, /, prompts: Sequence[Any], completions: Sequence[Any], completion_ids: Optional[Sequence[Any]] = None,
                     **columns: Any) -> List[Optional[float]]:
    samples = _trl_samples(task, prompts, completions, completion_ids, columns)
    answer = await task.client.ascore(task.rubric, samples=samples, **task.asked(step_of(columns))) if samples else None
    return _trl_rewards(task, len(completions), samples, answer, columns)


def _trl_samples(task: Task, prompts: Sequence[Any], completions: Sequence[Any], completion_ids: Optional[Sequence[Any]],
                 columns: Mapping[str, Any]) -> List[Dict[str, Any]]:
    groups = runs_of(prompts)
    per_row = {name: values for name, values in columns.items() if isinstance(values, (list, tuple)) and len(values) == len(completions)}
    samples = []
    for place, completion in enumerate(completions):
        row = {"prompt": prompts[place], **{name: values[place] for name, values in per_row.items()}}
        more = {} if completion_ids is None else {"metadata": {"completion_tokens": len(completion_ids[place])}}
        sample = task.sample(place, completion, prompts[place], row, group=groups[place], **more)
        if sample.get("reference", 0) is not None:
            samples.append(sample)
    return samples


def _trl_rewards(task: Task, count: int, samples: Sequence[Mapping[str, Any]], answer: Optional[Answer],
                 columns: Mapping[str, Any]) -> List[Optional[float]]:
    results: List[Optional[Result]] = [None] * count
    for sample, result in zip(samples, answer.results if answer else ()):
        results[int(sample["id"])] = result
    if callable(columns.get("log_extra")):
        columns["log_extra"](f"{task.name}/verdict", [result["verdict"] if result else "" for result in results])
        columns["log_extra"](f"{task.name}/reason", [reason(result) if result else "" for result in results])
    if callable(columns.get("log_metric")):
        for verdict in ("error", "undecided"):
            found = sum(result is not None and result["verdict"] == verdict for result in results)
            columns["log_metric"](f"{task.name}/{verdict}", found / max(1, len(samples)))
    return [None if result is None else task.reward(result) for result in results]
