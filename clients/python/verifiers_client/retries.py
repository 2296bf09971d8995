"""Asks until there is an answer: a service that is busy, restarting or away is waited for; no reward is made up."""
from __future__ import annotations

import email.utils
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping, Optional, TypeVar

from .connections import Call, Connections
from .errors import AnswerError, RefusedError, ServiceAwayError, VerifiersError

LONGEST_RETRY_AFTER = 60.0
REPORT_EVERY = 5.0
logger = logging.getLogger("verifiers_client")
T = TypeVar("T")


class BrokenAnswer(Exception):
    """The end of an answer is missing, as when a proxy lost the service in between."""


@dataclass
class Problem(Exception):
    """Why a try led to nothing, and when the service wants to be asked again, in seconds."""

    what: str
    retry_after: Optional[float] = None


class Outage:
    """Joins the failures of all requests under way to one outage, from the first failure to the next answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: Optional[float] = None
        self._reported: Optional[float] = None
        self._was_reported = False

    def failed(self, problem: str) -> float:
        """How long it has lasted. It is logged, but not more often than every few seconds."""
        now = time.monotonic()
        with self._lock:
            if self._since is None:
                self._since, self._was_reported = now, False
            lasting = now - self._since
            reports = self._reported is None or now - self._reported >= REPORT_EVERY
            if reports:
                self._reported, self._was_reported = now, True
        if reports:
            logger.warning("The reward service has not answered for %.1f s, asking again: %s", lasting, problem)
        return lasting

    def answered(self) -> None:
        with self._lock:
            since, self._since = self._since, None
            reports = since is not None and self._was_reported
        if since is not None and reports:
            logger.warning("The reward service answers again, after %.1f s.", time.monotonic() - since)


class Asker:
    """Posts a body until it is answered."""

    def __init__(self, connections: Connections, headers: Mapping[str, str], request_timeout: float, give_up_after: Optional[float],
                 first_delay: float, longest_delay: float) -> None:
        self.connections = connections
        self._headers = dict(headers)
        self._request_timeout = request_timeout
        self._give_up_after = give_up_after
        self._first_delay, self._longest_delay = first_delay, longest_delay
        self._outage = Outage()

    def ask(self, call: Call, body: bytes, accept: str, read: Callable[[Iterator[bytes]], T]) -> T:
        """What `read` makes of the answer's bytes. It is called again when the answer was broken off.

        Final are a refusal (`RefusedError`), an answer that is none (`AnswerError`), and a certificate that does not prove who answers.
        """
        delay = self._first_delay
        while True:
            try:
                answer = self._ask_once(call, body, accept, read)
            except Problem as problem:
                lasting = self._outage.failed(problem.what)
                if self._give_up_after is not None and lasting > self._give_up_after:
                    raise ServiceAwayError(f"The reward service was away for {lasting:.1f} s: {problem.what}") from problem
                call.sleep(delay if problem.retry_after is None else min(problem.retry_after, LONGEST_RETRY_AFTER))
                delay = min(delay * 2, self._longest_delay)
            except (RefusedError, AnswerError):
                self._outage.answered()
                raise
            else:
                self._outage.answered()
                return answer

    def _ask_once(self, call: Call, body: bytes, accept: str, read: Callable[[Iterator[bytes]], T]) -> T:
        while True:
            was_used = False
            try:
                connection, was_used = self.connections.take(call)
                return self._exchange(call, connection, body, accept, read)
            except ssl.SSLCertVerificationError as error:
                raise VerifiersError(f"The service's certificate is not trusted (ca_file names one that is): {error}") from error
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as error:
                call.left(0)
                if not was_used:
                    raise Problem(f"the connection was lost: {error}") from error
                # An idle connection that the service closed meanwhile says nothing about the service: the next one is tried at once.
            except (OSError, http.client.HTTPException, BrokenAnswer) as error:
                call.left(0)  # the call's own end is no fault of the service
                late = isinstance(error, socket.timeout)
                raise Problem(f"no answer within {self._request_timeout} s" if late else f"{type(error).__name__}: {error}") from error

    def _exchange(self, call: Call, connection: http.client.HTTPConnection, body: bytes, accept: str, read: Callable[[Iterator[bytes]], T]) -> T:
        stream = connection.sock
        sent, keep = True, False
        try:
            call.attach(stream)
            stream.settimeout(call.left(self._request_timeout))
            try:
                connection.request("POST", self.connections.path, body, {**self._headers, "Accept": accept})
            except (BrokenPipeError, ConnectionResetError):
                sent = False  # a service that refuses a body without reading it has still said why
            response = connection.getresponse()
            pieces = self._pieces(call, stream, response)
            if response.status == 200:
                answer = read(pieces)
                keep = not next(pieces, b"")
                return answer
            text = b"".join(pieces)
            keep = sent
            raise _refusal(response, text)
        finally:
            call.detach(stream)
            if keep:
                self.connections.give(connection)
            else:
                connection.close()

    def _pieces(self, call: Call, stream: socket.socket, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """The body as it comes."""
        missing = response.length
        while not response.isclosed():
            stream.settimeout(call.left(self._request_timeout))
            # read1 of an answer with a length waits for more than there is, in Python before 3.12.
            piece = response.read1(1 << 16) if response.chunked else response.read(1 << 16)
            if not piece:
                break
            missing = None if missing is None else missing - len(piece)
            yield piece
        if missing:
            raise BrokenAnswer(f"{missing} bytes of the answer are missing")


def _refusal(response: http.client.HTTPResponse, text: bytes) -> Exception:
    try:
        problem = json.loads(text)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"status": response.status, "detail": text[:500].decode(errors="replace") or response.reason}
    if response.status in (408, 429) or response.status >= 500:
        what = f"it answered {response.status}: {problem.get('detail') or problem.get('title')}"
        return Problem(what, retry_after(response.getheader("Retry-After")))
    if response.status < 400:
        return AnswerError(f"expected 200, found {response.status}: {problem.get('detail')}")
    return RefusedError(response.status, problem)


def retry_after(value: Optional[str]) -> Optional[float]:
    """Seconds, of a number of them or of a date; None when it says nothing that can be read."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def read_json(pieces: Iterator[bytes]) -> Any:
    """A whole answer."""
    text = b"".join(pieces)
    try:
        return json.loads(text)
    except ValueError as error:
        if not text or text.lstrip()[:1] == b"{":
            raise BrokenAnswer(f"the answer was broken off: {error}") from error
        raise AnswerError(f"expected JSON, found {text[:200]!r}") from error
