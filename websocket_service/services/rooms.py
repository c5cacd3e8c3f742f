"""Rooms: which a person may be in, and who is in which."""

import re
from collections import defaultdict
from collections.abc import Callable

from common.tokens import Principal

READ_KIOSKS = "kiosks.read_all"
MOST_ROOMS = 500
"""A socket may be in so many at once; more than the kiosks of any technician."""
# A room of everything needs the permission to see everything.
ROOMS_OF_ALL = {"fleet": READ_KIOSKS, "alerts": READ_KIOSKS, "payments": "payments.read_all"}
_KIOSK = re.compile(r"kiosk:([1-9]\d{0,17})")
_GROUP = re.compile(r"group:(.{1,80})")
_USER = re.compile(r"user:[1-9]\d{0,17}")


def device_room(kiosk_id: int) -> str:
    """The room of a kiosk's own sockets; people cannot join it."""
    return f"device:{kiosk_id}"


def kiosk_room(kiosk_id: int) -> str:
    return f"kiosk:{kiosk_id}"


def rooms_of_kiosk(kiosk_id: int, group: str | None) -> list[str]:
    """Where a kiosk can be listened to."""
    return [kiosk_room(kiosk_id), "fleet", *([f"group:{group}"] if group else [])]


def kiosk_in(room: str) -> int | None:
    """The kiosk whose room it is."""
    match = _KIOSK.fullmatch(room)
    return int(match[1]) if match else None


def group_in(room: str) -> str | None:
    """The group whose room it is."""
    match = _GROUP.fullmatch(room)
    return match[1] if match else None


def is_room(room: str) -> bool:
    """Whether it is a room that people could be in."""
    return room in ROOMS_OF_ALL or any(kind.fullmatch(room) for kind in (_KIOSK, _GROUP, _USER))


def may_join(principal: Principal, room: str, visible_to: Callable[[int, int], bool]) -> bool:
    """Whether the caller may join; kiosks join no room, a room of an unknown name is nobody's.

    Args:
        visible_to: tells whether a kiosk (id) is assigned to a person (id).
    """
    if principal.kind != "person":
        return False
    if room in ROOMS_OF_ALL:
        return principal.may(ROOMS_OF_ALL[room])
    if group_in(room) is not None:
        return principal.may(READ_KIOSKS)
    kiosk_id = kiosk_in(room)
    if kiosk_id is not None:
        return principal.may(READ_KIOSKS) or visible_to(kiosk_id, principal.id)
    return room == f"user:{principal.id}"


class Stay:
    """One stay of a socket in a room; joining again begins another."""


class Members:
    """Who is in which room, or is just being let in: whoever loses a room meanwhile must not get in after all."""

    def __init__(self) -> None:
        self._stays: dict[str, dict[str, Stay]] = defaultdict(dict)
        self._sids: dict[str, set[str]] = defaultdict(set)

    def enter(self, sid: str, room: str) -> Stay | None:
        """Begin a stay; None when the socket is in too many rooms."""
        stays = self._stays[sid]
        if room not in stays and len(stays) >= MOST_ROOMS:
            return None
        stays[room] = stay = Stay()
        self._sids[room].add(sid)
        return stay

    def lasts(self, sid: str, room: str, stay: Stay) -> bool:
        """Whether this stay has not ended."""
        return self._stays.get(sid, {}).get(room) is stay

    def leave(self, sid: str, room: str) -> None:
        self._stays.get(sid, {}).pop(room, None)
        if not self._stays.get(sid):
            self._stays.pop(sid, None)
        self._sids.get(room, set()).discard(sid)
        if not self._sids.get(room):
            self._sids.pop(room, None)

    def leave_all(self, sid: str) -> None:
        for room in self.rooms_of(sid):
            self.leave(sid, room)

    def rooms_of(self, sid: str) -> list[str]:
        return list(self._stays.get(sid, ()))

    def sids_in(self, room: str) -> list[str]:
        return list(self._sids.get(room, ()))
