"""Readings: stored once, each in the order of its kiosk's `seq`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from common.database import transaction
from common.events import iso, utc_now
from common.readings import parse_timestamp
from kiosk_service.repositories import readings, rollups, states
from kiosk_service.services.presence import Change, grace, note_changes


@dataclass(frozen=True)
class Received:
    """A reading as it was accepted from a kiosk."""

    kiosk_id: int
    seq: int
    received_at: datetime
    reading: Mapping[str, Any]

    @cached_property
    def at(self) -> datetime:
        """The kiosk's own time of the reading."""
        return parse_timestamp(self.reading["timestamp"])


@dataclass(frozen=True)
class Stored:
    """What became of a batch: how many readings were new, and until when the kiosks that spoke count as online."""

    count: int
    deadlines: Mapping[int, datetime]


def store(session: Session, batch: Sequence[Received]) -> Stored:
    """Store a batch in one transaction.

    However often a batch comes, each reading is stored once: one above its kiosk's last `seq` is new, and the last
    `seq` moves in the same transaction. One that is not above it came before or, rarely, comes late (a dead letter
    that was put back, a batch whose consumer was cut off): it is looked for, and stored if it is not there.
    Readings of kiosks that do not exist are dropped.
    """
    now = utc_now()
    with transaction(session):
        # First of all locks: whoever drops old readings waits for us with nothing that we need.
        progress = rollups.hold_progress(session)
        known = states.lock(session, {item.kiosk_id for item in batch})
        fresh, passed = _by_seq(batch, known)
        new = [*fresh, *_not_stored(session, passed, fresh)]
        rollups.note_late(session, progress, ((item.kiosk_id, item.at) for item in new))
        readings.copy(
            session, (readings.Row(item.kiosk_id, item.seq, item.at, item.received_at, item.reading) for item in new)
        )
        newest = {item.kiosk_id: item for item in fresh}
        new_states = [_new_state(item, known[kiosk_id], now) for kiosk_id, item in newest.items()]
        states.save(session, new_states)
        note_changes(session, _came_online(new_states, known))
    deadlines = {state.kiosk_id: state.offline_at for state in new_states if state.offline_at is not None}
    return Stored(len(new), deadlines)


def _by_seq(batch: Sequence[Received], known: Mapping[int, states.KnownState]) -> tuple[list[Received], list[Received]]:
    """Those above the last `seq` of their kiosk, and the others."""
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
    return fresh, passed


def _not_stored(session: Session, passed: Sequence[Received], fresh: Sequence[Received]) -> list[Received]:
    """Those of `passed` that are neither stored nor about to be, each once."""
    if not passed:
        return []
    keys = {(item.kiosk_id, item.at, item.seq): item for item in reversed(passed)}
    about_to_be = {(item.kiosk_id, item.at, item.seq) for item in fresh}
    stored = readings.find_stored(session, list(keys))
    return sorted(
        (item for key, item in keys.items() if key not in stored and key not in about_to_be),
        key=lambda item: (item.kiosk_id, item.seq),
    )


def _new_state(item: Received, before: states.KnownState, now: datetime) -> states.NewState:
    deadline = item.received_at + grace(before.interval)
    return states.NewState(
        kiosk_id=item.kiosk_id,
        last_seq=item.seq,
        last_seen_at=item.received_at,
        reading={**item.reading, "received_at": iso(item.received_at)},
        offline_at=deadline if deadline > now and before.lifecycle != "retired" else None,
    )


def _came_online(new_states: Sequence[states.NewState], known: Mapping[int, states.KnownState]) -> list[Change]:
    came: list[Change] = []
    for state in new_states:
        before = known[state.kiosk_id]
        if state.offline_at is not None and before.connection == "offline":
            seen = state.last_seen_at
            came.append(
                Change(state.kiosk_id, before.lifecycle, before.mode, before.group, "online", "reading", seen, seen)
            )
    return came
