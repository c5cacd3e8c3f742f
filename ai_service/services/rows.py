"""Forecasts as rows: exact amounts with the digits of their currency, and sums exactly those of their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from ai_service.forecast.panel import Series
from ai_service.models import Forecast
from ai_service.services.kept import MONTH_DAYS, Tested


@dataclass(frozen=True)
class Made:
    """One subject's forecast before it is rounded; bounds and errors in the units of the currency."""

    kind: str
    key: str
    currency: str
    digits: int
    model: str
    expected: Series
    low: Series
    high: Series
    month_low: float
    month_high: float
    tested: Tested
    kiosks: int = 1


def row_of(
    made: Made, run_id: int, made_on: date, made_at: datetime, amounts: Sequence[Decimal] | None = None
) -> Forecast:
    """
    Args:
        amounts: the exact amounts of a sum; else what is expected is rounded.
    """
    unit = Decimal(1).scaleb(-made.digits)
    amounts = list(amounts) if amounts is not None else exact(made.expected, unit)
    month = sum(amounts[:MONTH_DAYS], Decimal(0))
    return Forecast(
        subject_kind=made.kind,
        subject=made.key,
        made_on=made_on,
        currency=made.currency,
        run_id=run_id,
        made_at=made_at,
        replayed=False,
        model=made.model,
        amounts=amounts,
        low=[min(low, amount) for low, amount in zip(exact(made.low, unit), amounts, strict=True)],
        high=[max(high, amount) for high, amount in zip(exact(made.high, unit), amounts, strict=True)],
        month=month,
        month_low=min(_exact(made.month_low, unit), month),
        month_high=max(_exact(made.month_high, unit), month),
        backtest={
            "days": made.tested.days,
            "mean_absolute_error": made.tested.mean_absolute_error,
            "naive_absolute_error": made.tested.naive_absolute_error,
            "coverage": made.tested.coverage,
            "kiosks": made.kiosks,
        },
    )


def exact(values: Series, unit: Decimal) -> list[Decimal]:
    return [_exact(float(value), unit) for value in values]


def _exact(value: float, unit: Decimal) -> Decimal:
    return Decimal(value).quantize(unit)


def tested_of(days: float, error: float, naive: float, coverage: float) -> Tested:
    """With zeros for what could not be tested, as `nan` has no place in JSON."""
    return Tested(
        days=int(days),
        mean_absolute_error=0.0 if np.isnan(error) else float(error),
        naive_absolute_error=0.0 if np.isnan(naive) else float(naive),
        coverage=None if np.isnan(coverage) else round(float(coverage), 3),
    )
