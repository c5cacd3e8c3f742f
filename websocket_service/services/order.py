"""The order of a connection's calls when some are refused."""

import threading
import time

HEARD_SECONDS = 30.0
"""More than a ping and its answer may take: a connection that still stands has heard by then what was refused."""


class Order:
    """What may be taken while readings of earlier calls have been refused; one for each connection.

    A client may send on before it hears that a call was refused. Were those later calls taken, the refused readings
    would count as duplicates when they come again, and nobody would have them. So until all that was refused comes
    again, nothing above it is taken; what is below is, even of a call that is refused as a whole, so that calls which
    lack each other's readings do not wait for each other. A client that has heard of a refusal and goes on regardless
    has given those readings up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: dict[int, float] = {}
        """When readings were refused, by their `seq`; the latest at the end."""

    def refuse(self, seqs: frozenset[int]) -> None:
        """The readings of a call are being refused. To be told before its answer is sent."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            for seq in seqs:
                self._refused.pop(seq, None)
                self._refused[seq] = now

    def limit(self, seqs: frozenset[int], came_at: float) -> int | None:
        """From which `seq` on the readings of a call are to be refused; None when all may be taken.

        Args:
            came_at: when the call came, in monotonic seconds.
        """
        if not self._refused or not seqs:  # as nearly always: not worth a lock for every call
            return None
        with self._lock:
            self._forget(came_at)
            missing = min((seq for seq in self._refused if seq not in seqs), default=None)
            limit = missing if missing is not None and missing < max(seqs) else None
            for seq in seqs:
                if limit is None or seq < limit:
                    self._refused.pop(seq, None)
            return limit

    def _forget(self, now: float) -> None:
        """Let go of what was heard long ago; with the lowest of all, whatever followed it was given up."""
        if self._refused and self._refused[min(self._refused)] + HEARD_SECONDS < now:
            self._refused.clear()
        while self._refused and self._refused[oldest := next(iter(self._refused))] + HEARD_SECONDS < now:
            del self._refused[oldest]
