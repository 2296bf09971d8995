"""OpenRLHF: `reward_func(queries, prompts, labels) -> {"rewards", "scores", "extra_logs"}`."""
from __future__ import annotations

import sys
from typing import Any, Callable, Dict, List, Optional, Sequence

from ..answers import Options
from ..client import Client, Rubric
from .task import OnError, Reference, Task, runs_of

END_TOKENS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<|end|>", "<|return|>", "<end_of_turn>", "<eos>", "</s>",
              "<｜end▁of▁sentence｜>")


def openrlhf_reward_func(client: Client, rubric: Rubric, *, reference: Reference = "label", on_error: OnError = "raise",
                         end_tokens: Sequence[str] = END_TOKENS, options: Optional[Options] = None,
                         timeout: Optional[float] = None) -> Callable[..., Dict[str, Any]]:
    """OpenRLHF's `--remote_rm_url reward_func.py`. The response is what follows the prompt in the query, without the tokens that end a turn.

    The row has `label` and `prompt`. The values are torch tensors where torch is loaded, else lists.
    """
    task = Task(client, rubric, reference, on_error, options, timeout)

    def reward_func(queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any], **_: Any) -> Dict[str, Any]:
        if not len(queries) == len(prompts) == len(labels):
            raise ValueError(f"expected as many prompts and labels as queries, found {len(queries)}, {len(prompts)} and {len(labels)}")
        groups = runs_of(prompts)
        samples = [task.sample(place, _response(query, prompt, end_tokens, place), prompt, {"label": label, "prompt": prompt}, group=groups[place])
                   for place, (query, prompt, label) in enumerate(zip(queries, prompts, labels))]
        results = task.client.score(task.rubric, samples=samples, **task.asked()).results if samples else []
        rewards = _tensor([task.number(result) for result in results])
        logs = {verdict: _tensor([float(result["verdict"] == verdict) for result in results]) for verdict in ("correct", "undecided", "error")}
        return {"rewards": rewards, "scores": rewards, "extra_logs": logs}

    return reward_func  # a plain function: older versions hand it to ray.remote, which takes nothing else


def _response(query: str, prompt: str, end_tokens: Sequence[str], place: int) -> str:
    start = query.find(prompt)
    if start < 0:
        raise ValueError(f"queries[{place}]: expected prompts[{place}] in it, found neither it nor what follows it")
    response, before = query[start + len(prompt):], ""
    while response != before:
        before = response
        for token in end_tokens:
            response = response.rstrip()[:-len(token)] if response.rstrip().endswith(token) else response
    return response


def _tensor(numbers: List[float]) -> Any:
    torch = sys.modules.get("torch")
    return numbers if torch is None else torch.tensor(numbers)
