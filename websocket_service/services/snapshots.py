"""What a room is like now, told to a socket that has just joined it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from common.errors import ServiceError
from common.logs import get_logger
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.services.rooms import group_in, kiosk_in

logger = get_logger(__name__)

Payload = Mapping[str, Any]
Send = Callable[[str, str, Payload], None]
"""Sends an event to a socket: `send(sid, event, payload)`."""

CHUNK = 25
PAUSE_SECONDS = 0.01
# A client that reads slowly is waited for: what is live must find room too.
MOST_UNSENT = 200
# kiosk_service is asked by so many at once; the rooms of single kiosks do not queue behind large ones.
ROOMS_AT_ONCE = 3
KIOSKS_AT_ONCE = 8


class Newest(Protocol):
    """Readings that this process has heard."""

    def newest(self, kiosk_id: int) -> Payload | None: ...


class Snapshots:
    """Sends each kiosk of a room as it is now: `kiosk_status` and, once it has spoken, `kiosk_telemetry`.

    Nothing newer that was sent live is followed by something older from here. A reading counts by its `seq` against
    the newest that this process has heard, as those in the database may be late. A status that is told live while a
    snapshot is on its way takes the place of the one in it; what was told before, the database knows.

    Args:
        newest: the readings that were heard.
        unsent: how many packets wait to be sent to a socket.
        pause: lets others run for some seconds.
    """

    def __init__(
        self,
        kiosks: Kiosks,
        newest: Newest,
        send: Send,
        unsent: Callable[[str], int],
        pause: Callable[[float], None],
    ) -> None:
        self._kiosks = kiosks
        self._newest = newest
        self._send = send
        self._unsent = unsent
        self._pause = pause
        self._under_way: list[dict[int, Payload]] = []
        self._slots = {True: threading.Semaphore(KIOSKS_AT_ONCE), False: threading.Semaphore(ROOMS_AT_ONCE)}

    def note_status(self, status: Payload) -> None:
        """A status is being told live."""
        for told in self._under_way:
            told[status["kiosk_id"]] = status

    def tell(self, sid: str, room: str, stays: Callable[[], bool]) -> None:
        """Send the snapshot of a room, if it has one, as long as the socket stays in it."""
        told: dict[int, Payload] = {}
        self._under_way.append(told)
        try:
            with self._slots[kiosk_in(room) is not None]:
                if not stays():  # who joins and leaves in turn must not cost kiosk_service a question each time
                    return
                for items in self._pages(room):
                    if not self._tell_page(sid, items, told, stays):
                        return
        except ServiceError as error:
            logger.warning("snapshot_skipped", room=room, reason=error.code)
        finally:
            # By identity: two that are empty are equal.
            self._under_way = [other for other in self._under_way if other is not told]

    def _pages(self, room: str) -> Iterator[Sequence[Payload]]:
        kiosk_id, group = kiosk_in(room), group_in(room)
        if kiosk_id is not None:
            yield [self._kiosks.live(kiosk_id)]
        elif group is not None or room == "fleet":
            after: int | None = 0
            while after is not None:
                items, after = self._kiosks.live_page(group, after)
                yield items

    def _tell_page(
        self, sid: str, items: Sequence[Payload], told: Mapping[int, Payload], stays: Callable[[], bool]
    ) -> bool:
        """Whether the socket stayed."""
        for start in range(0, len(items), CHUNK):
            self._pause(PAUSE_SECONDS)
            while stays() and self._unsent(sid) > MOST_UNSENT:
                self._pause(PAUSE_SECONDS)
            if not stays():
                return False
            for item in items[start : start + CHUNK]:
                kiosk_id = item["status"]["kiosk_id"]
                self._send(sid, "kiosk_status", told.get(kiosk_id, item["status"]))
                reading = _newer(item["reading"], self._newest.newest(kiosk_id))
                if reading:
                    self._send(sid, "kiosk_telemetry", reading)
        return stays()


def _newer(stored: Payload | None, heard: Payload | None) -> Payload | None:
    if stored is None or heard is None:
        return stored or heard
    return stored if stored["seq"] > heard["seq"] else heard
