"""Opening one of the kiosk's own SQLite files."""

import sqlite3
from pathlib import Path

from kiosk_app.errors import NeedsPersonError


def open_database(path: Path, setup: str) -> sqlite3.Connection:
    """The file at `path`, set up by the script `setup`; each statement commits by itself.

    Raises:
        NeedsPersonError: when it cannot be opened, as while another process has it.
    """
    database = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
    try:
        database.executescript(setup)
    except sqlite3.Error as error:
        database.close()
        raise NeedsPersonError(f"{path} cannot be opened ({error}): does this kiosk run already?") from None
    return database
