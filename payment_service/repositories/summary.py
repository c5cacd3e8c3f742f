"""What came in, added up."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Date, cast, func
from sqlalchemy.orm import Session

from payment_service.models import Payment
from payment_service.repositories.payments import Filters, filtered

CHARGED = ("captured", "partially_refunded", "refunded")
"""Payments whose money came in, whatever happened to it later."""


class Sum(NamedTuple):
    """The money of one method, kiosk or day in one currency, and how many payments it is of."""

    key: Any
    currency: str
    amount: Decimal
    payments: int


def charged(
    session: Session,
    by: Literal["method", "kiosk", "day"],
    filters: Filters,
    visible: ColumnElement[bool],
    time_zone: str,
) -> Sequence[Sum]:
    """The sums of the payments that fit, before refunds; days begin by the clock of `time_zone`."""
    keys: dict[str, ColumnElement[Any]] = {
        "method": Payment.method.expression,
        "kiosk": Payment.kiosk_id.expression,
        "day": cast(func.timezone(time_zone, Payment.occurred_at), Date),
    }
    key = keys[by].label("key")
    query = (
        filtered(filters, visible)
        .where(Payment.status.in_(CHARGED))
        .with_only_columns(key, Payment.currency, func.sum(Payment.amount), func.count())
        .group_by(key, Payment.currency)
        .order_by(key, Payment.currency)
    )
    return [Sum(*row) for row in session.execute(query)]
