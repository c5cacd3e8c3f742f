"""Opening one of the kiosk's own SQLite files, and setting a spoilt one aside."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kiosk_app.errors import NeedsPersonError, UnavailableError
from kiosk_app.log import EventLog

# WAL with synchronous=FULL: NORMAL would survive a kill, but a power cut may undo its last commits. Then a
# `seq` already sent would be given out again, and the server would take that reading for a duplicate: lost.
# locking_mode=EXCLUSIVE: a second process on the same folder would spoil the sequence, so it cannot open it.
PRAGMAS = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
LAYOUT = 2  # of the tables; a file with another one is set aside
PATIENCE = 10.0  # seconds in which the process that had the file before may still be ending
NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def open_database(path: Path, setup: str, log: EventLog) -> sqlite3.Connection:
    """The file at `path`, set up by the script `setup`; each statement commits by itself.

    A file that SQLite cannot make sense of is renamed, logged, and a new one begun.

    Raises:
        NeedsPersonError: another process has it, or it may not be opened.
        UnavailableError: the disk is full.
    """
    try:
        return _open(path, setup)
    except sqlite3.OperationalError as error:
        if _primary_code(error) in NO_ROOM:
            raise UnavailableError(f"{path}: {error}") from None
        raise NeedsPersonError(f"{path} cannot be opened ({error}): does this kiosk run already?") from None
    except sqlite3.DatabaseError as error:
        aside = path.with_name(f"{path.name}.spoilt-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        path.replace(aside)
        for suffix in ("-wal", "-shm"):  # they belong to the old file
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        log.error("store_set_aside", file=str(path), kept_as=str(aside), reason=str(error))
        return _open(path, setup)


def _open(path: Path, setup: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        database.executescript(PRAGMAS)
        (layout,) = database.execute("PRAGMA user_version").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and layout != LAYOUT:
            raise sqlite3.DatabaseError(f"layout {layout} instead of {LAYOUT}")
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        database.executescript(setup)
        if layout != LAYOUT:
            database.execute(f"PRAGMA user_version = {LAYOUT}")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's error code without the detail in its upper bits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
