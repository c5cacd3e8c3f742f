"""The kiosk's own store: each reading gets its `seq` here and stays until the server has acknowledged it."""

import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kiosk_app.database import open_database

DEFAULT_LIMIT = 120_000  # rows: about a week at one reading per 5 s, some 75 MB

# WAL with synchronous=FULL: NORMAL would survive a kill, but a power cut may undo its last commits. Then a
# `seq` already sent would be given out again, and the server would take that reading for a duplicate: lost.
# One or two syncs per reading are cheap at a reading every few seconds.
# locking_mode=EXCLUSIVE: a second process on the same folder would spoil the sequence, so it cannot open it.
SETUP = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS readings (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_seq INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    aligned INTEGER NOT NULL DEFAULT 0
);
INSERT OR IGNORE INTO state (id) VALUES (1);
"""


class StoredReading(NamedTuple):
    """A reading waiting for its acknowledgement."""

    seq: int
    reading: dict[str, Any]


class ReadingStore:
    """A bounded, durable queue of readings in `seq` order. Safe to use from several threads.

    When `limit` rows are reached the oldest hundredth goes; `dropped` counts what was lost so.
    """

    def __init__(self, path: Path, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._db = open_database(path, SETUP)
        self._pending = int(self._one("SELECT count(*) FROM readings"))

    @property
    def pending(self) -> int:
        """Readings not yet acknowledged."""
        return self._pending

    @property
    def last_seq(self) -> int:
        """The highest `seq` ever given out; 0 before the first."""
        with self._lock:
            return int(self._one("SELECT last_seq FROM state"))

    @property
    def dropped(self) -> int:
        """Readings lost because the store was full, since it was made."""
        with self._lock:
            return int(self._one("SELECT dropped FROM state"))

    def append(self, reading: Mapping[str, object]) -> int:
        """Keep a reading durably and return its `seq`."""
        body = json.dumps(reading, separators=(",", ":"))
        with self._lock:
            excess = max(1, self._limit // 100) if self._pending >= self._limit else 0
            with self._transaction():
                self._db.execute(
                    "DELETE FROM readings WHERE seq IN (SELECT seq FROM readings ORDER BY seq LIMIT ?)",
                    (excess,),
                )
                self._db.execute("UPDATE state SET last_seq = last_seq + 1, dropped = dropped + ?", (excess,))
                seq = int(self._one("SELECT last_seq FROM state"))
                self._db.execute("INSERT INTO readings (seq, body) VALUES (?, ?)", (seq, body))
            self._pending += 1 - excess
            return seq

    def oldest(self, count: int) -> list[StoredReading]:
        """Up to `count` readings, in `seq` order."""
        with self._lock:
            rows = self._db.execute("SELECT seq, body FROM readings ORDER BY seq LIMIT ?", (count,)).fetchall()
        return [StoredReading(seq, json.loads(body)) for seq, body in rows]

    def forget(self, batch: list[StoredReading]) -> None:
        """Delete readings that `oldest` gave and the server has settled."""
        with self._lock:
            with self._transaction():
                settled = self._db.execute(
                    "DELETE FROM readings WHERE seq BETWEEN ? AND ?", (batch[0].seq, batch[-1].seq)
                )
            self._pending -= settled.rowcount

    def align(self, resume_from: int) -> None:
        """Go on above `resume_from`, the last `seq` the server has accepted from this kiosk.

        Every `seq` is stored here before it is sent. So where the server is ahead, or this store meets it for
        the first time, an earlier store may have been lost, and what has been read since then is renumbered:
        otherwise the server would take it for duplicates.
        """
        with self._lock, self._transaction():
            last_seq, aligned = self._db.execute("SELECT last_seq, aligned FROM state").fetchone()
            first = self._one("SELECT min(seq) FROM readings") or last_seq + 1
            shift = resume_from + 1 - first
            if shift > 0 and (not aligned or resume_from > last_seq):
                # Through negative numbers, lest a row meets one that has not moved yet.
                self._db.execute("UPDATE readings SET seq = -(seq + ?)", (shift,))
                self._db.execute("UPDATE readings SET seq = -seq")
                self._db.execute("UPDATE state SET last_seq = last_seq + ?", (shift,))
            self._db.execute("UPDATE state SET aligned = 1")

    def close(self) -> None:
        """Close the file; what was kept stays."""
        with self._lock:
            self._db.close()

    def _one(self, sql: str) -> Any:
        return self._db.execute(sql).fetchone()[0]

    def _transaction(self) -> sqlite3.Connection:
        """The connection as a context: commits, or rolls back on an error."""
        self._db.execute("BEGIN IMMEDIATE")
        return self._db
