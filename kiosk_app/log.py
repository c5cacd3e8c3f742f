"""One JSON line per event on standard output; callers never hand in a token or a key."""

import contextlib
import json
import sys
import threading
from datetime import UTC, datetime

from kiosk_app.clock import iso


class EventLog:
    """Writes events that all carry the same `context`, such as the kiosk's serial."""

    def __init__(self, **context: object) -> None:
        self._context = context
        self._lock = threading.Lock()

    def info(self, event: str, **fields: object) -> None:
        """Something happened as it should."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Something is amiss and the program copes with it."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Something is wrong that a person should look at."""
        self._write("error", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, object]) -> None:
        record = {"at": iso(datetime.now(UTC)), "level": level, "event": event, **self._context, **fields}
        line = json.dumps(record, ensure_ascii=False, default=str) + "\n"
        # A reader that went away (a closed pipe, a full disk) must not stop a kiosk.
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(line)
            sys.stdout.flush()
