"""The readings that the server has not acknowledged yet: each gets its `seq` here and stays until it is settled.

One file holds the readings of one kiosk or of thousands. Readings are collected in memory and written by `flush`, many
in one transaction, before any of them is sent. While the disk takes nothing they stay in memory, the newest so many
of each kiosk, and are sent from there; `flush` is tried again and again and brings the file up to date when it can.
"""

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kiosk_app.database import open_database
from kiosk_app.log import EventLog

DEFAULT_LIMIT = 120_000  # readings of a kiosk: about a week at one per 5 s, some 100 MB
FLEET_LIMIT = 5_000_000  # readings of all kiosks in one file, some 4 GB
MEMORY_LIMIT = 720  # readings of a kiosk kept in memory while the disk takes none: an hour at one per 5 s
FLEET_MEMORY_LIMIT = 100_000  # of all kiosks, some 100 MB
AT_HAND = 3  # written readings that stay in memory too, since they are the next to be sent

SETUP = """
CREATE TABLE IF NOT EXISTS readings (
    kiosk TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kiosk, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kiosks (
    kiosk TEXT PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    unchecked INTEGER,
    machine TEXT NOT NULL
) WITHOUT ROWID;
"""


class StoredReading(NamedTuple):
    """A reading waiting for its acknowledgement; `body` is its JSON."""

    seq: int
    body: str

    @property
    def reading(self) -> dict[str, Any]:
        """The reading as it was taken."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class ReadingStore:
    """The file. `kiosks` is for how many kiosks it is, which share the room. Used by one thread."""

    def __init__(
        self, path: Path, log: EventLog, kiosks: int = 1, limit: int = DEFAULT_LIMIT, memory: int = MEMORY_LIMIT
    ) -> None:
        """Raises NeedsPersonError when the file is in use, UnavailableError on a full disk."""
        self.limit = max(100, min(limit, FLEET_LIMIT // kiosks)) if kiosks > 1 else limit
        self.memory = max(10, min(memory, FLEET_MEMORY_LIMIT // kiosks))
        self._log = log
        self.database = open_database(path, SETUP, log)
        self._changed: set[ReadingQueue] = set()
        self.troubled = False
        """Whether the last flush failed."""

    def queue(self, kiosk: str) -> "ReadingQueue":
        """The readings of the kiosk with this serial."""
        return ReadingQueue(self, kiosk)

    def mark(self, queue: "ReadingQueue") -> None:
        """This queue differs from the file."""
        self._changed.add(queue)

    @property
    def has_changes(self) -> bool:
        """Whether a flush has something to do."""
        return bool(self._changed)

    def flush(self) -> None:
        """Write everything durably, or log once why not; then tell the queues that theirs may be sent.

        Raises sqlite3.DatabaseError when the file is spoilt; the next start sets it aside.
        """
        queues, self._changed = self._changed, set()
        try:
            with self.transaction() as database:
                database.executemany(
                    "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)",
                    [(queue.kiosk, *row) for queue in queues for row in queue.unwritten()],
                )
                database.executemany(
                    "DELETE FROM readings WHERE kiosk = ? AND seq <= ?",
                    [(queue.kiosk, queue.settled) for queue in queues if queue.has_settled],
                )
                database.executemany(
                    "INSERT OR REPLACE INTO kiosks VALUES (?, ?, ?, ?, ?)", [queue.row() for queue in queues]
                )
        except sqlite3.OperationalError as error:  # no room, or the disk is gone for now
            self._changed |= queues
            if not self.troubled:
                self._log.error("disk_trouble", reason=str(error), what_happens="readings are kept in memory")
            self.troubled = True
        else:
            for queue in queues:
                queue.written()
            if self.troubled:
                self._log.info("disk_works_again")
            self.troubled = False
        for queue in queues:
            queue.on_flushed()

    def transaction(self) -> sqlite3.Connection:
        """The connection as a context: commits, or rolls back on an error."""
        self.database.execute("BEGIN IMMEDIATE")
        return self.database

    def close(self) -> None:
        """Write what can be written and close the file."""
        if self._changed:
            self.flush()
        self.database.close()


class ReadingQueue:
    """The bounded queue of one kiosk, in `seq` order.

    When the limit is reached the oldest hundredth goes; `dropped` counts what was lost so. `machine` is what the
    simulated machine must remember over a restart, as of the last reading.
    """

    def __init__(self, store: ReadingStore, kiosk: str) -> None:
        self.kiosk = kiosk
        self.on_flushed: Callable[[], None] = lambda: None
        self._store = store
        self._memory: deque[StoredReading] = deque()
        found = store.database.execute(
            "SELECT last_seq, dropped, unchecked, machine FROM kiosks WHERE kiosk = ?", (kiosk,)
        ).fetchone()
        last_seq, dropped, unchecked, machine = found or (0, 0, None, "{}")
        self.last_seq: int = last_seq
        self.dropped: int = dropped
        self.machine: dict[str, Any] = json.loads(machine)
        # From here on, until the server has said what it has, a `seq` may be one that was sent from memory
        # before a crash on a full disk, or by a store that was lost.
        self._unchecked: int | None = self.last_seq + 1 if unchecked is None else unchecked
        first, in_file = store.database.execute(
            "SELECT min(seq), count(*) FROM readings WHERE kiosk = ?", (kiosk,)
        ).fetchone()
        self._in_file: int = in_file
        self.settled: int = (first or self.last_seq + 1) - 1
        self._deleted = self.settled
        self._written = self.last_seq
        self._unwritten = 0  # how many in memory are above `_written`

    @property
    def pending(self) -> int:
        """Readings not yet acknowledged."""
        return self._in_file + self._unwritten

    def append(self, reading: Mapping[str, object], machine: Mapping[str, Any] | None = None) -> int:
        """Take a reading in and return its `seq`; it may be sent after the next flush."""
        if self.pending >= self._store.limit:
            self._drop(max(1, self._store.limit // 100))
        self.last_seq += 1
        self._memory.append(StoredReading(self.last_seq, json.dumps(reading, separators=(",", ":"))))
        self._unwritten += 1
        if machine is not None:
            self.machine = dict(machine)
        if self._unwritten > self._store.memory:
            self._drop_from_memory()
        self._store.mark(self)
        return self.last_seq

    def oldest(self, count: int) -> list[StoredReading]:
        """Up to `count` readings, in `seq` order."""
        if self._memory and self.pending <= len(self._memory):
            return list(self._memory)[:count]
        rows = self._store.database.execute(
            "SELECT seq, body FROM readings WHERE kiosk = ? AND seq > ? ORDER BY seq LIMIT ?",
            (self.kiosk, self.settled, count),
        )
        found = [StoredReading(seq, body) for seq, body in rows]
        return found + self.unwritten()[: count - len(found)]

    def settle(self, batch: list[StoredReading]) -> None:
        """Forget readings that `oldest` gave: the server has settled them."""
        self._forget_up_to(batch[-1].seq, sum(row.seq <= self._written for row in batch if row.seq > self.settled))

    def number_anew(self, taken: list[StoredReading]) -> None:
        """Give settled readings new numbers: the server had others under theirs. `align` before they are sent."""
        if self._unchecked is None:
            self._unchecked = self.last_seq + 1
        for row in taken:
            self.append(row.reading)

    def align(self, resume_from: int) -> None:
        """Go on above `resume_from`, the last `seq` the server has accepted from this kiosk.

        Where that is a number which this store has not known to be given out (sent from memory before a crash, or
        given by a store that was lost), what has been read since the start is renumbered: otherwise the server
        would take it for duplicates. Raises sqlite3.Error.
        """
        first = self._unchecked if self._unchecked is not None else self.last_seq + 1
        shift = resume_from + 1 - first
        if shift > 0:
            self._store.flush()
            self._renumber(first, shift)
        self._unchecked = None
        self._store.mark(self)

    def unwritten(self) -> list[StoredReading]:
        """What the file does not have yet."""
        return [row for row in self._memory if row.seq > self._written]

    @property
    def has_settled(self) -> bool:
        """Whether the file has readings that are settled."""
        return self.settled > self._deleted

    def row(self) -> tuple[str, int, int, int | None, str]:
        """What the file keeps of this kiosk besides its readings."""
        machine = json.dumps(self.machine, separators=(",", ":"))
        return self.kiosk, self.last_seq, self.dropped, self._unchecked, machine

    def written(self) -> None:
        """The file has everything now."""
        self._in_file += self._unwritten
        self._unwritten = 0
        self._written = self.last_seq
        self._deleted = self.settled
        while len(self._memory) > AT_HAND:
            self._memory.popleft()

    def _forget_up_to(self, seq: int, in_file: int) -> None:
        self.settled = max(self.settled, seq)
        self._in_file -= in_file
        while self._memory and self._memory[0].seq <= seq:
            self._unwritten -= self._memory.popleft().seq > self._written
        self._store.mark(self)

    def _drop(self, count: int) -> None:
        """Lose the oldest: the queue is full."""
        batch = self.oldest(count)
        self.dropped += len(batch)
        self.settle(batch)

    def _drop_from_memory(self) -> None:
        """Lose the oldest that no file has: memory is for the newest."""
        while self._memory[0].seq <= self._written:
            self._memory.popleft()
        self._memory.popleft()
        self._unwritten -= 1
        self.dropped += 1

    def _renumber(self, first: int, shift: int) -> None:
        if self._written >= first:
            with self._store.transaction() as database:
                # Through negative numbers, lest a row meets one that has not moved yet.
                move = "UPDATE readings SET seq = -(seq + ?) WHERE kiosk = ? AND seq >= ?"
                database.execute(move, (shift, self.kiosk, first))
                database.execute("UPDATE readings SET seq = -seq WHERE kiosk = ? AND seq < 0", (self.kiosk,))
                database.execute(
                    "INSERT OR REPLACE INTO kiosks VALUES (?, ?, ?, ?, ?)",
                    (self.kiosk, self.last_seq + shift, self.dropped, None, json.dumps(self.machine)),
                )
        self._memory = deque(
            StoredReading(seq + shift, body) if seq >= first else StoredReading(seq, body) for seq, body in self._memory
        )
        self.last_seq += shift
        self._written += shift if self._written >= first - 1 else 0
