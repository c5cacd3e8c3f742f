"""Kiosks as they are now, for people who begin to watch."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from redis import Redis
from sqlalchemy import Row
from sqlalchemy.orm import Session

from common.errors import OUTAGES, NotFound
from common.events import iso, utc_now
from common.live import READINGS, publish
from kiosk_service.models.status import status_of
from kiosk_service.repositories import kiosks, live
from kiosk_service.services.events import SOURCE


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


def show(session: Session, redis: Redis, kiosk_id: int, reading: Mapping[str, Any]) -> None:
    """Let people who watch a kiosk see a reading that did not come over its socket; it is stored without this."""
    with suppress(*OUTAGES):
        kiosk = kiosks.find_many(session, [kiosk_id]).get(kiosk_id)
        if kiosk is not None:
            shown = {**reading, "received_at": iso(utc_now())}
            publish(redis, READINGS, {"from": SOURCE, "readings": [(kiosk_id, kiosk.group, shown)]})


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
