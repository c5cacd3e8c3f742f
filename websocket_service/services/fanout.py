"""Readings out to people, at a bounded rate: the newest counts, older ones may be skipped."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

KIOSK_SECONDS = 1.0
WINDOW_SECONDS = 0.25
ROOM_EVENTS_PER_WINDOW = 125

Emit = Callable[[str, Mapping[str, Any]], None]
"""Sends a reading to a room."""


class Fanout:
    """At most one reading a second of a kiosk, and at most 500 a second in a room.

    A reading within its bounds goes out at once; one beyond waits, and a newer one of its kiosk takes its place.

    Args:
        emit: sends to a room.
        occupied: whether anybody is in a room.
    """

    name = "fan-out"

    def __init__(self, emit: Emit, occupied: Callable[[str], bool]) -> None:
        self._emit = emit
        self._occupied = occupied
        self._sent_at: dict[tuple[str, int], float] = {}
        self._in_window: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)

    def offer(self, kiosk_id: int, group: str | None, reading: Mapping[str, Any]) -> None:
        """Send a reading to the kiosk's room, the fleet and its group, now or when it is due."""
        for room in (f"kiosk:{kiosk_id}", "fleet", *([f"group:{group}"] if group else [])):
            if not self._occupied(room):
                continue
            if self._waiting[room] or not self._send_if_due(room, kiosk_id, reading):
                self._waiting[room][kiosk_id] = reading

    def flush(self) -> None:
        """Begin a new window and send what is due in it."""
        self._in_window.clear()
        for room, waiting in list(self._waiting.items()):
            if not self._occupied(room):
                del self._waiting[room]
                continue
            for kiosk_id, reading in list(waiting.items()):
                if self._send_if_due(room, kiosk_id, reading):
                    del waiting[kiosk_id]

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(WINDOW_SECONDS):
            self.flush()

    def _send_if_due(self, room: str, kiosk_id: int, reading: Mapping[str, Any]) -> bool:
        now = time.monotonic()
        if (
            self._in_window[room] >= ROOM_EVENTS_PER_WINDOW
            or now - self._sent_at.get((room, kiosk_id), float("-inf")) < KIOSK_SECONDS
        ):
            return False
        self._in_window[room] += 1
        self._sent_at[room, kiosk_id] = now
        self._emit(room, reading)
        return True
