"""Who is online: a kiosk counts as offline when three of its intervals passed without a reading.

Only the time at which readings were received counts, never the kiosk's own clock.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from common.database import transaction
from common.events import Event, iso, utc_now
from common.outbox import record
from kiosk_service.models import Kiosk
from kiosk_service.models.status import status_of
from kiosk_service.repositories import connections, states
from kiosk_service.services.events import SOURCE

MISSED_INTERVALS = 3
# With the watch's own delay this is 20 seconds.
MOST = timedelta(seconds=18)
# A kiosk that speaks rarely must still be allowed to be a little late.
LATE = 1.5
RELOAD = timedelta(minutes=1)


def grace(interval: int) -> timedelta:
    """How long after a reading a kiosk still counts as online; `interval` in seconds."""
    return min(timedelta(seconds=MISSED_INTERVALS * interval), max(MOST, timedelta(seconds=LATE * interval)))


class Watch:
    """The deadlines of a shard's kiosks, in memory: an index on them would be written with every reading.

    The database has the last word. What a shard's consumer did not store itself, as after a change of the consumer,
    is seen when the deadlines are loaded again.
    """

    def __init__(self, shard: int, shards: int) -> None:
        self._shard, self._shards = shard, shards
        self._deadlines: dict[int, datetime] = {}
        self._loaded_at: datetime | None = None

    def note(self, deadlines: Mapping[int, datetime]) -> None:
        """Kiosks have spoken, and committed."""
        self._deadlines.update(deadlines)

    def mark_overdue(self, session: Session, now: datetime) -> int:
        """Mark the kiosks as offline whose deadline was not after `now`; returns how many.

        `now` must be a moment up to which every reading that was received is stored.
        """
        if self._loaded_at is None or not self._loaded_at <= now < self._loaded_at + RELOAD:
            self._deadlines = states.deadlines_of_shard(session, self._shard, self._shards)
            self._loaded_at = now
        due = [kiosk_id for kiosk_id, deadline in self._deadlines.items() if deadline <= now]
        if not due:
            return 0
        gone = mark_overdue(session, due, now)
        for kiosk_id in due:
            del self._deadlines[kiosk_id]
        self.note(states.deadlines(session, due))
        return gone


def mark_overdue(session: Session, kiosk_ids: Collection[int], now: datetime) -> int:
    """Mark those of the kiosks as offline whose deadline was not after `now`, and tell so; returns how many.

    They count as offline from their deadline on, however late it is looked at.
    """
    with transaction(session):
        gone = states.take_overdue(session, kiosk_ids, now)
        note_changes(
            session,
            [
                Change(
                    kiosk.kiosk_id,
                    kiosk.lifecycle,
                    kiosk.mode,
                    kiosk.group,
                    "offline",
                    "silent",
                    kiosk.offline_at,
                    kiosk.last_seen_at,
                )
                for kiosk in gone
            ],
        )
    return len(gone)


class Change(NamedTuple):
    """What a kiosk is like from a time on. `reason`: it spoke (`reading`), it did not (`silent`), or it was taken into
    service or out of it (`enrolled`, `retired`)."""

    kiosk_id: int
    lifecycle: str
    mode: str
    group: str | None
    connection: str
    reason: str
    at: datetime
    last_seen_at: datetime | None

    @classmethod
    def of(cls, kiosk: Kiosk, reason: str, at: datetime) -> "Change":
        """To what the kiosk is like now."""
        state = kiosk.state
        return cls(kiosk.id, kiosk.lifecycle, kiosk.mode, kiosk.group, state.connection, reason, at, state.last_seen_at)


def note_changes(session: Session, changes: Sequence[Change]) -> None:
    """Keep changes of the connection in the history, and tell of them."""
    connections.add(session, [(change.kiosk_id, change.at, change.connection, change.reason) for change in changes])
    record(session, *map(status_changed, changes))


def forget_old(session: Session, keep: timedelta) -> None:
    with transaction(session):
        connections.forget_before(session, utc_now() - keep)


def status_changed(change: Change) -> Event:
    """What screens are told."""
    data = {
        "kiosk_id": change.kiosk_id,
        "status": status_of(change.lifecycle, change.mode, change.connection),
        "connection": change.connection,
        "mode": change.mode,
        "group": change.group,
        "last_seen_at": iso(change.last_seen_at) if change.last_seen_at else None,
        "reason": change.reason,
    }
    return Event("kiosk.status_changed", SOURCE, f"kiosk:{change.kiosk_id}", data)
