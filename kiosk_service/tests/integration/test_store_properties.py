"""Whatever happens on the way to the database, each accepted reading is stored once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from common.database import db
from common.events import utc_now
from common.service import Service
from kiosk_service.models import Kiosk, KioskState
from kiosk_service.services import registry
from kiosk_service.services.telemetry import Received, store
from kiosk_service.tests.integration.conftest import received, stored_seqs

KIOSKS = 3


class Crash(Exception):
    """The process dies before its transaction commits."""


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[list[tuple[int, int]], bool]]:
    """Batches of (kiosk, seq) as consumers may see them, and whether storing each is cut off.

    Every accepted reading is in the log in the order of its `seq`; the log is read in pieces that may come again,
    overlap, be cut off, and be followed by dead letters that were put back.
    """
    seqs = [sorted(draw(st.sets(st.integers(0, 2**53 - 1), max_size=4))) for _ in range(KIOSKS)]
    log: list[tuple[int, int]] = []
    waiting = [list(own) for own in seqs]
    while any(waiting):
        kiosk = draw(st.sampled_from([number for number, own in enumerate(waiting) if own]))
        log.append((kiosk, waiting[kiosk].pop(0)))
    pieces: list[tuple[list[tuple[int, int]], bool]] = []
    done = 0
    while done < len(log):
        start = draw(st.integers(max(0, done - 4), done))
        end = draw(st.integers(done + 1, len(log)))
        dead = draw(st.sets(st.sampled_from(log), max_size=2))
        cut_off = draw(st.booleans())
        pieces.append(([entry for entry in log[start:end] if entry not in dead], cut_off))
        if not cut_off:
            done = end
        pieces.append((sorted(dead, key=log.index), False))
    return pieces


@given(deliveries())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_accepted_reading_is_stored_once_and_the_last_seq_never_falls(
    app: Service, pieces: list[tuple[list[tuple[int, int]], bool]]
) -> None:
    kiosks = [registry.register(db.session(), {"name": "a", "location": "b"}) for _ in range(KIOSKS)]
    start = utc_now() - timedelta(minutes=1)
    highest = [-1] * KIOSKS
    for entries, cut_off in pieces:
        batch = [_of(kiosks[number], seq, start) for number, seq in entries]
        if cut_off:
            with pytest.raises(Crash):
                _crash_while_storing(batch)
        else:
            store(db.session(), batch)
        for number, kiosk in enumerate(kiosks):
            last = _last_seq(kiosk)
            assert last >= highest[number]
            highest[number] = last
    for number, kiosk in enumerate(kiosks):
        accepted = {seq for entries, cut_off in pieces if not cut_off for of, seq in entries if of == number}
        assert list(stored_seqs(kiosk)) == sorted(accepted)
        assert highest[number] == max(accepted, default=-1)


def _of(kiosk: Kiosk, seq: int, start: Any) -> Received:
    return received(kiosk, seq, at=start + timedelta(milliseconds=seq % 50_000))


def _crash_while_storing(batch: Sequence[Received]) -> None:
    def crash(_: Any) -> None:
        raise Crash

    session = db.session()
    event.listen(session, "before_commit", crash)
    try:
        store(session, batch)
    finally:
        event.remove(session, "before_commit", crash)


def _last_seq(kiosk: Kiosk) -> int:
    return db.session.scalars(select(KioskState.last_seq).where(KioskState.kiosk_id == kiosk.id)).one()
