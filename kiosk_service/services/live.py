"""Kiosks as they are now, for people who begin to watch."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from common.errors import NotFound
from common.events import utc_now
from kiosk_service.models.status import status_of
from kiosk_service.repositories import live


def one(session: Session, kiosk_id: int) -> dict[str, Any]:
    """A kiosk's status and its last reading, None before the first.

    Raises:
        NotFound: `kiosk_not_found`.
    """
    now, row = utc_now(), live.find(session, kiosk_id)
    if row is None:
        raise NotFound("kiosk_not_found")
    return _shown(row, now)


def many(session: Session, group: str | None, after: int, limit: int) -> dict[str, Any]:
    """A page of the kiosks that are not retired; `next_after` is None on the last."""
    now, rows = utc_now(), live.after(session, after, group, limit)
    return {
        "items": [_shown(row, now) for row in rows],
        "next_after": rows[-1].id if len(rows) == limit else None,
    }


def _shown(row: Row[Any], now: datetime) -> dict[str, Any]:
    status = {
        "kiosk_id": row.id,
        "status": status_of(row.lifecycle, row.mode, row.connection),
        "connection": row.connection,
        "mode": row.mode,
        "last_seen_at": row.last_seen_at,
        "at": now,
    }
    return {"status": status, "reading": row.reading}
