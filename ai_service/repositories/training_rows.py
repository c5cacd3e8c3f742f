"""The minutes and incidents that training learns from, read kiosk by kiosk."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import Float, func, select
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from ai_service.models.minutes import KioskProfile, kiosk_minutes

_HEAD, _ELEMENT = 20, 8
"""Bytes of PostgreSQL's binary arrays of one dimension: of the head, and of a number with its length."""


class Minutes(NamedTuple):
    """A kiosk's rows, oldest first: seconds since 1970 [n], values [n, m], and what was said of each minute [n]."""

    times: np.ndarray
    values: np.ndarray
    muted: np.ndarray
    alarm: np.ndarray
    empty: np.ndarray


def kiosks(session: Session, fewest: int) -> list[int]:
    """The kiosks with at least so many minutes."""
    return list(session.scalars(select(KioskProfile.kiosk_id).where(KioskProfile.rows_seen >= fewest)))


def first_minute(session: Session, kiosk_id: int) -> datetime | None:
    return session.scalar(select(KioskProfile.since).where(KioskProfile.kiosk_id == kiosk_id))


def judged_kiosks(session: Session, since: datetime) -> list[int]:
    """The kiosks with incidents that people have judged, those of the newest first."""
    query = select(Incident.kiosk_id, func.max(Incident.started_at).label("newest"))
    query = query.where(Incident.verdict.is_not(None), Incident.started_at >= since).group_by(Incident.kiosk_id)
    return [row.kiosk_id for row in session.execute(query.order_by(func.max(Incident.started_at).desc()))]


def incidents(session: Session, kiosk_id: int, since: datetime) -> Sequence[Incident]:
    query = select(Incident).where(
        Incident.kiosk_id == kiosk_id, (Incident.ended_at.is_(None)) | (Incident.ended_at >= since)
    )
    return session.scalars(query.order_by(Incident.started_at)).all()


def newest_minutes(session: Session, kiosk_id: int, columns: int, since: datetime, most: int) -> Minutes:
    """At most so many rows with so many columns each. They come in binary: as text they would take ten times longer."""
    table = kiosk_minutes.c
    query = (
        select(
            func.extract("epoch", table.at).cast(Float),
            func.array_send(table["values"]),
            table.muted,
            table.alarm,
            table.readings == 0,
        )
        .where(table.kiosk_id == kiosk_id, table.at >= since, func.cardinality(table["values"]) == columns)
        .order_by(table.at.desc())
        .limit(most)
    )
    rows = session.execute(query).all()[::-1]
    times, packed, *flags = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    muted, alarm, empty = (np.array(flag, bool) for flag in flags)
    return Minutes(np.array(times, np.float64), _unpacked(packed, columns), muted, alarm, empty)


def _unpacked(packed: Sequence[memoryview], columns: int) -> np.ndarray:
    """Numbers of 4 bytes, big-endian, each behind its length."""
    layout = np.dtype([("head", f"V{_HEAD}"), ("cells", [("length", ">i4"), ("number", ">f4")], (columns,))])
    assert layout.itemsize == _HEAD + _ELEMENT * columns
    rows = np.frombuffer(b"".join(packed), layout)
    return np.asarray(rows["cells"]["number"], np.float32)
