"""One metric of a kiosk over time, never more points than a chart can show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from common.errors import Invalid
from common.events import utc_now
from common.readings import METRICS
from kiosk_service.repositories import points, readings, rollups
from kiosk_service.repositories.rollups import BUCKET, Progress

MAX_POINTS = 2000
# A longer range is read from roll-ups: its raw rows lie all over the disk.
MOST_RAW = timedelta(days=2)


@dataclass(frozen=True)
class Series:
    """`step` is in seconds; 0 means the readings themselves, whose `ranges` would say nothing new and are None."""

    metric: str
    unit: str
    step: int
    points: Sequence[tuple[datetime, float]]
    ranges: Sequence[tuple[float, float]] | None


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
        step: seconds that one point stands for (their mean); a step too fine for the range is widened, and one that
            roll-ups have to answer is a multiple of five minutes. None gives the readings themselves when they fit.

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
    progress = rollups.progress(session)
    if step is None and _raw_fits(session, kiosk_id, start, end, progress):
        return Series(metric, unit, 0, readings.series(session, kiosk_id, metric, start, end), None)
    seconds = max(step or 1, math.ceil((end - start).total_seconds() / MAX_POINTS))
    if start >= progress.raw_from and end - start <= MOST_RAW:
        found = points.of_raw(session, kiosk_id, metric, start, end, timedelta(seconds=seconds))
    else:
        origin = rollups.bucket_of(start)
        seconds = _in_buckets(max(seconds, math.ceil((end - origin).total_seconds() / MAX_POINTS)))
        found = points.of_all(session, kiosk_id, metric, origin, end, timedelta(seconds=seconds), progress)
    return Series(
        metric,
        unit,
        seconds,
        [(max(point.at, start), point.mean) for point in found],
        [(point.low, point.high) for point in found],
    )


def _raw_fits(session: Session, kiosk_id: int, start: datetime, end: datetime, progress: Progress) -> bool:
    """Whether the readings of the range are all there, and few enough."""
    if start < progress.raw_from and points.is_rolled_up(session, kiosk_id, start, min(end, progress.raw_from)):
        return False
    return readings.count_between(session, kiosk_id, start, end, MAX_POINTS + 1) <= MAX_POINTS


def _in_buckets(seconds: int) -> int:
    bucket = int(BUCKET.total_seconds())
    return math.ceil(seconds / bucket) * bucket
