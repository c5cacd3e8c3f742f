"""The kiosk's sales until the server has answered: each under the key that makes sending it again harmless."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kiosk_app.database import open_database
from kiosk_app.log import EventLog

DEFAULT_LIMIT = 20_000  # rows: days of sales, some 10 MB

SETUP = """
CREATE TABLE IF NOT EXISTS sales (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kiosk TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    refused TEXT
);
CREATE INDEX IF NOT EXISTS waiting ON sales (kiosk, number) WHERE refused IS NULL;
"""


class StoredSale(NamedTuple):
    """A sale waiting for its answer. `body` is what is sent, the same at every attempt."""

    number: int
    key: str
    body: dict[str, Any]


class SaleStore:
    """The file with the sales of one kiosk or of many."""

    def __init__(self, path: Path, log: EventLog, limit: int = DEFAULT_LIMIT) -> None:
        """Raises NeedsPersonError when the file is in use, UnavailableError on a full disk."""
        self.limit = limit
        self.database = open_database(path, SETUP, log)

    def queue(self, kiosk: str) -> "SaleQueue":
        """The sales of the kiosk with this serial."""
        return SaleQueue(self, kiosk)

    def close(self) -> None:
        """Close the file; what was kept stays."""
        self.database.close()


class SaleQueue:
    """The durable queue of sales of one kiosk. Every method but `pending` may raise sqlite3.Error.

    Money is never dropped: when `limit` sales wait, no more are taken. What the server refused for good stays
    here with the reason, for a person to look at.
    """

    def __init__(self, store: SaleStore, kiosk: str) -> None:
        self._limit = store.limit
        self._database = store.database
        self._kiosk = kiosk
        (self.pending,) = self._database.execute(
            "SELECT count(*) FROM sales WHERE kiosk = ? AND refused IS NULL", (kiosk,)
        ).fetchone()

    @property
    def is_full(self) -> bool:
        """Whether no more sales can be kept."""
        return bool(self.pending >= self._limit)

    def append(self, key: str, body: Mapping[str, object]) -> None:
        """Keep a sale durably."""
        self._database.execute(
            "INSERT INTO sales (kiosk, key, body) VALUES (?, ?, ?)", (self._kiosk, key, json.dumps(body))
        )
        self.pending += 1

    def waiting(self, after: int, count: int) -> list[StoredSale]:
        """Up to `count` sales with numbers above `after` that wait for an answer, oldest first."""
        rows = self._database.execute(
            "SELECT number, key, body FROM sales WHERE kiosk = ? AND refused IS NULL AND number > ? "
            "ORDER BY number LIMIT ?",
            (self._kiosk, after, count),
        ).fetchall()
        return [StoredSale(number, key, json.loads(body)) for number, key, body in rows]

    def settle(self, sale: StoredSale) -> None:
        """The server has the payment: forget the sale."""
        self._database.execute("DELETE FROM sales WHERE number = ?", (sale.number,))
        self.pending -= 1

    def refuse(self, sale: StoredSale, code: str) -> None:
        """The server will never take it: keep it aside with the reason."""
        self._database.execute("UPDATE sales SET refused = ? WHERE number = ?", (code, sale.number))
        self.pending -= 1

    def refused(self) -> list[tuple[str, str]]:
        """Keys and reasons of what was refused for good."""
        return self._database.execute(
            "SELECT key, refused FROM sales WHERE kiosk = ? AND refused IS NOT NULL", (self._kiosk,)
        ).fetchall()
