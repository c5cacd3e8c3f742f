"""Kept forecasts against what came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.models import Forecast
from ai_service.models.forecasts import KIOSK
from ai_service.repositories import forecasts, presence, sales
from ai_service.services.histories import closed_days
from ai_service.services.kept import DAYS_KEPT, Kept, Tested, sum_of
from ai_service.services.subjects import Seen, Subject
from common.errors import Invalid

MOST_DAYS = 400
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """One day: what came (None: not yet, or the kiosk was closed) and what had been expected (None: nothing kept)."""

    day: date
    actual: Decimal | None
    forecast: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    made_on: date | None = None
    replayed: bool = False


@dataclass(frozen=True)
class Comparison:
    """`compared` days have both; over them the errors, the skill, and the share inside the interval are taken."""

    subject: Subject
    currency: str
    points: Sequence[Point]
    compared: int
    mean_absolute_error: Decimal | None
    naive_absolute_error: Decimal | None
    skill: float | None
    coverage: float | None


def compare(session: Session, seen: Seen, start: date, end: date, ahead: int, local_now: datetime) -> Comparison:
    """Each day from `start` to `end`, both inside, with the newest forecast made at least `ahead` days before it.

    Args:
        local_now: the time at the kiosks, in their time zone.

    Raises:
        Invalid: `empty_range`, or `range_too_long` over 400 days.
    """
    if end < start:
        raise Invalid("empty_range")
    if (end - start).days >= MOST_DAYS:
        raise Invalid("range_too_long", most=MOST_DAYS)
    today, zone = local_now.date(), cast(ZoneInfo, local_now.tzinfo)
    made = _made(session, seen, start - timedelta(days=DAYS_KEPT), min(end, today))
    latest = [each for each in made if each.made_on == made[-1].made_on]
    latest.sort(key=lambda each: (each.kept.kiosks, each.currency))
    currency = (
        latest[-1].currency if latest else sales.main_currency(session, seen.kiosk_ids, today - timedelta(days=28))
    )
    rows = [row for row in made if row.currency == currency]
    actual = sales.totals(session, seen.kiosk_ids, currency, start - 6 * WEEK, min(end + ONE_DAY, today))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    closed: set[date] = set()
    if seen.subject.kiosk_id is not None:
        spans = presence.closures(session, datetime.combine(start, time.min, zone), seen.kiosk_ids)
        closed = set(closed_days(spans, start, today, zone)) - set(actual)
    points = [_point(day, rows, actual, ahead, today) for day in days]
    points = [replace(point, actual=None) if point.day in closed else point for point in points]
    return _judged(seen.subject, currency, points, actual)


def _made(session: Session, seen: Seen, start: date, end: date) -> list["_Made"]:
    """What was forecast on each day, oldest first; summed over the kiosks when the caller does not see them all."""
    if seen.whole:
        rows = forecasts.made_between(session, seen.subject.kind, [seen.subject.key], start, end)
        return [_Made(row.made_on, row.currency, row.replayed, Kept.of(row)) for row in rows]
    parts: dict[tuple[date, str, bool], list[Forecast]] = defaultdict(list)
    for row in forecasts.made_between(session, KIOSK, [str(kiosk_id) for kiosk_id in seen.kiosk_ids], start, end):
        parts[row.made_on, row.currency, row.replayed].append(row)
    return [_Made(*key, sum_of([Kept.of(row) for row in rows])) for key, rows in parts.items()]


@dataclass(frozen=True)
class _Made:
    made_on: date
    currency: str
    replayed: bool
    kept: Kept


def _point(day: date, rows: Sequence[_Made], actual: Mapping[date, Decimal], ahead: int, today: date) -> Point:
    # A day that is over and sold nothing counts as zero if sales are known from before it.
    began = min(actual, default=today)
    came = actual.get(day, Decimal(0) if began <= day else None) if day < today else None
    for row in reversed(rows):
        n = (day - row.made_on).days
        if ahead - 1 <= n < len(row.kept.amounts):
            kept = row.kept
            return Point(day, came, kept.amounts[n], kept.low[n], kept.high[n], row.made_on, row.replayed)
    return Point(day, came)


def _judged(subject: Subject, currency: str, points: Sequence[Point], actual: Mapping[date, Decimal]) -> Comparison:
    errors, naive, held, unit = [], [], 0, Decimal(1)
    for point in points:
        if point.actual is None or point.forecast is None or point.made_on is None:
            continue
        unit = point.forecast
        errors.append(abs(point.actual - point.forecast))
        held += _inside(point)
        before = point.day - WEEK
        while before >= point.made_on:
            before -= WEEK
        naive.append(abs(point.actual - actual.get(before, Decimal(0))))
    if not errors:
        return Comparison(subject, currency, points, 0, None, None, None, None)
    ours, theirs = sum(errors, Decimal(0)) / len(errors), sum(naive, Decimal(0)) / len(naive)
    tested = Tested(len(errors), float(ours), float(theirs), round(held / len(errors), 3))
    return Comparison(
        subject=subject,
        currency=currency,
        points=points,
        compared=tested.days,
        mean_absolute_error=ours.quantize(unit),
        naive_absolute_error=theirs.quantize(unit),
        skill=tested.skill,
        coverage=tested.coverage,
    )


def _inside(point: Point) -> bool:
    if point.actual is None or point.low is None or point.high is None:
        return False
    return point.low <= point.actual <= point.high
