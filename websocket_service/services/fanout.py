"""Readings out to people, at a bounded rate: the newest counts, older ones may be skipped."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from websocket_service.services.rooms import rooms_of_kiosk

KIOSK_SECONDS = 1.0
WINDOW_SECONDS = 0.1
ROOM_READINGS_PER_SECOND = 500
LONGEST_WINDOW_SECONDS = 0.5
"""A busy process may come late to the end of a window; no more than this is made up for."""
LATE_SHARE = 0.04
"""This part of a window is kept for the kiosks that wait longest."""

Reading = Mapping[str, Any]
Emit = Callable[[str, Sequence[Reading]], None]
"""Sends readings, each an event of its own, to a room."""


class Outlet(Protocol):
    """Takes readings to whoever watches."""

    def offer(self, kiosk_id: int, group: str | None, reading: Reading) -> None: ...


class Fanout:
    """At most one reading a second of a kiosk, and at most 500 a second in a room.

    A window's readings leave together, which is what makes many listeners cheap. Of a kiosk that has to wait only the
    newest reading is sent, and it always is, however busy the room.

    Args:
        emit: sends to a room.
        occupied: whether anybody is in a room.
    """

    name = "fan-out"

    def __init__(self, emit: Emit, occupied: Callable[[str], bool]) -> None:
        self._emit = emit
        self._occupied = occupied
        self._newest: dict[int, Reading] = {}
        self._rooms: dict[str, _Room] = {}
        self._flushed_at = time.monotonic()

    def offer(self, kiosk_id: int, group: str | None, reading: Reading) -> None:
        """Send a reading to the kiosk's room, the fleet and its group, when it is due."""
        self._newest[kiosk_id] = reading
        for room in rooms_of_kiosk(kiosk_id, group):
            if self._occupied(room):
                if room not in self._rooms:
                    self._rooms[room] = _Room()
                self._rooms[room].fresh[kiosk_id] = None

    def newest(self, kiosk_id: int) -> Reading | None:
        """What this process last heard of a kiosk; no reading that was sent is newer."""
        return self._newest.get(kiosk_id)

    def flush(self) -> None:
        """Send what is due now."""
        now = time.monotonic()
        window = min(now - self._flushed_at, LONGEST_WINDOW_SECONDS)
        self._flushed_at = now
        for name, room in list(self._rooms.items()):
            if not self._occupied(name):
                del self._rooms[name]
                continue
            chosen = room.choose(now, round(window * ROOM_READINGS_PER_SECOND))
            if chosen:
                self._emit(name, [self._newest[kiosk_id] for kiosk_id in chosen])

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(WINDOW_SECONDS):
            self.flush()


class _Room:
    """Whose turn it is in a room.

    What came in this window goes before what waits, so that what is shown is young even when there is too much; of
    it, the kiosk that was heard longest ago goes first. A part of each window is for those that wait longest. So
    everybody gets a turn, and so does the last reading of a kiosk that then falls silent.
    """

    def __init__(self) -> None:
        self.fresh: dict[int, None] = {}
        """Kiosks that spoke in this window."""
        self._waiting: dict[int, None] = {}
        self._sent_at: dict[int, float] = {}

    def choose(self, now: float, most: int) -> list[int]:
        """The kiosks whose newest reading goes out now, at most so many."""
        due = sorted((kiosk for kiosk in self.fresh if self._is_due(kiosk, now)), key=self._last_sent)
        late = max(most - len(due), math.ceil(most * LATE_SHARE))
        chosen = dict.fromkeys(islice((kiosk for kiosk in self._waiting if self._is_due(kiosk, now)), late))
        for kiosk in due:
            if len(chosen) >= most:
                break
            chosen[kiosk] = None
        self._waiting.update((kiosk, None) for kiosk in self.fresh)
        self.fresh.clear()
        for kiosk in chosen:
            del self._waiting[kiosk]
            self._sent_at[kiosk] = now
        return list(chosen)

    def _is_due(self, kiosk: int, now: float) -> bool:
        return now - self._last_sent(kiosk) >= KIOSK_SECONDS

    def _last_sent(self, kiosk: int) -> float:
        return self._sent_at.get(kiosk, float("-inf"))
