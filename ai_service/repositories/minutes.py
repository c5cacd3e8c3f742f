"""Minutes of kiosks in their daily partitions."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Row, func, select, text
from sqlalchemy.orm import Session

from ai_service.models.minutes import kiosk_minutes

ADVISORY_LOCK = 0x4B10_5C0A
Values = NDArray[np.float32]

_STAGED = ("kiosk_id", "at", "readings", "values", "raw", "probability", "alarm", "muted", "maturity",
           "model_version", "limits")  # fmt: skip
_COLUMNS = ", ".join(f'"{name}"' for name in _STAGED)  # names are ours, not input
_STAGE = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_minutes (LIKE kiosk_minutes) ON COMMIT DELETE ROWS",
    f"COPY staged_minutes ({_COLUMNS}) FROM STDIN",
)
_TAKE_OVER = text(
    f"INSERT INTO kiosk_minutes ({_COLUMNS}) SELECT {_COLUMNS} FROM staged_minutes"  # noqa: S608
    " ON CONFLICT (kiosk_id, at) DO UPDATE SET "
    + ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in _STAGED[2:])
)  # fmt: skip
_CLEAR = text("DELETE FROM staged_minutes")
NULL = "\\N"


class Minute(NamedTuple):
    """A row: features and score together. See `models.minutes.kiosk_minutes`."""

    kiosk_id: int
    at: datetime
    readings: int
    values: Values
    raw: float | None
    probability: float
    alarm: bool
    muted: bool
    maturity: int
    model_version: int | None
    limits: Sequence[str] = ()


def write(session: Session, rows: Iterable[Minute]) -> None:
    """Store rows, in place of those that are there: with COPY, which is several times faster than INSERT."""
    lines = "".join(map(_line, rows))
    if not lines:
        return
    cursor = session.connection().connection.cursor()
    cursor.execute(_STAGE[0])
    cursor.copy_expert(_STAGE[1], io.StringIO(lines))
    cursor.close()
    session.execute(_TAKE_OVER)
    session.execute(_CLEAR)  # the transaction may write again


def _line(row: Minute) -> str:
    """A row in COPY's text format; no cell needs escaping: numbers, and names of limits, which are ours."""
    values = ",".join([format(value, ".7g") for value in row.values.tolist()])
    raw = NULL if row.raw is None else format(row.raw, ".7g")
    version = NULL if row.model_version is None else row.model_version
    return (
        f"{row.kiosk_id}\t{row.at.isoformat()}\t{row.readings}\t{{{values}}}\t{raw}"
        f"\t{row.probability:.7g}\t{row.alarm}\t{row.muted}\t{row.maturity}\t{version}\t{{{','.join(row.limits)}}}\n"
    )


def stored(session: Session, kiosk_id: int, start: datetime, end: datetime) -> list[Minute]:
    """A kiosk's rows in [start, end), oldest first."""
    query = _select(kiosk_minutes.c.kiosk_id == kiosk_id, kiosk_minutes.c.at >= start, kiosk_minutes.c.at < end)
    return [_minute(row) for row in session.execute(query.order_by(kiosk_minutes.c.at))]


def since(session: Session, start: datetime, shard: int, shards: int) -> list[Minute]:
    """The rows of a shard's kiosks from `start` on, each kiosk's oldest first."""
    query = _select(kiosk_minutes.c.at >= start, kiosk_minutes.c.kiosk_id % shards == shard)
    return [_minute(row) for row in session.execute(query.order_by(kiosk_minutes.c.kiosk_id, kiosk_minutes.c.at))]


def newest(session: Session, start: datetime, seen: ColumnElement[bool]) -> Sequence[Row[tuple[object, ...]]]:
    """The newest row of each kiosk from `start` on, of those for which `seen` holds, by kiosk."""
    columns = [kiosk_minutes.c[name] for name in ("kiosk_id", "at", "probability", "alarm", "muted", "maturity")]
    query = select(*columns).where(kiosk_minutes.c.at >= start, seen).distinct(kiosk_minutes.c.kiosk_id)
    return session.execute(query.order_by(kiosk_minutes.c.kiosk_id, kiosk_minutes.c.at.desc())).all()


def points(
    session: Session, kiosk_id: int, start: datetime, end: datetime, step: int
) -> list[tuple[datetime, float, bool]]:
    """(begin, highest probability, whether any was an alarm) of each `step` seconds in [start, end) with rows."""
    origin = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    bucket = func.date_bin(timedelta(seconds=step), kiosk_minutes.c.at, origin).label("bucket")
    query = (
        select(bucket, func.max(kiosk_minutes.c.probability), func.bool_or(kiosk_minutes.c.alarm))
        .where(kiosk_minutes.c.kiosk_id == kiosk_id, kiosk_minutes.c.at >= start, kiosk_minutes.c.at < end)
        .group_by(bucket)
        .order_by(bucket)
    )
    return [(at, probability, alarm) for at, probability, alarm in session.execute(query)]


def last_of(session: Session, kiosk_id: int) -> Minute | None:
    """A kiosk's newest row."""
    query = _select(kiosk_minutes.c.kiosk_id == kiosk_id).order_by(kiosk_minutes.c.at.desc()).limit(1)
    row = session.execute(query).first()
    return _minute(row) if row else None


def _select(*conditions: ColumnElement[bool]):  # type: ignore[no-untyped-def]
    return select(*(kiosk_minutes.c[name] for name in _STAGED)).where(*conditions)


def _minute(row: Row[tuple[object, ...]]) -> Minute:
    fields = dict(zip(_STAGED, row, strict=True))
    return Minute(**{**fields, "values": np.array(fields["values"], np.float32)})


def ensure_partition(session: Session, day: date) -> None:
    """Make the partition of a day unless it is there."""
    session.execute(text("SELECT pg_advisory_xact_lock(:space, 0)"), {"space": ADVISORY_LOCK})
    # The name and the days are ours, not input.
    session.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS kiosk_minutes_{day:%Y%m%d} PARTITION OF kiosk_minutes"
            f" FOR VALUES FROM ('{day:%Y-%m-%d} 00:00+00') TO ('{day + timedelta(days=1):%Y-%m-%d} 00:00+00')"
        )
    )


def drop_before(session: Session, day: date) -> int:
    """Drop the partitions of days before `day`; returns how many."""
    names = session.scalars(
        text("SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = oid"
             " WHERE inhparent = to_regclass('kiosk_minutes') AND relname < :first ORDER BY relname"),
        {"first": f"kiosk_minutes_{day:%Y%m%d}"},
    ).all()  # fmt: skip
    for name in names:
        session.execute(text(f"DROP TABLE {name}"))
    return len(names)
