"""Results as they are reached: each line of each request's answer, translated to the caller's places."""
from __future__ import annotations

import json
import queue
from concurrent.futures import Future
from typing import Any, Callable, Iterator, Optional, Sequence, Tuple, Union

from .answers import Engine, Group, Result
from .batches import Batch
from .connections import Call, Workers
from .errors import AnswerError, RefusedError
from .retries import Asker, BrokenAnswer

NDJSON = "application/x-ndjson"
End = Tuple[int, "Future[Tuple[list[Group], Engine]]"]
Event = Union[Result, End]


class Gathering:
    """The requests of one stream. What they reach is handed to `put`, from their threads."""

    def __init__(self, call: Call, workers: Workers, asker: Asker, bodies: Sequence[Callable[[], bytes]], batches: Sequence[Batch],
                 put: Callable[[Event], None]) -> None:
        self.call = call
        self.groups: list[Group] = []
        self.engine: Optional[Engine] = None
        self._ends: dict[int, tuple[list[Group], Engine]] = {}
        self._batches = batches
        self._is_closed = False
        self._asker, self._put = asker, put
        self._futures = [workers.submit(lambda body=body, batch=batch: self._ask(body, batch))  # type: ignore[misc]
                         for body, batch in zip(bodies, batches)]
        for number, future in enumerate(self._futures):
            future.add_done_callback(lambda done, number=number: put((number, done)))  # type: ignore[misc]

    @property
    def is_over(self) -> bool:
        return self._is_closed or len(self._ends) == len(self._batches)

    def take(self, event: Event) -> Optional[Result]:
        """The result of an event; None when it only says that a request is over. Raises what ended a request."""
        if isinstance(event, dict):
            return event
        number, future = event
        try:
            self._ends[number] = future.result()
        except BaseException:
            self.close()
            raise
        if self.is_over:
            self.groups = [group for at in sorted(self._ends) for group in self._ends[at][0]]
            self.engine = self._ends[0][1]
        return None

    def close(self) -> None:
        """Ends the requests under way."""
        self._is_closed = True
        self.call.cancel()
        for future in self._futures:
            future.cancel()

    def _ask(self, body: Callable[[], bytes], batch: Batch) -> tuple[list[Group], Engine]:
        seen: set[int] = set()  # a request that is asked again says again what it said before

        def read(pieces: Iterator[bytes]) -> tuple[list[Group], Engine]:
            told: set[int] = set()
            for line in _lines(pieces):
                if "components" not in line:
                    if len(told) < len(batch):
                        raise AnswerError(f"expected {len(batch)} results before the groups, found {len(told)}")
                    return batch.read_end(line)
                place, result = batch.read_line(line)
                if place in told:
                    raise AnswerError(f"found two results with the index {place}")
                told.add(place)
                if place not in seen:
                    seen.add(place)
                    self._put(result)
            raise BrokenAnswer("the last line of the answer is missing")

        try:
            return self._asker.ask(self.call, body(), NDJSON, read)
        except RefusedError as refused:
            raise RefusedError(refused.status, batch.in_words_of_the_caller(refused.problem)) from None


class Stream:
    """Iterates over the results in the order in which they are reached; each has its `index`, the sample's place in the caller's list.

    After the last one `groups` and `engine` are filled. Leaving early with `close()` (or a `with` block) ends what still runs.
    """

    def __init__(self, start: Callable[[Callable[[Event], None]], Gathering]) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._gathering = start(self._events.put)

    @property
    def groups(self) -> list[Group]:
        return self._gathering.groups

    @property
    def engine(self) -> Optional[Engine]:
        return self._gathering.engine

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> Result:
        while not self._gathering.is_over:
            result = self._gathering.take(self._events.get())
            if result is not None:
                return result
        raise StopIteration

    def close(self) -> None:
        self._gathering.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_gathering"):
            self.close()


def _lines(pieces: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for text in whole:
            try:
                line = json.loads(text)
            except ValueError as error:
                raise AnswerError(f"expected a line of JSON, found {text[:200]!r}") from error
            if not isinstance(line, dict):
                raise AnswerError(f"expected an object a line, found {text[:200]!r}")
            yield line
