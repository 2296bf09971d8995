"""verl: `compute_score(data_source, solution_str, ground_truth, extra_info) -> float | dict`, and the form of its batch manager."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from ..answers import Options, Result
from ..client import Client, Rubric
from .task import OnError, Reference, Task, column_of, named


@dataclass(frozen=True)
class VerlTask(Task):
    """What only verl's functions know."""

    rubrics: Optional[Mapping[str, Rubric]] = None
    detailed: bool = False
    group: Optional[str] = None
    prompt: Optional[str] = None

    def of(self, place: int, data_source: Any, solution: str, ground_truth: Any, extra_info: Any) -> Dict[str, Any]:
        """One sample. Its row is `extra_info` with `ground_truth` and `data_source`."""
        row = {**(extra_info or {}), "ground_truth": ground_truth, "data_source": data_source}
        more: Dict[str, Any] = {} if self.group is None else {"group": str(column_of(row, self.group))}
        if self.rubrics is not None and data_source in self.rubrics:
            more["rubric"] = self.rubrics[data_source]
        elif self.rubric is None:
            raise ValueError(f"rubrics: expected one for the data source {data_source!r}, found {sorted(self.rubrics or ())}")
        return self.sample(place, solution, None if self.prompt is None else column_of(row, self.prompt), row, **more)

    def score(self, result: Result) -> Any:
        score, verdict = self.number(result), result["verdict"]
        if not self.detailed:
            return score
        return {"score": score, "acc": float(verdict == "correct"), "undecided": float(verdict == "undecided"), "error": float(verdict == "error")}


def verl_compute_score(client: Client, rubric: Optional[Rubric] = None, *, rubrics: Optional[Mapping[str, Rubric]] = None,
                       reference: Reference = "ground_truth", on_error: OnError = "raise", detailed: bool = False, group: Optional[str] = None,
                       prompt: Optional[str] = None, options: Optional[Options] = None, timeout: Optional[float] = None) -> Callable[..., Any]:
    """verl's custom reward function: one completion, one request.

    `rubrics` chooses the rubric by data source, `rubric` is that of all others. `prompt` and `group` name fields of `extra_info`, such as
    "question" and "index". With `detailed` the answer is a dict of `score`, `acc`, `undecided` and `error`, which verl logs. verl has no None:
    `on_error` is "raise" unless you choose a number.
    """
    return named(_one, VerlTask(client, rubric, reference, on_error, options, timeout, "compute_score", rubrics, detailed, group, prompt))


def verl_compute_score_async(client: Client, rubric: Optional[Rubric] = None, *, rubrics: Optional[Mapping[str, Rubric]] = None,
                             reference: Reference = "ground_truth", on_error: OnError = "raise", detailed: bool = False,
                             group: Optional[str] = None, prompt: Optional[str] = None, options: Optional[Options] = None,
                             timeout: Optional[float] = None) -> Callable[..., Any]:
    """`verl_compute_score` as a coroutine function, for verl's reward loop."""
    return named(_one_async, VerlTask(client, rubric, reference, on_error, options, timeout, "compute_score", rubrics, detailed, group, prompt))


def verl_compute_score_batch(client: Client, rubric: Optional[Rubric] = None, *, rubrics: Optional[Mapping[str, Rubric]] = None,
                             reference: Reference = "ground_truth", on_error: OnError = "raise", detailed: bool = False,
                             group: Optional[str] = None, prompt: Optional[str] = None, options: Optional[Options] = None,
                             timeout: Optional[float] = None) -> Callable[..., Any]:
    """The same for `reward_manager=batch`: lists in, a list out."""
    return named(_batch, VerlTask(client, rubric, reference, on_error, options, timeout, "compute_score", rubrics, detailed, group, prompt))


def _one(task: VerlTask, /, data_source: Any, solution_str: str, ground_truth: Any, extra_info: Any = None, **_: Any) -> Any:
    samples = [task.of(0, data_source, solution_str, ground_truth, extra_info)]
    return task.score(task.client.score(task.rubric, samples=samples, **task.asked()).results[0])


async def _one_async(task: VerlTask, /, data_source: Any, solution_str: str, ground_truth: Any, extra_info: Any = None, **_: Any) -> Any:
    samples = [task.of(0, data_source, solution_str, ground_truth, extra_info)]
    return task.score((await task.client.ascore(task.rubric, samples=samples, **task.asked())).results[0])


def _batch(task: VerlTask, /, data_sources: Sequence[Any], solution_strs: Sequence[str], ground_truths: Sequence[Any], extra_infos: Any = None,
           **_: Any) -> List[Any]:
    infos = [None] * len(solution_strs) if extra_infos is None else extra_infos
    if not len(data_sources) == len(solution_strs) == len(ground_truths) == len(infos):
        raise ValueError(f"expected {len(solution_strs)} data sources, ground truths and extra infos, "
                         f"found {len(data_sources)}, {len(ground_truths)} and {len(infos)}")
    samples = [task.of(place, *row) for place, row in enumerate(zip(data_sources, solution_strs, ground_truths, infos))]
    return [task.score(result) for result in task.client.score(task.rubric, samples=samples, **task.asked()).results] if samples else []
