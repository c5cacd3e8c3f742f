"""A metric in equal steps of time, from raw readings and roll-ups."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import REAL, CompoundSelect, Select, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from kiosk_service.models import readings, rollups
from kiosk_service.repositories.rollups import Progress, bucket_of


class Point(NamedTuple):
    """A step that has values: its start, their mean, the lowest and the highest."""

    at: datetime
    mean: float
    low: float
    high: float


def of_raw(
    session: Session, kiosk_id: int, metric: str, start: datetime, end: datetime, step: timedelta
) -> list[Point]:
    """The readings of [start, end); steps begin at `start`."""
    return _in_steps(session, _raw(kiosk_id, metric, start, end), start, step)


def of_all(
    session: Session, kiosk_id: int, metric: str, start: datetime, end: datetime, step: timedelta, progress: Progress
) -> list[Point]:
    """The roll-ups of [start, end), and the raw readings that are in none: the newest, and old ones that came late.

    Steps begin at `start`, which is the start of a bucket; `step` is a multiple of a bucket.
    """
    mean, low, high, count = (rollups.c[f"{metric}_{what}"] for what in ("mean", "min", "max", "count"))
    rolled = select(
        rollups.c.bucket.label("at"), mean.label("mean"), low.label("low"), high.label("high"), count.label("n")
    )
    rolled = rolled.where(
        rollups.c.kiosk_id == kiosk_id,
        rollups.c.bucket >= start,
        rollups.c.bucket < min(end, progress.rolled_until),
        count > 0,
    )
    sources = [rolled]
    if progress.rolled_until < end:
        sources.append(_raw(kiosk_id, metric, max(start, progress.rolled_until), end))
    if start < progress.raw_from:
        sources.append(_raw(kiosk_id, metric, start, min(end, progress.raw_from)))
    return _in_steps(session, union_all(*sources) if len(sources) > 1 else rolled, start, step)


def is_rolled_up(session: Session, kiosk_id: int, start: datetime, end: datetime) -> bool:
    """Whether a bucket of a kiosk touches [start, end)."""
    query = select(rollups.c.bucket).where(
        rollups.c.kiosk_id == kiosk_id, rollups.c.bucket >= bucket_of(start), rollups.c.bucket < end
    )
    return session.scalar(query.limit(1)) is not None


def _raw(kiosk_id: int, metric: str, start: datetime, end: datetime) -> Select[Any]:
    value = readings.c[metric]
    return select(
        readings.c.at, value.label("mean"), value.label("low"), value.label("high"), literal(1).label("n")
    ).where(readings.c.kiosk_id == kiosk_id, readings.c.at >= start, readings.c.at < end, value.is_not(None))


def _in_steps(
    session: Session, source: Select[Any] | CompoundSelect[Any], start: datetime, step: timedelta
) -> list[Point]:
    rows = source.subquery()
    bin_start = func.date_bin(step, rows.c.at, start).label("bin_start")
    # Weighted by how many readings each value stands for. Seven digits are what roll-ups keep.
    mean = cast(func.sum(rows.c.mean * rows.c.n) / func.sum(rows.c.n), REAL)
    low, high = cast(func.min(rows.c.low), REAL), cast(func.max(rows.c.high), REAL)
    query = select(bin_start, mean, low, high).group_by(bin_start).order_by(bin_start)
    return [Point(*row) for row in session.execute(query)]
