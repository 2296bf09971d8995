"""HTTP/1.1 over connections that are kept and used again, and threads that wait for them.

Threads and `http.client`, under asyncio too: one implementation, the standard library's, of TLS, chunked answers and time limits; and a
connection that belongs to no event loop serves a trainer that makes a new loop for each step.
"""
from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .errors import CallTimeoutError

IDLE_SECONDS = 10.0


class Call:
    """One call of the caller: how long it may take, and how it is ended from another thread."""

    def __init__(self, timeout: Optional[float]) -> None:
        self._timeout = timeout
        self._ends = None if timeout is None else time.monotonic() + timeout
        self._ended = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()

    def left(self, most: float) -> float:
        """Seconds that a step may take, at most `most`. Raises when the call is over."""
        if self._ended.is_set():
            raise CallTimeoutError("The call was ended by its caller.")
        if self._ends is None:
            return most
        left = self._ends - time.monotonic()
        if left <= 0:
            raise CallTimeoutError(f"There was no answer within {self._timeout} s.")
        return min(most, left)

    def sleep(self, seconds: float) -> None:
        """Waits, unless the call ends before."""
        self._ended.wait(self.left(seconds))
        self.left(0)

    def attach(self, connection: Optional[socket.socket]) -> None:
        """From here on the end of the call ends this connection."""
        if connection is not None:
            with self._lock:
                self._sockets.add(connection)
            self.left(0)

    def detach(self, connection: Optional[socket.socket]) -> None:
        with self._lock:
            self._sockets.discard(connection)  # type: ignore[arg-type]

    def cancel(self) -> None:
        """Ends the call at once; the service sees its caller leave and ends the programs."""
        self._ended.set()
        with self._lock:
            for connection in self._sockets:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster
            self._sockets.clear()


class Connections:
    """The idle connections to one service. A connection is used by one thread at a time."""

    def __init__(self, url: str, ca_file: Optional[str], connect_timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError(f"url: expected http://host:port or https://host:port, found {url!r}")
        self._host, self._port = parts.hostname, parts.port
        self.path = parts.path.rstrip("/") + "/score"
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        if self._tls is not None and ca_file is not None:
            self._tls.load_verify_locations(ca_file)
        self._connect_timeout = connect_timeout
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self.opened = 0

    def take(self, call: Call) -> tuple[http.client.HTTPConnection, bool]:
        """A connection that is open, and whether it was used before."""
        with self._lock:
            if self._idle:
                return self._idle.pop(), True
            self.opened += 1
        timeout = call.left(self._connect_timeout)
        connection: http.client.HTTPConnection = (
            http.client.HTTPConnection(self._host, self._port, timeout=timeout) if self._tls is None
            else http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=self._tls))
        connection.connect()
        return connection, False

    def give(self, connection: http.client.HTTPConnection) -> None:
        """Keeps it for the next request."""
        if connection.sock is not None:
            with self._lock:
                self._idle.append(connection)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class Workers:
    """At most `limit` threads, started when there is work and ended when there is none. They never hold back the end of the process."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._changed = threading.Condition()
        self._threads = self._waiting = 0

    def submit(self, job: Callable[[], Any]) -> Future[Any]:
        """Runs the job when a thread is free, first come, first served."""
        future: Future[Any] = Future()
        with self._changed:
            if self._waiting <= len(self._jobs) and self._threads < self._limit:
                threading.Thread(target=self._work, name="verifiers-client", daemon=True).start()
                self._threads += 1
            self._jobs.append((future, job))
            self._changed.notify()
        return future

    def _work(self) -> None:
        while True:
            with self._changed:
                self._waiting += 1
                self._changed.wait_for(lambda: bool(self._jobs), IDLE_SECONDS)
                self._waiting -= 1
                if not self._jobs:
                    self._threads -= 1
                    return
                future, job = self._jobs.popleft()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except BaseException as error:  # whoever waits for the future is told
                    future.set_exception(error)
            del future, job
