"""When a kiosk was online."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from common.errors import Invalid
from common.events import utc_now
from common.pages import Page, PageQuery
from kiosk_service.models import ConnectionChange, Kiosk
from kiosk_service.repositories.connections import between, last_before, page_between

DEFAULT_RANGE = timedelta(days=7)


def connections(
    session: Session, kiosk: Kiosk, start: datetime | None, end: datetime | None, page: PageQuery
) -> tuple[Page[ConnectionChange], float | None]:
    """The changes of a kiosk's connection in [start, end), newest first, and its uptime in that range.

    Raises:
        Invalid: `empty_range`.
    """
    end = end or utc_now()
    start = start or end - DEFAULT_RANGE
    if start >= end:
        raise Invalid("empty_range")
    return page_between(session, kiosk.id, start, end, page), uptime(session, kiosk, start, end)


def uptime(session: Session, kiosk: Kiosk, start: datetime, end: datetime) -> float | None:
    """The share of [start, end) in which a kiosk was online, from 0 to 1; of what is past and after it was registered.

    None when nothing of the range is.
    """
    start, end = max(start, kiosk.created_at), min(end, utc_now())
    if start >= end:
        return None
    changes = between(session, kiosk.id, start, end)
    online = _was_online(session, kiosk, start, changes)
    since, total = start, timedelta()
    for at, connection in [*changes, (end, "end")]:
        if online:
            total += at - since
        since, online = at, connection == "online"
    return total / (end - start)


def _was_online(session: Session, kiosk: Kiosk, start: datetime, changes: list[tuple[datetime, str]]) -> bool:
    before = last_before(session, kiosk.id, start)
    if before is not None:
        return before == "online"
    # The history begins in the range or after it. What was before its first change is the opposite of that.
    if changes:
        return changes[0][1] == "offline"
    return kiosk.state.connection == "online" and (kiosk.state.connection_since or start) <= start
