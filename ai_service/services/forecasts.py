"""Forecasts of a kiosk's sales, for those who may see the kiosk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from ai_service.forecast.sales import FEWEST_DAYS, LONGEST_HISTORY, NotEnoughHistory, SalesForecast, forecast_sales
from ai_service.forecast.same_weekday import WEEK, WEEKDAYS_AVERAGED, Series
from ai_service.models import SalesDay
from ai_service.repositories import sales
from common.errors import Invalid, NotFound
from common.kiosk_access import ACCESS, visible
from common.tokens import Principal

NEXT_MONTH = 30
LOOKED_AT = timedelta(days=WEEK * WEEKDAYS_AVERAGED)
"""The span that decides the currency: what the forecast is made from."""


@dataclass(frozen=True)
class Prediction:
    """A forecast from `first_day` on, at least a month long; amounts have `digits` after the point."""

    currency: str
    digits: int
    first_day: date
    forecast: SalesForecast


def require_visible(session: Session, principal: Principal, kiosk_id: int) -> None:
    """Raises NotFound `kiosk_not_found` unless the caller may see the kiosk."""
    query = select(ACCESS.c.kiosk_id).where(ACCESS.c.kiosk_id == kiosk_id, visible(principal, ACCESS.c.kiosk_id))
    if session.scalar(query) is None:
        raise NotFound("kiosk_not_found")


def predict(session: Session, kiosk_id: int, horizon: int, local_now: datetime) -> Prediction:
    """Forecast a kiosk's sales from its days before today, in the currency of most of its payments.

    A day without a sale after the first one counts as zero.

    Args:
        local_now: the time at the kiosk.

    Raises:
        Invalid: `not_enough_history`, under two weeks.
    """
    today = local_now.date()
    days = sales.days_of(session, kiosk_id, today - timedelta(days=LONGEST_HISTORY), today)
    currency = _dominant_currency(days, today)
    history = _series([day for day in days if day.currency == currency], today)
    try:
        forecast = forecast_sales(history, max(horizon, NEXT_MONTH))
    except NotEnoughHistory as error:
        raise Invalid("not_enough_history", days=len(history), needed=FEWEST_DAYS) from error
    digits = max(_digits(day.amount) for day in days if day.currency == currency)
    return Prediction(currency, digits, today, forecast)


def _dominant_currency(days: Sequence[SalesDay], today: date) -> str:
    """The currency of most payments of late, else of all: amounts of different currencies cannot be compared."""
    recent = [day for day in days if day.day >= today - LOOKED_AT] or days
    payments: dict[str, int] = {}
    for day in recent:
        payments[day.currency] = payments.get(day.currency, 0) + day.payments
    return max(sorted(payments), key=lambda currency: payments[currency], default="")


def _series(days: Sequence[SalesDay], today: date) -> Series:
    """One amount a day from the first sale to yesterday."""
    if not days:
        return np.zeros(0)
    history = np.zeros((today - days[0].day).days)
    for day in days:
        history[(day.day - days[0].day).days] = float(day.amount)
    return history


def _digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
