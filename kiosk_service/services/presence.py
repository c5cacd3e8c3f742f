"""Who is online: a kiosk counts as offline when three of its intervals passed without a reading."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from common.database import transaction
from common.events import Event, iso, utc_now
from common.outbox import record
from kiosk_service.models.status import status_of
from kiosk_service.repositories import states
from kiosk_service.services.events import SOURCE

MISSED_INTERVALS = 3
MOST = timedelta(seconds=20)
# A kiosk that speaks rarely must still be allowed to be a little late.
LATE = 1.5


def grace(interval: int) -> timedelta:
    """How long after a reading a kiosk still counts as online; `interval` in seconds."""
    return min(timedelta(seconds=MISSED_INTERVALS * interval), max(MOST, timedelta(seconds=LATE * interval)))


def mark_overdue(session: Session, shard: int, shards: int) -> int:
    """Mark the kiosks of a shard that fell silent as offline and tell so; returns how many."""
    now = utc_now()
    with transaction(session):
        gone = states.take_overdue(session, now, shard, shards)
        record(
            session,
            *(
                status_changed(kiosk.kiosk_id, kiosk.lifecycle, kiosk.mode, "offline", kiosk.group, kiosk.last_seen_at)
                for kiosk in gone
            ),
        )
    return len(gone)


def status_changed(
    kiosk_id: int,
    lifecycle: str,
    mode: str,
    connection: str,
    group: str | None,
    last_seen_at: datetime | None,
) -> Event:
    data = {
        "kiosk_id": kiosk_id,
        "status": status_of(lifecycle, mode, connection),
        "connection": connection,
        "mode": mode,
        "group": group,
        "last_seen_at": iso(last_seen_at) if last_seen_at else None,
    }
    return Event("kiosk.status_changed", SOURCE, f"kiosk:{kiosk_id}", data)
