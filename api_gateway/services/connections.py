"""Kept connections to the services, and when a service is left alone for a while."""

import threading
import time
from collections import deque
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection

KEPT = 64
"""Idle connections to one service that are kept for the next request."""


class Connections:
    """Connections to one service. The one that was used last is taken first, so that the others may grow old.

    Args:
        idle_seconds: one that was not used for so long is not used again. The service must keep its end open for
            longer: of a request that meets the moment when it closes nobody can tell whether it was done.
    """

    def __init__(self, url: str, connect_seconds: float, idle_seconds: float) -> None:
        parts = urlsplit(url)
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host = parts.hostname or ""
        self._port = parts.port
        self._connect_seconds = connect_seconds
        self._idle_seconds = idle_seconds
        self._idle: deque[tuple[HTTPConnection, float]] = deque(maxlen=KEPT)

    def take(self) -> HTTPConnection | None:
        """A connection that is open, or None. One that is too old, or closed by the service, is dropped."""
        youngest = time.monotonic() - self._idle_seconds
        while self._idle:
            try:
                connection, used_at = self._idle.pop()
            except IndexError:
                return None
            if used_at > youngest and connection.is_connected:
                return connection
            connection.close()
        return None

    def open(self) -> HTTPConnection:
        """A new connection.

        Raises:
            urllib3.exceptions.NewConnectionError, ConnectTimeoutError: nobody answers there.
        """
        connection = self._kind(self._host, self._port, timeout=self._connect_seconds)
        connection.connect()
        return connection

    def give_back(self, connection: HTTPConnection) -> None:
        """Keep a connection whose answer was read to its end; one that the service ends is not open any more."""
        if connection.sock is None:
            return
        if len(self._idle) == KEPT:
            connection.close()
        else:
            self._idle.append((connection, time.monotonic()))


class Breaker:
    """Leaves a service alone that failed several times in a row, then lets one request try it.

    Args:
        failures: so many in a row open it.
        seconds: it stays open this long; then one request goes through, and its outcome decides.
    """

    def __init__(self, failures: int, seconds: float) -> None:
        self._limit = failures
        self._seconds = seconds
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0

    def wait_seconds(self) -> float:
        """How long the service is still left alone; 0 when a request may go through."""
        if self._failed < self._limit:
            return 0.0
        with self._lock:
            now = time.monotonic()
            if now < self._open_until:
                return self._open_until - now
            # This request is the probe; the others wait for what becomes of it.
            self._open_until = now + self._seconds
            return 0.0

    def succeeded(self) -> None:
        self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            self._open_until = time.monotonic() + self._seconds
