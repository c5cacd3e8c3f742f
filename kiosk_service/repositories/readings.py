"""Readings in their daily partitions."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from common.readings import METRICS, PERIPHERALS, SECTIONS
from kiosk_service.models import READING_COLUMNS, readings

ADVISORY_LOCK = 0x4B10_5C04
COLUMNS = ("kiosk_id", "seq", "at", "received_at", *READING_COLUMNS, "extra")
COPY = f"COPY readings ({', '.join(COLUMNS)}) FROM STDIN"  # names are ours, not input

# Where the value of each column stands in a reading.
PLACES = (
    *((metric.section, name) for name, metric in METRICS.items()),
    *(("peripherals", name) for name in PERIPHERALS),
)
PLAIN = frozenset({*SECTIONS, "seq", "timestamp", "kiosk_id", "serial"})
KNOWN = {section: frozenset(name for place, name in PLACES if place == section) for section in SECTIONS}
NULL = "\\N"
# Nearer to zero is zero: roll-ups keep seven digits in a type that knows nothing smaller than 1e-38, and refuses it.
TINY = 1e-30
NOTHING: Mapping[str, Any] = {}


class Row(NamedTuple):
    """A reading and what it is stored under."""

    kiosk_id: int
    seq: int
    at: datetime
    received_at: datetime
    reading: Mapping[str, Any]


def copy(session: Session, rows: Iterable[Row]) -> None:
    """Append readings with COPY, which is several times faster than INSERT."""
    lines = "".join(map(_line, rows))
    if lines:
        cursor = session.connection().connection.cursor()
        cursor.copy_expert(COPY, io.StringIO(lines))
        cursor.close()


def _line(row: Row) -> str:
    """A row in COPY's text format. Metrics are numbers and states are known words: neither needs escaping."""
    sections = {section: row.reading.get(section) or NOTHING for section in SECTIONS}
    values = [sections[section].get(name) for section, name in PLACES]
    cells = "\t".join(map(_cell, values))
    extra = _extra(row.reading, sections)
    escaped = orjson.dumps(extra).decode().replace("\\", "\\\\") if extra else NULL
    return f"{row.kiosk_id}\t{row.seq}\t{row.at.isoformat()}\t{row.received_at.isoformat()}\t{cells}\t{escaped}\n"


def _cell(value: float | str | None) -> str:
    if value is None:
        return NULL
    return "0" if isinstance(value, float) and -TINY < value < TINY else str(value)


def _extra(reading: Mapping[str, Any], sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The fields that have no column, where they stood."""
    extra: dict[str, Any] = {}
    if not PLAIN.issuperset(reading):
        extra = {name: value for name, value in reading.items() if name not in PLAIN}
    for section, fields in sections.items():
        if not KNOWN[section].issuperset(fields):
            extra[section] = {name: value for name, value in fields.items() if name not in KNOWN[section]}
    return extra


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


_FIND_STORED = text(
    """
    SELECT stored.kiosk_id, stored.at, stored.seq
    FROM unnest(CAST(:ids AS bigint[]), CAST(:times AS timestamptz[]), CAST(:seqs AS bigint[])) AS key (id, at, seq)
    JOIN readings AS stored ON stored.kiosk_id = key.id AND stored.at = key.at AND stored.seq = key.seq
    WHERE stored.at BETWEEN :first AND :last
    """
)


def find_stored(session: Session, keys: Sequence[tuple[int, datetime, int]]) -> set[tuple[int, datetime, int]]:
    """Those of the keys (kiosk, time, seq) under which a reading is stored."""
    ids, times, seqs = (list(column) for column in zip(*keys, strict=True))
    values = {"ids": ids, "times": times, "seqs": seqs, "first": min(times), "last": max(times)}
    found = session.execute(_FIND_STORED, values)
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


def drop_day(session: Session, start: datetime) -> None:
    """Drop the readings of the day that begins at `start`, those that had no partition too."""
    session.execute(text(f"DROP TABLE IF EXISTS readings_{start:%Y%m%d}"))
    session.execute(
        text("DELETE FROM readings_default WHERE at >= :start AND at < :end"),
        {"start": start, "end": start + timedelta(days=1)},
    )
