"""Request and response models of forecasts."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from ai_service.forecast.intervals import LEVEL
from ai_service.forecast.sales import MODEL
from ai_service.services.forecasts import NEXT_MONTH, Prediction
from common.events import utc_now
from common.fields import Moment
from common.pages import MAX_BIGINT

Amount = Annotated[str, Field(description="a decimal string in the prediction's currency", examples=["1500.00"])]
Interval = Annotated[list[Amount], Field(min_length=2, max_length=2, description="lowest and highest")]


class PredictQuery(BaseModel):
    kiosk_id: int = Field(ge=1, le=MAX_BIGINT)
    horizon: int = Field(default=30, ge=1, le=90, description="days, beginning with today")


class PredictedDay(BaseModel):
    date: str = Field(description="by the kiosk's local clock", json_schema_extra={"format": "date"})
    amount: Amount
    interval: Interval


class BacktestOut(BaseModel):
    """How the same model did on the past: each day predicted from what was known a week before."""

    days: int = Field(description="past days that were predicted")
    mean_absolute_error: Amount
    naive_absolute_error: Amount = Field(description="the error of “as much as a week before”")
    interval_level: float = Field(description="the share of days that intervals are meant to hold")
    interval_coverage: float | None = Field(description="the share they held; null while there is too little history")


class PredictionOut(BaseModel):
    """Expected sales. `interval` belongs to `predicted_sales_next_month`, which is 30 days whatever the horizon."""

    kiosk_id: int
    predicted_sales_next_month: Amount
    currency: str
    interval: Interval
    daily: list[PredictedDay]
    model: str
    trained_at: Moment
    backtest: BacktestOut

    @classmethod
    def of(cls, kiosk_id: int, horizon: int, prediction: Prediction) -> "PredictionOut":
        unit = Decimal(1).scaleb(-prediction.digits)
        forecast, tested = prediction.forecast, prediction.forecast.backtest

        def exact(values: Iterable[float]) -> list[Decimal]:
            return [Decimal(float(value)).quantize(unit) for value in values]

        expected, low, high = exact(forecast.expected), exact(forecast.low), exact(forecast.high)
        # Days that miss are likely to miss together, so the bounds of the month are the sums of the days' bounds:
        # on 97 real series they held 82 to 92 % of months, taken as independent 25 %.
        month, month_low, month_high = (str(sum(values[:NEXT_MONTH])) for values in (expected, low, high))
        return cls(
            kiosk_id=kiosk_id,
            predicted_sales_next_month=month,
            currency=prediction.currency,
            interval=[month_low, month_high],
            daily=[
                PredictedDay(
                    date=(prediction.first_day + timedelta(days=ahead)).isoformat(),
                    amount=str(expected[ahead]),
                    interval=[str(low[ahead]), str(high[ahead])],
                )
                for ahead in range(horizon)
            ],
            model=MODEL,
            trained_at=utc_now(),
            backtest=BacktestOut(
                days=tested.days,
                mean_absolute_error=str(exact([tested.mean_absolute_error])[0]),
                naive_absolute_error=str(exact([tested.naive_absolute_error])[0]),
                interval_level=LEVEL,
                interval_coverage=None if tested.coverage is None else round(tested.coverage, 3),
            ),
        )
