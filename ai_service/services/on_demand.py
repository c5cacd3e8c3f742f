"""Forecasts without a nightly run: a system that has just been started answers from what is there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy.orm import Session

from ai_service.forecast.sales import LONGEST_HISTORY, MODEL, NotEnoughHistory, SalesForecast, forecast_sales
from ai_service.forecast.same_weekday import WEEK, WEEKDAYS_AVERAGED, Series
from ai_service.models import SalesDay
from ai_service.repositories import sales
from ai_service.services.kept import DAYS_KEPT, MONTH_DAYS, Kept, Tested, sum_of
from ai_service.services.subjects import Seen
from common.events import utc_now

LOOKED_AT = timedelta(days=WEEK * WEEKDAYS_AVERAGED)
"""The span that decides the currency: what the forecast is made from."""


def forecasts_of(session: Session, kiosk_ids: Sequence[int], local_now: datetime) -> dict[str, Kept]:
    """By currency, the sum of the forecasts of these kiosks; without those that have too little history."""
    parts: dict[str, list[Kept]] = defaultdict(list)
    for kiosk_id in kiosk_ids:
        days, history = _history(session, kiosk_id, local_now.date())
        try:
            found = forecast_sales(history, DAYS_KEPT)
        except NotEnoughHistory:
            continue
        parts[days[0].currency].append(_kept(found, max(_digits(day.amount) for day in days), local_now.date()))
    return {currency: sum_of(kept) for currency, kept in parts.items()}


def days_known(session: Session, seen: Seen, today: date) -> int:
    """How many days of sales there are to forecast from, of the kiosk that has most."""
    return max((len(_history(session, kiosk_id, today)[1]) for kiosk_id in seen.kiosk_ids), default=0)


def _history(session: Session, kiosk_id: int, today: date) -> tuple[list[SalesDay], Series]:
    """The days with sales in the kiosk's currency, and one amount a day from the first sale to yesterday."""
    days = sales.days_of(session, kiosk_id, today - timedelta(days=LONGEST_HISTORY), today)
    currency = dominant_currency(days, today)
    chosen = [day for day in days if day.currency == currency]
    history = np.zeros((today - chosen[0].day).days if chosen else 0)
    for day in chosen:
        history[(day.day - chosen[0].day).days] = float(day.amount)
    return chosen, history


def dominant_currency(days: Sequence[SalesDay], today: date) -> str:
    """The currency of most payments of late, else of all: amounts of different currencies cannot be compared."""
    recent = [day for day in days if day.day >= today - LOOKED_AT] or days
    payments: dict[str, int] = {}
    for day in recent:
        payments[day.currency] = payments.get(day.currency, 0) + day.payments
    return max(sorted(payments), key=lambda currency: payments[currency], default="")


def _kept(found: SalesForecast, digits: int, today: date) -> Kept:
    unit = Decimal(1).scaleb(-digits)

    def exact(values: Series) -> list[Decimal]:
        return [Decimal(float(value)).quantize(unit) for value in values]

    amounts, low, high = exact(found.expected), exact(found.low), exact(found.high)
    tested = found.backtest
    return Kept(
        made_on=today,
        made_at=utc_now(),
        amounts=amounts,
        low=low,
        high=high,
        month=sum(amounts[:MONTH_DAYS], Decimal(0)),
        # Days that miss are likely to miss together, so the bounds of the month are the sums of the days' bounds.
        month_low=sum(low[:MONTH_DAYS], Decimal(0)),
        month_high=sum(high[:MONTH_DAYS], Decimal(0)),
        model=MODEL,
        kiosks=1,
        tested=Tested(
            tested.days,
            tested.mean_absolute_error,
            tested.naive_absolute_error,
            None if tested.coverage is None else round(tested.coverage, 3),
        ),
    )


def _digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
