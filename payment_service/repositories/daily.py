"""Sales by day, for the services that keep their own picture of them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import Session

from payment_service.models import Payment

SETTLED = ("captured", "partially_refunded")
"""Payments that count as sales."""


class SalesDay(NamedTuple):
    """What a kiosk sold on one of its days in one currency; `cash` is the part that was paid in cash."""

    day: date
    currency: str
    amount: Decimal
    payments: int
    cash: Decimal


def sales_by_day(session: Session, kiosk_id: int, zone: ZoneInfo, start: date, end: date) -> Sequence[SalesDay]:
    """The days from `start` to before `end` on which a kiosk sold something, as days begin and end in `zone`."""
    day = cast(func.timezone(zone.key, Payment.occurred_at), Date).label("day")
    cash = func.coalesce(func.sum(Payment.amount).filter(Payment.method == "cash"), 0)
    query = (
        select(day, Payment.currency, func.sum(Payment.amount), func.count(), cash)
        .where(
            Payment.kiosk_id == kiosk_id,
            Payment.status.in_(SETTLED),
            Payment.occurred_at >= _midnight(start, zone),
            Payment.occurred_at < _midnight(end, zone),
        )
        .group_by(day, Payment.currency)
        .order_by(day, Payment.currency)
    )
    return [SalesDay(*row) for row in session.execute(query)]


def counts_by_kiosk(session: Session) -> dict[int, int]:
    """How many payments of each kiosk count as sales."""
    query = select(Payment.kiosk_id, func.count()).where(Payment.status.in_(SETTLED)).group_by(Payment.kiosk_id)
    return {row.kiosk_id: row[1] for row in session.execute(query)}


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
