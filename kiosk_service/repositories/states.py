"""What kiosks last said: read and written in batches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, bindparam, select, text
from sqlalchemy.orm import Session

from kiosk_service.models import Kiosk, KioskState


@dataclass(frozen=True)
class KnownState:
    """A kiosk's state before a batch."""

    last_seq: int
    connection: str
    lifecycle: str
    mode: str
    group: str | None
    interval: int


@dataclass(frozen=True)
class NewState:
    """A kiosk's state after a batch. `offline_at` is None when the batch came too late to count as presence."""

    kiosk_id: int
    last_seq: int
    last_seen_at: datetime
    reading: dict[str, Any]
    offline_at: datetime | None


@dataclass(frozen=True)
class GoneOffline:
    """A kiosk whose deadline passed."""

    kiosk_id: int
    lifecycle: str
    mode: str
    group: str | None
    last_seen_at: datetime | None
    offline_at: datetime


def lock(session: Session, kiosk_ids: Collection[int]) -> dict[int, KnownState]:
    """The states of these kiosks, locked in the order of their ids so that batches cannot deadlock."""
    rows = session.execute(
        select(
            KioskState.kiosk_id,
            KioskState.last_seq,
            KioskState.connection,
            Kiosk.lifecycle,
            Kiosk.mode,
            Kiosk.group,
            Kiosk.interval,
        )
        .join(Kiosk, Kiosk.id == KioskState.kiosk_id)
        .where(KioskState.kiosk_id.in_(kiosk_ids))
        .order_by(KioskState.kiosk_id)
        .with_for_update(of=KioskState)
    )
    return {row.kiosk_id: KnownState(*row[1:]) for row in rows}


_SAVE = text(
    """
    UPDATE kiosk_states AS state
    SET last_seq = new.last_seq,
        last_seen_at = greatest(state.last_seen_at, new.last_seen_at),
        reading = new.reading::jsonb,
        connection = CASE WHEN new.offline_at IS NULL THEN state.connection ELSE 'online' END,
        connection_since = CASE
            WHEN new.offline_at IS NULL OR state.connection = 'online' THEN state.connection_since
            ELSE new.last_seen_at END,
        offline_at = coalesce(new.offline_at, state.offline_at)
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:seqs AS bigint[]), CAST(:seen AS timestamptz[]),
        CAST(:readings AS text[]), CAST(:deadlines AS timestamptz[])
    ) AS new (kiosk_id, last_seq, last_seen_at, reading, offline_at)
    WHERE state.kiosk_id = new.kiosk_id
    """
)


def save(session: Session, states: Sequence[NewState]) -> None:
    session.execute(
        _SAVE,
        {
            "ids": [state.kiosk_id for state in states],
            "seqs": [state.last_seq for state in states],
            "seen": [state.last_seen_at for state in states],
            "readings": [orjson.dumps(state.reading).decode() for state in states],
            "deadlines": [state.offline_at for state in states],
        },
    )


_TAKE_OVERDUE = text(
    """
    UPDATE kiosk_states AS state
    SET connection = 'offline', connection_since = overdue.offline_at, offline_at = NULL
    FROM (
        SELECT state.kiosk_id, state.offline_at
        FROM kiosk_states AS state
        WHERE state.kiosk_id = ANY(:ids) AND state.connection = 'online' AND state.offline_at <= :now
        ORDER BY state.kiosk_id
        FOR UPDATE SKIP LOCKED
    ) AS overdue
    JOIN kiosks ON kiosks.id = overdue.kiosk_id
    WHERE state.kiosk_id = overdue.kiosk_id
    RETURNING kiosks.id, kiosks.lifecycle, kiosks.mode, kiosks.group_name, state.last_seen_at, overdue.offline_at
    """
).bindparams(bindparam("now"), bindparam("ids"))


def take_overdue(session: Session, kiosk_ids: Collection[int], now: datetime) -> list[GoneOffline]:
    """Mark those of the kiosks whose deadline passed as offline; each is returned to one caller only."""
    rows = session.execute(_TAKE_OVERDUE, {"now": now, "ids": list(kiosk_ids)})
    return [GoneOffline(*row) for row in rows]


def deadlines(session: Session, kiosk_ids: Collection[int]) -> dict[int, datetime]:
    """When those of the kiosks that are online count as offline."""
    return _deadlines(session, KioskState.kiosk_id.in_(kiosk_ids))


def deadlines_of_shard(session: Session, shard: int, shards: int) -> dict[int, datetime]:
    """When the kiosks of a shard that are online count as offline."""
    return _deadlines(session, KioskState.kiosk_id % shards == shard)


def _deadlines(session: Session, condition: ColumnElement[bool]) -> dict[int, datetime]:
    query = select(KioskState.kiosk_id, KioskState.offline_at).where(
        condition, KioskState.connection == "online", KioskState.offline_at.is_not(None)
    )
    return {row.kiosk_id: row.offline_at for row in session.execute(query)}
