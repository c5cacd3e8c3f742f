"""Readings of all connections, appended together: one round trip and one flush to disk for all that wait."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from redis.exceptions import RedisError

from common.errors import ServiceError, Unavailable
from common.logs import get_logger
from common.telemetry import Call, Outcome, TelemetryLog
from websocket_service.services.order import Order

logger = get_logger(__name__)

BATCH_READINGS = 1_000
MOST_CALLS = 20_000
MOST_BYTES = 64 * 1024 * 1024
RECALLING = 16
IDLE_SECONDS = 0.5
GATHER_SECONDS = 0.005
"""From one batch to the next at the least: a round trip and a flush to disk cost as much for one call as for many."""
COMPLAINT_SECONDS = 1.0

Done = Callable[[Outcome | ServiceError], None]
"""Told what became of a call."""


class _Waiting(NamedTuple):
    call: Call
    done: Done
    order: Order
    size: int
    came_at: float


class Appender:
    """Hands the calls that wait to the log, batch after batch, in the order in which they came.

    While a batch is under way the next one gathers; a lone call goes at once. A kiosk that the log does not know is
    asked about beside the batches, and its calls wait for that, in their order.

    Args:
        most_calls: how many may wait; beyond it none is taken.
    """

    name = "appender"

    def __init__(self, log: TelemetryLog, most_calls: int = MOST_CALLS) -> None:
        self._log = log
        self._most_calls = most_calls
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._waiting: deque[_Waiting] = deque()
        self._held: dict[int, list[_Waiting]] = {}
        """Calls of kiosks that are being asked about."""
        self._to_recall: deque[int] = deque()
        self._recalling = 0
        self._calls = self._bytes = 0
        self._complained_at = float("-inf")

    def submit(self, call: Call, done: Done, order: Order) -> None:
        """Append soon; `done` is called from another thread when it is on disk, or with Unavailable.

        What is refused is noted in the `order` of the connection, which may refuse what follows.

        Raises:
            Unavailable: when too much waits already.
        """
        size = sum(len(encoded) for _, encoded in call.readings)
        with self._lock:
            if self._calls >= self._most_calls or self._bytes + size > MOST_BYTES:
                order.refuse(call.seqs)
                raise Unavailable("unavailable")
            self._calls += 1
            self._bytes += size
            self._waiting.append(_Waiting(call, done, order, size, time.monotonic()))
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Append until `stop` is set and nothing waits any more."""
        while True:
            batch = self._take()
            if batch:
                began = time.monotonic()
                self._append(batch)
                time.sleep(max(0.0, began + GATHER_SECONDS - time.monotonic()))
            elif stop.is_set():
                return
            elif self._wake.wait(IDLE_SECONDS):
                self._wake.clear()

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        readings = 0
        with self._lock:
            while self._waiting and readings < BATCH_READINGS:
                waiting = self._waiting.popleft()
                held = self._held.get(waiting.call.kiosk_id)
                if held is not None:
                    held.append(waiting)
                else:
                    batch.append(waiting)
                    readings += len(waiting.call.readings)
        return batch

    def _append(self, taken: list[_Waiting]) -> None:
        batch = self._admitted(taken)
        try:
            outcomes = self._log.append_known([waiting.call for waiting in batch])
        except RedisError as error:
            self._complain(len(batch), error)
            self._refuse(batch, Unavailable("unavailable"))
            return
        # Held first, and together: answering may let others run, and what comes back from a question in between must
        # not overtake what was behind it. A call that came late would count as a duplicate and be lost.
        self._hold([waiting for waiting, outcome in zip(batch, outcomes, strict=True) if outcome is None])
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if outcome is not None:
                self._finish(waiting, outcome)

    def _admitted(self, taken: list[_Waiting]) -> list[_Waiting]:
        """The calls that may be taken, of some only a part; others are refused here."""
        batch: list[_Waiting] = []
        refused: list[_Waiting] = []
        for waiting in taken:
            limit = waiting.order.limit(waiting.call.seqs, waiting.came_at)
            if limit is None:
                batch.append(waiting)
                continue
            waiting.order.refuse(frozenset(seq for seq in waiting.call.seqs if seq >= limit))
            part = waiting.call.below(limit)
            if part.readings:
                batch.append(waiting._replace(call=part, done=_refusing(waiting.done)))
            else:
                refused.append(waiting)
        for waiting in refused:
            self._finish(waiting, Unavailable("unavailable"))
        return batch

    def _refuse(self, refused: list[_Waiting], error: ServiceError) -> None:
        # Noted together first: answering may let others run, and what they send counts by all of these.
        for waiting in refused:
            waiting.order.refuse(waiting.call.seqs)
        for waiting in refused:
            self._finish(waiting, error)

    def _finish(self, waiting: _Waiting, outcome: Outcome | ServiceError) -> None:
        with self._lock:
            self._calls -= 1
            self._bytes -= waiting.size
        try:
            waiting.done(outcome)
        except Exception as error:  # what one caller makes of its answer must not keep the others from theirs
            logger.error("answer_failed", exc_info=error)

    def _hold(self, unknown: list[_Waiting]) -> None:
        """Keep the calls of kiosks that the log does not know until it has been told of them."""
        helpers = 0
        with self._lock:
            for waiting in unknown:
                kiosk_id = waiting.call.kiosk_id
                if kiosk_id not in self._held:
                    self._held[kiosk_id] = []
                    self._to_recall.append(kiosk_id)
                    if self._recalling < RECALLING:
                        self._recalling += 1
                        helpers += 1
                self._held[kiosk_id].append(waiting)
        for _ in range(helpers):
            threading.Thread(target=self._recall, name="recall", daemon=True).start()

    def _recall(self) -> None:
        """Ask about kiosks until none is left to ask about."""
        while True:
            with self._lock:
                if not self._to_recall:
                    self._recalling -= 1
                    return
                kiosk_id = self._to_recall.popleft()
            failure: ServiceError | None = None
            try:
                self._log.recall(kiosk_id)
            except Unavailable:
                failure = Unavailable("unavailable")
            except ServiceError as error:
                failure = error
            except Exception as error:  # noqa: BLE001  # whatever it is, these calls must be answered
                self._complain(1, error)
                failure = Unavailable("unavailable")
            with self._lock:
                held = self._held.pop(kiosk_id)
                if failure is None:
                    self._waiting.extendleft(reversed(held))
                else:
                    # Before the next batch is taken, which may have later calls.
                    for waiting in held:
                        waiting.order.refuse(waiting.call.seqs)
            if failure is None:
                self._wake.set()
            else:
                for waiting in held:
                    self._finish(waiting, failure)

    def _complain(self, calls: int, error: Exception) -> None:
        """Log an outage, at most once a second."""
        now = time.monotonic()
        if now - self._complained_at > COMPLAINT_SECONDS:
            self._complained_at = now
            logger.warning("not_durable", calls=calls, error=str(error))


def _refusing(done: Done) -> Done:
    """Answers that a call was refused, whatever became of the part of it that was taken."""
    return lambda _: done(Unavailable("unavailable"))
