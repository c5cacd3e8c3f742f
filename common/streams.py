"""Redis Streams: with consumer groups in order, at least once, and nothing silently dropped; or just listened to.

A batch is handled as a whole. When that fails, its entries are handled one by one; one that keeps failing is tried
again after growing delays and then moved to the dead-letter stream `dead:<stream>:<group>`, where it can be listed
and from where it can be replayed. When the database or Redis is away nothing is dead-lettered: the consumer waits.

Replicas that share a stream keep its order when they take turns (`common.leases`).
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from redis import Redis
from redis.exceptions import ResponseError

from common.errors import OUTAGES, Unavailable
from common.events import utc_now
from common.leases import Turn
from common.logs import get_logger

logger = get_logger(__name__)

BATCH = 500
BLOCK_MS = 1000
CLAIM_IDLE_MS = 30_000
CLAIM_SECONDS = 5.0
"""How often it is looked for what other members left behind."""
RETRY_DELAYS = (0.5, 1.0, 2.0, 4.0)
OUTAGE_DELAY = 1.0
TURN_DELAY = 0.2
DEAD_LENGTH = 100_000

NOT_THE_ENTRYS_FAULT: tuple[type[Exception], ...] = (*OUTAGES, Unavailable)
"""Wait and try the same again."""


@dataclass(frozen=True)
class Entry:
    """One entry of a stream."""

    id: str
    fields: dict[bytes, bytes]


Handler = Callable[[Sequence[Entry]], None]
"""Handles a batch in order; must be idempotent, as entries may come again after a crash."""


class Consumer:
    """One member of a consumer group.

    Args:
        stream, group: what is read, and on whose behalf; a new group starts at the beginning of the stream.
        name: this member. It must be the same after a restart, so that what it had in hand is taken up at once;
            what other members left behind is claimed after half a minute. Replicas that take turns have one name.
        batch: the most that is handled at once. What has come meanwhile is handled together.
        linger: seconds to let entries gather after a batch that emptied the stream.
        on_idle: called after each batch that emptied the stream, and about every second while nothing comes, with
            a moment up to which everything is handled.
        turn: consume only while it is ours; without one, always.
    """

    def __init__(
        self,
        redis: Redis,
        stream: str,
        group: str,
        name: str,
        handler: Handler,
        *,
        batch: int = BATCH,
        linger: float = 0,
        on_idle: Callable[[datetime], None] | None = None,
        turn: Turn | None = None,
    ) -> None:
        self.name = f"{group}:{stream}:{name}"
        self._redis = redis
        self._stream = stream
        self._group = group
        self._consumer = name
        self._handler = handler
        self._batch = batch
        self._linger = linger
        self._on_idle = on_idle
        self._turn = turn
        self._claimed_at = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Consume until `stop` is set; outages of Redis or the database are waited out."""
        recovered = False
        try:
            while not stop.is_set():
                try:
                    if self._turn and not self._turn.take():
                        recovered = False
                        stop.wait(TURN_DELAY)
                        continue
                    if not recovered:
                        self._ensure_group()
                        self._drain_own_pending(stop)
                        recovered = True
                    self._consume(stop)
                except NOT_THE_ENTRYS_FAULT as error:
                    logger.warning("consumer_waits", consumer=self.name, error=str(error))
                    # What was read but not acknowledged is our own pending part now.
                    recovered = False
                    stop.wait(OUTAGE_DELAY)
        finally:
            if self._turn:
                self._turn.give_up()

    def _consume(self, stop: threading.Event) -> None:
        if time.monotonic() - self._claimed_at >= CLAIM_SECONDS:
            self._handle(self._claim_abandoned(), stop)
            self._claimed_at = time.monotonic()
        asked_at = utc_now()
        entries = self._read(">")
        self._handle(entries, stop)
        if len(entries) < self._batch:
            if self._on_idle:
                self._on_idle(asked_at if entries else utc_now())
            if entries and self._linger:
                stop.wait(self._linger)

    def _ensure_group(self) -> None:
        # Not by trying: a full server refuses that, also when the group is there.
        if self._group.encode() in (group["name"] for group in _groups(self._redis, self._stream)):
            return
        try:
            self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def _drain_own_pending(self, stop: threading.Event) -> None:
        while not stop.is_set():
            entries = self._read("0")
            if not entries:
                return
            self._handle(entries, stop)

    def _read(self, position: str) -> list[Entry]:
        answer: Any = self._redis.xreadgroup(
            self._group,
            self._consumer,
            {self._stream: position},
            count=self._batch,
            block=BLOCK_MS if position == ">" else None,
        )
        return self._entries(_rows(answer))

    def _claim_abandoned(self) -> list[Entry]:
        claimed: Any = self._redis.xautoclaim(
            self._stream, self._group, self._consumer, min_idle_time=CLAIM_IDLE_MS, count=self._batch
        )
        return self._entries(claimed[1])

    def _entries(self, rows: Sequence[tuple[bytes, dict[bytes, bytes] | None]]) -> list[Entry]:
        entries = [Entry(entry_id.decode(), fields) for entry_id, fields in rows if fields]
        gone = [entry_id for entry_id, fields in rows if not fields]  # trimmed while pending
        if gone:
            self._redis.xack(self._stream, self._group, *gone)
        return entries

    def _handle(self, entries: Sequence[Entry], stop: threading.Event) -> None:
        if not entries:
            return
        try:
            self._call(entries)
            self._ack(entries)
        except NOT_THE_ENTRYS_FAULT:
            raise
        except Exception as error:  # any fault of a handler: find the entry that causes it
            logger.error("batch_failed", consumer=self.name, entries=len(entries), exc_info=error)
            for entry in entries:
                if not self._handle_alone(entry, stop):
                    return

    def _handle_alone(self, entry: Entry, stop: threading.Event) -> bool:
        """Whether the entry is done with; not when the stop came first: then it stays pending, and what follows too."""
        delays = iter(RETRY_DELAYS)
        while True:
            try:
                self._call([entry])
            except NOT_THE_ENTRYS_FAULT:
                raise
            except Exception as error:  # noqa: BLE001  # kept as a dead letter with its reason
                delay = next(delays, None)
                if delay is None:
                    self._bury(entry, error)
                    return True
                if stop.wait(delay):
                    return False
            else:
                self._ack([entry])
                return True

    def _call(self, entries: Sequence[Entry]) -> None:
        if self._turn:
            self._turn.check()
        self._handler(entries)

    def _ack(self, entries: Sequence[Entry]) -> None:
        self._redis.xack(self._stream, self._group, *(entry.id for entry in entries))

    def _bury(self, entry: Entry, error: Exception) -> None:
        logger.error("dead_letter", consumer=self.name, entry=entry.id, exc_info=error)
        reason = f"{type(error).__name__}: {error}"[:500]
        fields: dict[Any, Any] = {**entry.fields, b"_id": entry.id, b"_error": reason}
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.xadd(dead_letter_stream(self._stream, self._group), fields, maxlen=DEAD_LENGTH, approximate=True)
        pipeline.xack(self._stream, self._group, entry.id)
        pipeline.execute()


class Tail:
    """Hears every entry of a stream from now on, beside whoever else reads it.

    There is no group: each process hears everything, nothing is acknowledged, and trimming waits for nobody. The
    position outlives outages of the streams server, so what is added meanwhile is heard afterwards; a process that
    starts anew begins a little before its start.

    Args:
        handler: handles one entry; it may come again after a restart, and what it raises is logged and passed over.
        before: seconds before now to begin at, more than the clocks of this machine and of the server differ.
    """

    def __init__(self, redis: Redis, stream: str, handler: Callable[[Entry], None], *, before: float) -> None:
        self.name = f"tail:{stream}"
        self._redis = redis
        self._stream = stream
        self._handler = handler
        self._position = f"{int((time.time() - before) * 1000)}-0"

    def run(self, stop: threading.Event) -> None:
        """Listen until `stop` is set."""
        while not stop.is_set():
            try:
                entries = entries_after(self._redis, self._stream, self._position, BATCH)
            except OUTAGES as error:
                logger.warning("tail_waits", stream=self._stream, error=str(error))
                stop.wait(OUTAGE_DELAY)
                continue
            for entry in entries:
                self._position = entry.id
                self._handle(entry)

    def _handle(self, entry: Entry) -> None:
        try:
            self._handler(entry)
        except Exception as error:  # one entry must not keep the others from being heard
            logger.error("entry_not_heard", stream=self._stream, entry=entry.id, exc_info=error)


def _rows(answer: Any) -> Sequence[tuple[bytes, dict[bytes, bytes]]]:
    """The entries of the one stream that was read."""
    if not answer:
        return []
    _, rows = answer[0] if isinstance(answer, list) else next(iter(answer.items()))
    return cast(Sequence[tuple[bytes, dict[bytes, bytes]]], rows)


def entries_after(redis: Redis, stream: str, position: str, count: int) -> list[Entry]:
    """The entries that follow `position`, at most `count`, whoever else reads them; waits a second for the first."""
    answer: Any = redis.xread({stream: position}, count=count, block=BLOCK_MS)
    return [Entry(entry_id.decode(), fields) for entry_id, fields in _rows(answer)]


def oldest_entries(redis: Redis, stream: str, count: int | None = None) -> list[Entry]:
    """The oldest entries of a stream, whoever has read them; none when there is no such stream."""
    rows: Any = redis.xrange(stream, count=count)
    return [Entry(entry_id.decode(), fields) for entry_id, fields in rows]


def _groups(redis: Redis, stream: str) -> Sequence[dict[str, Any]]:
    """The consumer groups of a stream; none when there is no such stream."""
    return cast(Sequence[dict[str, Any]], redis.xinfo_groups(stream)) if redis.exists(stream) else ()


def dead_letter_stream(stream: str, group: str) -> str:
    return f"dead:{stream}:{group}"


def list_dead_letters(redis: Redis, stream: str, group: str, count: int = 100) -> list[Entry]:
    """The oldest dead letters; `_id` and `_error` among the fields tell where they were and why they failed."""
    return oldest_entries(redis, dead_letter_stream(stream, group), count)


def replay_dead_letters(redis: Redis, stream: str, group: str, count: int = 100) -> int:
    """Put the oldest dead letters back at the end of their stream; returns how many."""
    letters = list_dead_letters(redis, stream, group, count)
    for letter in letters:
        fields: dict[Any, Any] = {name: value for name, value in letter.fields.items() if not name.startswith(b"_")}
        pipeline = redis.pipeline(transaction=True)
        pipeline.xadd(stream, fields)
        pipeline.xdel(dead_letter_stream(stream, group), letter.id)
        pipeline.execute()
    return len(letters)


def trim_consumed(redis: Redis, stream: str, *, owner: str | None = None, patience: timedelta | None = None) -> int:
    """Drop the entries that every group has acknowledged; returns how many.

    A stream without groups is left alone: nobody has read it yet. So is one that nobody has begun.

    Args:
        owner: the group for which the stream is there: nothing goes before that has come. The others are waited for
            only for `patience`: one that is away for longer misses what is older, so that it cannot fill the server's
            memory.
    """
    groups = _groups(redis, stream)
    if owner is not None and owner.encode() not in (group["name"] for group in groups):
        return 0
    oldest_needed: list[tuple[int, int]] = []
    for group in groups:
        pending = redis.xpending(stream, group["name"])
        needed = pending["min"] if pending["pending"] else group["last-delivered-id"]
        milliseconds, _, sequence = needed.decode().partition("-")
        # What was delivered last is done when nothing is pending; trimming keeps it all the same, which is harmless.
        position = int(milliseconds), int(sequence)
        if patience is not None and group["name"].decode() != owner:
            position = max(position, (int((time.time() - patience.total_seconds()) * 1000), 0))
        oldest_needed.append(position)
    if not oldest_needed:
        return 0
    milliseconds, sequence = min(oldest_needed)
    return int(redis.xtrim(stream, minid=f"{milliseconds}-{sequence}", approximate=False))
