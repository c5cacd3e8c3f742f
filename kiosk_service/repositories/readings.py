"""Readings in their daily partitions."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.orm import Session

from kiosk_service.models import READING_COLUMNS, readings

ADVISORY_LOCK = 0x4B10_5C04
COLUMNS = ("kiosk_id", "seq", "at", "received_at", *READING_COLUMNS, "extra")


def copy(session: Session, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows (in the order of `COLUMNS`) with COPY, which is several times faster than INSERT."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    cursor = session.connection().connection.cursor()
    # Column names are ours, not input.
    cursor.copy_expert(f"COPY readings ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv)", buffer)
    cursor.close()


def count_between(session: Session, kiosk_id: int, start: datetime, end: datetime, most: int) -> int:
    """How many readings of a kiosk lie in [start, end), counted up to `most`."""
    inside = (
        select(readings.c.seq)
        .where(readings.c.kiosk_id == kiosk_id, readings.c.at >= start, readings.c.at < end)
        .limit(most)
    )
    return session.scalar(select(func.count()).select_from(inside.subquery())) or 0


def series(
    session: Session, kiosk_id: int, metric: str, start: datetime, end: datetime
) -> list[tuple[datetime, float]]:
    """The values of one metric in [start, end), as they were measured."""
    column = readings.c[metric]
    query = (
        select(readings.c.at, column)
        .where(readings.c.kiosk_id == kiosk_id, readings.c.at >= start, readings.c.at < end, column.is_not(None))
        .order_by(readings.c.at)
    )
    return [(at, value) for at, value in session.execute(query)]


def means(
    session: Session, kiosk_id: int, metric: str, start: datetime, end: datetime, step: timedelta
) -> list[tuple[datetime, float]]:
    """The mean of one metric in each step of [start, end) that has values; the time is the step's start."""
    column = readings.c[metric]
    bin_start = func.date_bin(step, readings.c.at, start).label("bin_start")
    query = (
        select(bin_start, func.avg(column))
        .where(readings.c.kiosk_id == kiosk_id, readings.c.at >= start, readings.c.at < end, column.is_not(None))
        .group_by(bin_start)
        .order_by(bin_start)
    )
    return [(at, value) for at, value in session.execute(query)]


def find_stored(session: Session, keys: Sequence[tuple[int, datetime, int]]) -> set[tuple[int, datetime, int]]:
    """Those of the keys (kiosk, time, seq) under which a reading is stored."""
    found = session.execute(
        select(readings.c.kiosk_id, readings.c.at, readings.c.seq).where(
            tuple_(readings.c.kiosk_id, readings.c.at, readings.c.seq).in_(keys)
        )
    )
    return {(row.kiosk_id, row.at.astimezone(UTC), row.seq) for row in found}


def ensure_partition(session: Session, day: date) -> None:
    """Make the partition of a day unless it is there; readings of that day that had none move into it."""
    name, end = f"readings_{day:%Y%m%d}", day + timedelta(days=1)
    session.execute(text("SELECT pg_advisory_xact_lock(:space, 0)"), {"space": ADVISORY_LOCK})
    if session.scalar(text("SELECT to_regclass(:name)"), {"name": name}):
        return
    # The names and days are ours, not input.
    days = f"'{day:%Y-%m-%d} 00:00+00'", f"'{end:%Y-%m-%d} 00:00+00'"
    for statement in (
        f"CREATE TABLE {name} (LIKE readings INCLUDING DEFAULTS)",
        f"WITH moved AS (DELETE FROM readings_default WHERE at >= {days[0]} AND at < {days[1]} RETURNING *)"  # noqa: S608
        f" INSERT INTO {name} SELECT * FROM moved",
        f"ALTER TABLE readings ATTACH PARTITION {name} FOR VALUES FROM ({days[0]}) TO ({days[1]})",
    ):
        session.execute(text(statement))
