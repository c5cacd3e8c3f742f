"""The order of a connection's calls when some are refused."""

import threading
import time

from common.telemetry import Span

HEARD_SECONDS = 30.0
"""More than a ping and its answer may take: a connection that still stands has heard by then what was refused."""


class Order:
    """Which calls may be taken while earlier ones have been refused; one for each connection.

    A client may send on before it hears that a call was refused. Were those later calls taken, the refused readings
    would count as duplicates when they come again, and nobody would have them. So until a refused call comes again,
    what follows it is refused too. A client that has heard of it and goes on regardless has given those readings up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: dict[int, float] = {}
        """When calls were refused, by the first `seq` in them; the latest at the end."""

    def refuse(self, span: Span | None) -> None:
        """A call is being refused. To be told before its answer is sent."""
        if span is None:
            return
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            self._refused.pop(span.first, None)
            self._refused[span.first] = now

    def admits(self, span: Span | None, came_at: float) -> bool:
        """Whether a call that came then (monotonic seconds) may be taken; if not, it is to be refused."""
        if span is None or not self._refused:  # as nearly always: not worth a lock for every call
            return True
        with self._lock:
            self._forget(came_at)
            if self._refused and span.first > min(self._refused):
                return False
            for first in [first for first in self._refused if first <= span.last]:
                del self._refused[first]
            return True

    def _forget(self, now: float) -> None:
        """Let go of what was heard long ago; with the lowest of all, whatever followed it was given up."""
        if self._refused and self._refused[min(self._refused)] + HEARD_SECONDS < now:
            self._refused.clear()
        while self._refused and self._refused[oldest := next(iter(self._refused))] + HEARD_SECONDS < now:
            del self._refused[oldest]
