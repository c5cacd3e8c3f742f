"""The kiosk's sales until the server has answered: each under the key that makes sending it again harmless."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kiosk_app.database import open_database

DEFAULT_LIMIT = 20_000  # rows: days of sales, some 10 MB

# As for readings (store.py): what is written must survive a power cut, and one process owns the file.
SETUP = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS sales (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    refused TEXT
);
CREATE INDEX IF NOT EXISTS waiting ON sales (number) WHERE refused IS NULL;
"""


class StoredSale(NamedTuple):
    """A sale waiting for its answer. `body` is what is sent, the same at every attempt."""

    number: int
    key: str
    body: dict[str, Any]


class SaleStore:
    """A durable queue of sales. Safe to use from several threads.

    Money is never dropped: when `limit` sales wait, no more are taken. What the server refused for good stays
    here with the reason, for a person to look at.
    """

    def __init__(self, path: Path, limit: int = DEFAULT_LIMIT) -> None:
        """Raises NeedsPersonError when the file cannot be opened."""
        self._limit = limit
        self._lock = threading.Lock()
        self._db = open_database(path, SETUP)

    @property
    def pending(self) -> int:
        """Sales not yet answered."""
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM sales WHERE refused IS NULL").fetchone()[0])

    @property
    def is_full(self) -> bool:
        """Whether no more sales can be kept."""
        return self.pending >= self._limit

    def append(self, key: str, body: Mapping[str, object]) -> None:
        """Keep a sale durably."""
        with self._lock:
            self._db.execute("INSERT INTO sales (key, body) VALUES (?, ?)", (key, json.dumps(body)))

    def waiting(self, after: int, count: int) -> list[StoredSale]:
        """Up to `count` sales with numbers above `after` that wait for an answer, oldest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT number, key, body FROM sales WHERE refused IS NULL AND number > ? ORDER BY number LIMIT ?",
                (after, count),
            ).fetchall()
        return [StoredSale(number, key, json.loads(body)) for number, key, body in rows]

    def settle(self, sale: StoredSale) -> None:
        """The server has the payment: forget the sale."""
        with self._lock:
            self._db.execute("DELETE FROM sales WHERE number = ?", (sale.number,))

    def refuse(self, sale: StoredSale, code: str) -> None:
        """The server will never take it: keep it aside with the reason."""
        with self._lock:
            self._db.execute("UPDATE sales SET refused = ? WHERE number = ?", (code, sale.number))

    def refused(self) -> list[tuple[str, str]]:
        """Keys and reasons of what was refused for good."""
        with self._lock:
            return self._db.execute("SELECT key, refused FROM sales WHERE refused IS NOT NULL").fetchall()

    def close(self) -> None:
        """Close the file; what was kept stays."""
        with self._lock:
            self._db.close()
