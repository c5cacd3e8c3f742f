"""Each kiosk's sales as a series to learn from: one currency, one amount a day, gaps where it was closed.

A day without a sale while the kiosk was online is a zero. A day without one of which it was closed for half or more is
not known. After a change of currency the days before it are told in the new one, by what a payment brings now.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.forecast.panel import Series
from ai_service.models import Closure
from ai_service.repositories import presence, sales
from ai_service.repositories.sales import DayRow

LONGEST = timedelta(days=6 * 366)
"""Days that are looked at: five years that are learned from, and the year before the first of them."""
CURRENCY_SPAN = timedelta(days=14)
"""The currency of most payments of the last two weeks is a kiosk's."""
FEWEST_PAYMENTS = 10
"""Payments in a new currency from which on it is known what one brings."""
AT_A_TIME = 50
"""Kiosks whose rows are held in memory together: years of a thousand would take half a gigabyte."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class History:
    """`values[d]` is the day `first_day` + d, the last one yesterday; `digits` are those of the currency's amounts."""

    kiosk_id: int
    currency: str
    digits: int
    first_day: date
    values: Series


def histories(session: Session, today: date, zone: ZoneInfo, kiosk_ids: Sequence[int]) -> dict[int, History]:
    """By kiosk, of those that have sold anything."""
    found: dict[int, History] = {}
    for start in range(0, len(kiosk_ids), AT_A_TIME):
        found |= _some(session, today, zone, kiosk_ids[start : start + AT_A_TIME])
    return found


def _some(session: Session, today: date, zone: ZoneInfo, kiosk_ids: Sequence[int]) -> dict[int, History]:
    rows = sales.rows_between(session, today - LONGEST, today, kiosk_ids)
    since = datetime.combine(today - LONGEST, time.min, zone)
    closed: dict[int, list[Closure]] = defaultdict(list)
    for closure in presence.closures(session, since, kiosk_ids):
        closed[closure.kiosk_id].append(closure)
    by_kiosk: dict[int, list[DayRow]] = defaultdict(list)
    for row in rows:
        by_kiosk[row.kiosk_id].append(row)
    return {kiosk: history_of(kiosk, found, closed[kiosk], today, zone) for kiosk, found in by_kiosk.items()}


def history_of(
    kiosk_id: int, rows: Sequence[DayRow], closed: Iterable[Closure], today: date, zone: ZoneInfo
) -> History:
    """
    Args:
        rows: at least one; oldest first.
    """
    currency = currency_of(rows, today)
    chosen = [row for row in rows if row.currency == currency]
    amounts = {row.day: float(row.amount) for row in chosen} | _told_anew(rows, chosen)
    first_day = min(amounts)
    values = np.zeros((today - first_day).days)
    for day, amount in amounts.items():
        values[(day - first_day).days] = amount
    for day in closed_days(closed, first_day, today, zone):
        if day not in amounts:
            values[(day - first_day).days] = np.nan
    return History(kiosk_id, currency, max(_digits(row.amount) for row in chosen), first_day, values)


def currency_of(rows: Sequence[DayRow], today: date) -> str:
    """The currency of most payments of late, else of all: amounts of different currencies cannot be compared.

    One that has come beside another gives way to it until it has two weeks of its own.
    """
    recent = [row for row in rows if row.day >= today - CURRENCY_SPAN] or rows
    payments: dict[str, int] = defaultdict(int)
    for row in recent:
        payments[row.currency] += row.payments
    began = {row.currency: row.day for row in reversed(rows)}
    known = [currency for currency in payments if began[currency] <= today - CURRENCY_SPAN]
    ended = {row.currency: row.day for row in rows}
    newest = max(sorted(payments), key=lambda currency: payments[currency])
    beside = [currency for currency in known if ended[currency] > began[newest]]
    if newest not in known and beside:
        return max(sorted(beside), key=lambda currency: payments[currency])
    return newest


def _told_anew(rows: Sequence[DayRow], chosen: Sequence[DayRow]) -> dict[date, float]:
    """The days before the first one in the present currency: how many payments there were, at what one brings now."""
    payments, began = sum(row.payments for row in chosen), chosen[0].day
    ended = {row.currency: row.day for row in rows if row.currency != chosen[0].currency}
    if payments < FEWEST_PAYMENTS:
        return {}
    ticket = float(sum((row.amount for row in chosen), Decimal(0))) / payments
    told: dict[date, float] = defaultdict(float)
    for row in rows:
        # One that is still in use beside the new one was not replaced by it.
        if row.day < began and ended[row.currency] <= began:
            told[row.day] += row.payments * ticket
    return told


def closed_days(closed: Iterable[Closure], first_day: date, today: date, zone: ZoneInfo) -> list[date]:
    """The days from `first_day` to yesterday of which a kiosk was closed for half or more."""
    spans = [(max(span.since, _midnight(first_day, zone)), span.until or _midnight(today, zone)) for span in closed]
    found: dict[date, float] = defaultdict(float)
    for since, until in spans:
        day = since.astimezone(zone).date()
        while day < today and _midnight(day, zone) < until:
            start, end = max(since, _midnight(day, zone)), min(until, _midnight(day + ONE_DAY, zone))
            found[day] += max(0.0, (end - start).total_seconds())
            day += ONE_DAY
    half = ONE_DAY.total_seconds() / 2
    return [day for day, closed_for in found.items() if closed_for >= half and day >= first_day]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
