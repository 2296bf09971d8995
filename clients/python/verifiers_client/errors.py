"""What can go wrong. None of it is a reward: a fault is raised, or answered with a reward of None."""
from __future__ import annotations

from typing import Any, Mapping


class VerifiersError(Exception):
    """Base of everything that this module raises, but for a `ValueError` on arguments that cannot be sent."""


class RefusedError(VerifiersError):
    """The service refused the request, and will again: it is never retried.

    `status` is the HTTP status, `problem` the problem details (RFC 9457) as they came. `errors` leads from the place of each wrong value,
    counted in the caller's own lists, to what was expected there.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        errors = problem.get("errors")
        self.errors: dict[str, list[str]] = dict(errors) if isinstance(errors, dict) else {}
        super().__init__(f"The service answered {status}: {problem.get('detail') or problem.get('title') or 'nothing more'}")

    def __reduce__(self) -> tuple[Any, ...]:
        return RefusedError, (self.status, self.problem)


class ServiceAwayError(VerifiersError):
    """The service was busy, restarting or away for longer than `give_up_after`."""


class CallTimeoutError(VerifiersError, TimeoutError):
    """There was no answer within the call's `timeout`."""


class AnswerError(VerifiersError):
    """What answered does not speak the protocol, or its answer does not fit the question. No reward is taken from it."""


class NoRewardError(VerifiersError):
    """A completion could not be judged, and the trainer has no word for that. `result` is the service's result."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        self.result = dict(result)
        super().__init__("No reward: " + reason(result))

    def __reduce__(self) -> tuple[Any, ...]:
        return NoRewardError, (self.result,)


def reason(result: Mapping[str, Any]) -> str:
    """Why a result is as it is: `component: code: sentence`, of the components that say the same as the whole."""
    deciding = [part for part in result["components"] if part["verdict"] == result["verdict"]] or result["components"]
    return "; ".join(f"{part['name']}: {part['reason']}: {part['explanation']}" for part in deciding)
