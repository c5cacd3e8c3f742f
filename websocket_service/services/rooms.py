"""Which rooms a person may join."""

import re
from collections.abc import Callable

from common.tokens import Principal

READ_KIOSKS = "kiosks.read_all"
# A room of everything needs the permission to see everything.
ROOMS_OF_ALL = {"fleet": READ_KIOSKS, "alerts": READ_KIOSKS, "payments": "payments.read_all"}
_KIOSK = re.compile(r"kiosk:(\d{1,18})")
_GROUP = re.compile(r"group:.{1,80}")


def device_room(kiosk_id: int) -> str:
    """The room of a kiosk's own sockets; people cannot join it."""
    return f"device:{kiosk_id}"


def may_join(principal: Principal, room: object, visible_to: Callable[[int, int], bool]) -> bool:
    """Whether the caller may join; kiosks join no room, a room of an unknown name is nobody's.

    Args:
        visible_to: tells whether a kiosk (id) is assigned to a person (id).
    """
    if principal.kind != "person" or not isinstance(room, str):
        return False
    if room in ROOMS_OF_ALL:
        return principal.may(ROOMS_OF_ALL[room])
    if _GROUP.fullmatch(room):
        return principal.may(READ_KIOSKS)
    if kiosk := _KIOSK.fullmatch(room):
        return principal.may(READ_KIOSKS) or visible_to(int(kiosk[1]), principal.id)
    return room == f"user:{principal.id}"
