"""Readings: stored once, each in the order of its kiosk's `seq`, and read back as series."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Invalid
from common.events import Event, iso, utc_now
from common.outbox import record
from common.telemetry import METRICS, PERIPHERALS, SECTIONS, parse_timestamp
from kiosk_service.repositories import readings, states
from kiosk_service.services.presence import grace, status_changed

MAX_POINTS = 2000
PARTITION_DAYS_BEHIND = 7
PARTITION_DAYS_AHEAD = 3


@dataclass(frozen=True)
class Received:
    """A reading as it was accepted from a kiosk."""

    kiosk_id: int
    seq: int
    received_at: datetime
    reading: Mapping[str, Any]


@dataclass(frozen=True)
class Series:
    """One metric over time. `step` is in seconds; 0 means the readings themselves."""

    metric: str
    unit: str
    step: int
    points: Sequence[tuple[datetime, float]]


def store(session: Session, batch: Sequence[Received]) -> int:
    """Store a batch in one transaction; returns how many readings were new.

    However often a batch comes, each reading is stored once: one above its kiosk's last `seq` is new, and the last
    `seq` moves in the same transaction. One that is not above it came before or, rarely, comes late (a dead letter
    that was put back, a batch whose consumer was cut off): it is looked for, and stored if it is not there.
    Readings of kiosks that do not exist are dropped.
    """
    now = utc_now()
    with transaction(session):
        known = states.lock(session, {item.kiosk_id for item in batch})
        last_seq = {kiosk_id: state.last_seq for kiosk_id, state in known.items()}
        fresh: list[Received] = []
        passed: list[Received] = []
        for item in batch:
            if item.kiosk_id not in known:
                continue
            if item.seq > last_seq[item.kiosk_id]:
                last_seq[item.kiosk_id] = item.seq
                fresh.append(item)
            else:
                passed.append(item)
        late = _not_stored(session, passed, fresh)
        readings.copy(session, (_row(item) for item in (*fresh, *late)))
        newest = {item.kiosk_id: item for item in fresh}
        new_states = [_new_state(item, known[kiosk_id], now) for kiosk_id, item in newest.items()]
        states.save(session, new_states)
        record(session, *_came_online(new_states, known))
    return len(fresh) + len(late)


def _not_stored(session: Session, passed: Sequence[Received], fresh: Sequence[Received]) -> list[Received]:
    """Those of `passed` that are neither stored nor about to be, each once."""
    if not passed:
        return []
    keys = {(item.kiosk_id, _at(item), item.seq): item for item in reversed(passed)}
    about_to_be = {(item.kiosk_id, _at(item), item.seq) for item in fresh}
    stored = readings.find_stored(session, list(keys))
    return sorted(
        (item for key, item in keys.items() if key not in stored and key not in about_to_be),
        key=lambda item: (item.kiosk_id, item.seq),
    )


def _at(item: Received) -> datetime:
    """The kiosk's own time of a reading."""
    return parse_timestamp(item.reading["timestamp"])


def _new_state(item: Received, before: states.KnownState, now: datetime) -> states.NewState:
    deadline = item.received_at + grace(before.interval)
    return states.NewState(
        kiosk_id=item.kiosk_id,
        last_seq=item.seq,
        last_seen_at=item.received_at,
        reading={**item.reading, "received_at": iso(item.received_at)},
        offline_at=deadline if deadline > now else None,
    )


def _came_online(new_states: Sequence[states.NewState], known: Mapping[int, states.KnownState]) -> list[Event]:
    came: list[Event] = []
    for state in new_states:
        before = known[state.kiosk_id]
        if state.offline_at is not None and before.connection == "offline":
            came.append(
                status_changed(
                    state.kiosk_id, before.lifecycle, before.mode, "online", before.group, state.last_seen_at
                )
            )
    return came


def _row(item: Received) -> list[Any]:
    reading = item.reading
    metrics = [(reading.get(metric.section) or {}).get(name) for name, metric in METRICS.items()]
    peripherals = reading.get("peripherals") or {}
    extra = _extra(reading)
    return [
        item.kiosk_id,
        item.seq,
        _at(item).isoformat(),
        item.received_at.isoformat(),
        *metrics,
        *(peripherals.get(name) for name in PERIPHERALS),
        orjson.dumps(extra).decode() if extra else None,
    ]


def _extra(reading: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have no column, where they stood."""
    columns = {*SECTIONS, "seq", "timestamp", "kiosk_id", "serial"}
    extra: dict[str, Any] = {name: value for name, value in reading.items() if name not in columns}
    for section in SECTIONS:
        unknown = {
            name: value
            for name, value in (reading.get(section) or {}).items()
            if name not in METRICS and name not in PERIPHERALS
        }
        if unknown:
            extra[section] = unknown
    return extra


def series(
    session: Session,
    kiosk_id: int,
    metric: str,
    start: datetime | None,
    end: datetime | None,
    step: int | None,
) -> Series:
    """One metric of a kiosk over [start, end), at most 2,000 points; the default is the last hour.

    Args:
        step: seconds that one point stands for (their mean); a step too fine for the range is widened. None gives
            the readings themselves when they fit.

    Raises:
        Invalid: `unknown_metric` or `empty_range`.
    """
    if metric not in METRICS:
        raise Invalid("unknown_metric")
    end = end or utc_now()
    start = start or end - timedelta(hours=1)
    if start >= end:
        raise Invalid("empty_range")
    unit = METRICS[metric].unit
    if step is None and readings.count_between(session, kiosk_id, start, end, MAX_POINTS + 1) <= MAX_POINTS:
        return Series(metric, unit, 0, readings.series(session, kiosk_id, metric, start, end))
    seconds = max(step or 1, math.ceil((end - start).total_seconds() / MAX_POINTS))
    points = readings.means(session, kiosk_id, metric, start, end, timedelta(seconds=seconds))
    return Series(metric, unit, seconds, points)


def prepare_partitions(session: Session) -> None:
    """Make the daily partitions of the days around today; older readings of a backlog go to the default one.

    Each day in a transaction of its own: one that cannot be made now must not keep the others from being made.
    """
    today = utc_now().date()
    for offset in range(-PARTITION_DAYS_BEHIND, PARTITION_DAYS_AHEAD + 1):
        with transaction(session):
            readings.ensure_partition(session, today + timedelta(days=offset))
