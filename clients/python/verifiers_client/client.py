"""The client: `score` and `stream`, and both for asyncio."""
from __future__ import annotations

import asyncio
import os
import weakref
from concurrent.futures import FIRST_EXCEPTION, Future, wait
from functools import lru_cache
from typing import Any, AsyncIterator, Callable, Iterable, Mapping, Optional, Sequence, Union

from .answers import Answer, Engine, Group, Options, Result
from .batches import Batch, Unit, batches_of, units_of
from .connections import Call, Connections, Workers
from .errors import RefusedError
from .merging import UnitAnswer, errors_of, keep_better, merged
from .retries import Asker, read_json
from .streams import Event, Gathering, Stream

Rubric = Union[str, Mapping[str, Any]]
Items = Optional[Iterable[Mapping[str, Any]]]


class Client:
    """Asks one service. Safe to share between threads and event loops; in a forked or spawned process it opens connections of its own.

    url              such as http://127.0.0.1:8080 or https://host/prefix; proxies of the environment are not used
    api_key          sent as `Authorization: Bearer …`
    run_id           sent as `X-Run-Id`: the service shares its slots fairly between runs
    ca_file          certificates to trust besides https's usual ones, a PEM file
    connections      requests under way at one time; a thread that scores what fits in one request sends it itself
    batch_samples    samples in one request; larger inputs are split, groups stay whole
    batch_bytes      bytes of one request, about
    request_timeout  seconds without a byte of an answer after which a try counts as lost and is made again
    give_up_after    seconds that the service may be away before `ServiceAwayError`; None waits for as long as it takes
    ask_errors_again asks once more for what was answered `error` (whole groups); the answer with fewer errors is kept

    Waits between tries double from `first_delay` to `longest_delay` seconds; a `Retry-After` is kept to, up to a minute. Retried are 408, 429,
    5xx, lost connections and answers that were broken off; scoring twice does no harm. Outages are logged by the logger `verifiers_client`.
    """

    def __init__(self, url: str, *, api_key: Optional[str] = None, run_id: Optional[str] = None, ca_file: Optional[str] = None,
                 connections: int = 64, batch_samples: int = 256, batch_bytes: int = 8 << 20, request_timeout: float = 600.0,
                 give_up_after: Optional[float] = None, first_delay: float = 0.2, longest_delay: float = 5.0, connect_timeout: float = 10.0,
                 ask_errors_again: bool = False) -> None:
        if min(connections, batch_samples, batch_bytes) < 1 or min(request_timeout, connect_timeout) <= 0 or not 0 <= first_delay <= longest_delay:
            raise ValueError("expected at least one connection, sample and byte, time limits above 0, and delays that grow")
        headers = {"Content-Type": "application/json", "User-Agent": "verifiers-client"}
        for name, value in (("Authorization", api_key and f"Bearer {api_key}"), ("X-Run-Id", run_id)):
            if value is not None:
                if not value or not value.isascii() or not value.isprintable():
                    raise ValueError(f"{name}: expected printable ASCII")
                headers[name] = value
        self.url = url
        self._settings = (url, api_key, run_id, ca_file, connections, batch_samples, batch_bytes, request_timeout, give_up_after, first_delay,
                          longest_delay, connect_timeout, ask_errors_again)
        self._batch_samples, self._batch_bytes, self._ask_errors_again = batch_samples, batch_bytes, ask_errors_again
        self._headers = headers
        self.begin()
        _clients.add(self)

    def begin(self) -> None:
        """Starts without connections and threads. A forked child does so of itself: two processes that read one connection would take each
        other's rewards."""
        url, _, _, ca_file, connections, _, _, request_timeout, give_up_after, first_delay, longest_delay, connect_timeout, _ = self._settings
        self._asker = Asker(Connections(url, ca_file, connect_timeout), self._headers, request_timeout, give_up_after, first_delay, longest_delay)
        self._workers = Workers(connections)

    @property
    def connections_opened(self) -> int:
        """Connections that this process has opened so far: stays small while they are used again."""
        return self._asker.connections.opened

    def score(self, rubric: Optional[Rubric] = None, *, samples: Items = None, groups: Items = None, options: Optional[Options] = None,
              timeout: Optional[float] = None) -> Answer:
        """Scores `samples` or `groups` (docs/api.md has their fields) and returns the results in their order.

        `timeout` bounds the whole call in seconds, waits and tries included, and ends in `CallTimeoutError`. `options["deadline_ms"]` bounds
        each request inside of the service: what is not judged by then is answered `error`, and the rest has its rewards.
        """
        call = Call(timeout)
        units = units_of(samples, groups)
        answers: dict[int, UnitAnswer] = {}
        try:
            for again in (False, True) if self._ask_errors_again else (False,):
                asked = [unit for unit in units if not again or errors_of(answers[id(unit)])]
                batches = self._batches(asked)
                jobs = [self._job(call, rubric, batch, options) for batch in batches]
                if len(jobs) == 1:
                    reached = [jobs[0]()]
                else:
                    futures = [self._workers.submit(job) for job in jobs]
                    wait(futures, return_when=FIRST_EXCEPTION)
                    reached = _first_error_or_all(call, futures)
                keep_better(answers, batches, reached)
        finally:
            call.cancel()
        return merged(units, answers)

    async def ascore(self, rubric: Optional[Rubric] = None, *, samples: Items = None, groups: Items = None, options: Optional[Options] = None,
                     timeout: Optional[float] = None) -> Answer:
        """`score` without blocking the event loop. Cancelling it ends the requests."""
        call = Call(timeout)
        units = units_of(samples, groups)
        answers: dict[int, UnitAnswer] = {}
        try:
            for again in (False, True) if self._ask_errors_again else (False,):
                asked = [unit for unit in units if not again or errors_of(answers[id(unit)])]
                batches = self._batches(asked)
                futures = [self._workers.submit(self._job(call, rubric, batch, options)) for batch in batches]
                reached = await asyncio.gather(*map(asyncio.wrap_future, futures))
                keep_better(answers, batches, reached)
        finally:
            call.cancel()
        return merged(units, answers)

    def stream(self, rubric: Optional[Rubric] = None, *, samples: Items = None, groups: Items = None, options: Optional[Options] = None,
               timeout: Optional[float] = None) -> Stream:
        """Iterates over the results as they are reached, each with its `index`: `for result in client.stream("math", samples=…)`."""
        return Stream(self._gathering(rubric, samples, groups, options, timeout))

    async def astream(self, rubric: Optional[Rubric] = None, *, samples: Items = None, groups: Items = None, options: Optional[Options] = None,
                      timeout: Optional[float] = None) -> AsyncIterator[Result]:
        """`stream` without blocking the event loop: `async for result in client.astream("math", samples=…)`."""
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[Event] = asyncio.Queue()
        gathering = self._gathering(rubric, samples, groups, options, timeout)(lambda event: _hand_over(loop, events, event))
        try:
            while not gathering.is_over:
                result = gathering.take(await events.get())
                if result is not None:
                    yield result
        finally:
            gathering.close()

    def close(self) -> None:
        """Closes the idle connections. The client can still be used."""
        self._asker.connections.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _of, self._settings  # equal clients of one process share their connections, however often they are unpickled

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def _batches(self, units: Sequence[Unit]) -> list[Batch]:
        return batches_of(units, self._batch_samples, self._batch_bytes) if units else []

    def _job(self, call: Call, rubric: Optional[Rubric], batch: Batch, options: Optional[Options]) -> Callable[[], Any]:
        def ask() -> tuple[list[Result], list[Group], Engine]:
            try:
                return batch.read(self._asker.ask(call, batch.body(rubric, options or {}), "application/json", read_json))
            except RefusedError as refused:
                raise RefusedError(refused.status, batch.in_words_of_the_caller(refused.problem)) from None

        return ask

    def _gathering(self, rubric: Optional[Rubric], samples: Items, groups: Items, options: Optional[Options],
                   timeout: Optional[float]) -> Callable[[Callable[[Event], None]], Gathering]:
        batches = self._batches(units_of(samples, groups))
        bodies = [lambda batch=batch: batch.body(rubric, options or {}) for batch in batches]
        return lambda put: Gathering(Call(timeout), self._workers, self._asker, bodies, batches, put)


def _first_error_or_all(call: Call, futures: Sequence[Future[Any]]) -> list[Any]:
    """What the jobs reached; when one failed, the others are ended and its failure is raised."""
    failed = next((future for future in futures if future.done() and future.exception() is not None), None)
    if failed is not None:
        call.cancel()
        for future in futures:
            future.cancel()
        failed.result()
    return [future.result() for future in futures]


def _hand_over(loop: asyncio.AbstractEventLoop, events: asyncio.Queue[Event], event: Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(events.put_nowait, event)


@lru_cache(maxsize=32)
def _of(url: str, api_key: Optional[str], run_id: Optional[str], ca_file: Optional[str], connections: int, batch_samples: int, batch_bytes: int,
        request_timeout: float, give_up_after: Optional[float], first_delay: float, longest_delay: float, connect_timeout: float,
        ask_errors_again: bool) -> Client:
    return Client(url, api_key=api_key, run_id=run_id, ca_file=ca_file, connections=connections, batch_samples=batch_samples,
                  batch_bytes=batch_bytes, request_timeout=request_timeout, give_up_after=give_up_after, first_delay=first_delay,
                  longest_delay=longest_delay, connect_timeout=connect_timeout, ask_errors_again=ask_errors_again)


def _begin_again() -> None:
    for client in list(_clients):
        client.begin()


_clients: weakref.WeakSet[Client] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_again)
