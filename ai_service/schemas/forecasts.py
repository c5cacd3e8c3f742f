"""Request and response models of forecasts."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ai_service.forecast.conformal import LEVEL
from ai_service.services.comparison import Comparison
from ai_service.services.forecasts import Prediction
from ai_service.services.subjects import Subject
from common.fields import Line, Moment
from common.pages import MAX_BIGINT

Amount = Annotated[str, Field(description="a decimal string in the prediction's currency", examples=["1500.00"])]
Interval = Annotated[list[Amount], Field(min_length=2, max_length=2, description="lowest and highest")]
Day = Annotated[str, Field(description="by the kiosk's local clock", json_schema_extra={"format": "date"})]
SensibleDay = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Group = Annotated[Line, StringConstraints(min_length=1, max_length=80)]


class SubjectQuery(BaseModel):
    """Whose sales: a kiosk's, a group's, or without both the fleet's (as far as the caller may see it)."""

    kiosk_id: int | None = Field(default=None, ge=1, le=MAX_BIGINT)
    group: Group | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if self.kiosk_id is not None and self.group is not None:
            raise PydanticCustomError("one_of_both", "either a kiosk or a group")
        return self

    @property
    def subject(self) -> Subject:
        return Subject(self.kiosk_id, self.group)


class PredictQuery(SubjectQuery):
    horizon: int = Field(default=30, ge=1, le=90, description="days, beginning with today")


class PredictedDay(BaseModel):
    date: Day
    amount: Amount
    interval: Interval


class BacktestOut(BaseModel):
    """How the same model did on the past, each day predicted from what was known before."""

    days: int = Field(description="past days that were predicted")
    mean_absolute_error: Amount
    naive_absolute_error: Amount = Field(description="the error of “the same as last week”")
    interval_level: float = Field(description="the share of days that intervals are meant to hold")
    interval_coverage: float | None = Field(description="the share they held; null while there is too little history")


class PredictionOut(BaseModel):
    """Expected sales. `interval` belongs to `predicted_sales_next_month`, which is 30 days whatever the horizon."""

    kiosk_id: int | None = Field(description="null for a group and for the fleet")
    group: str | None
    predicted_sales_next_month: Amount
    currency: str
    interval: Interval
    daily: list[PredictedDay]
    model: str = Field(description="`neighbours`: from the other kiosks of its group, as it has too little of its own")
    trained_at: Moment
    made_on: Day
    kiosks: int = Field(description="how many kiosks the sum holds")
    skill: float | None = Field(
        description="1 − error / error of “the same as last week”: 0.2 is a fifth better, below 0 is worse"
    )
    backtest: BacktestOut

    @classmethod
    def of(cls, horizon: int, prediction: Prediction) -> Self:
        kept, tested = prediction.kept, prediction.kept.tested
        return cls(
            kiosk_id=prediction.subject.kiosk_id,
            group=prediction.subject.group,
            predicted_sales_next_month=str(kept.month),
            currency=prediction.currency,
            interval=[str(kept.month_low), str(kept.month_high)],
            daily=[
                PredictedDay(date=day.isoformat(), amount=str(amount), interval=[str(low), str(high)])
                for day, amount, low, high in prediction.days(horizon)
            ],
            model=kept.model,
            trained_at=kept.made_at,
            made_on=kept.made_on.isoformat(),
            kiosks=kept.kiosks,
            skill=tested.skill,
            backtest=BacktestOut(
                days=tested.days,
                mean_absolute_error=str(prediction.exact(tested.mean_absolute_error)),
                naive_absolute_error=str(prediction.exact(tested.naive_absolute_error)),
                interval_level=LEVEL,
                interval_coverage=tested.coverage,
            ),
        )


class ForecastsQuery(SubjectQuery):
    """`from` and `to` are days, both inside; by default the last four weeks and the next two."""

    from_: SensibleDay | None = Field(default=None, alias="from", description="first day")
    to: SensibleDay | None = Field(default=None, description="last day")
    ahead: int = Field(
        default=1, ge=1, le=28, description="of each day's forecasts the newest that was made so many days before"
    )


class ForecastPoint(BaseModel):
    day: Day
    actual: Amount | None = Field(description="null: still to come, or the kiosk was closed and sold nothing")
    forecast: Amount | None = Field(description="null: none was kept")
    low: Amount | None
    high: Amount | None
    made_on: str | None = Field(json_schema_extra={"format": "date"})
    replayed: bool = Field(description="made later, as it would have been on `made_on` from what was known then")


class ForecastsOut(BaseModel):
    """Forecasts as they were kept, against what came."""

    kiosk_id: int | None
    group: str | None
    currency: str
    points: list[ForecastPoint]
    compared: int = Field(description="days that have both a forecast and what came")
    mean_absolute_error: Amount | None
    naive_absolute_error: Amount | None = Field(description="the error of “the same as the last week that was known”")
    skill: float | None
    coverage: float | None = Field(description="the share of days inside their interval; 0.8 is meant")

    @classmethod
    def of(cls, found: Comparison) -> Self:
        return cls(
            kiosk_id=found.subject.kiosk_id,
            group=found.subject.group,
            currency=found.currency,
            points=[
                ForecastPoint(
                    day=point.day.isoformat(),
                    actual=_text(point.actual),
                    forecast=_text(point.forecast),
                    low=_text(point.low),
                    high=_text(point.high),
                    made_on=point.made_on.isoformat() if point.made_on else None,
                    replayed=point.replayed,
                )
                for point in found.points
            ],
            compared=found.compared,
            mean_absolute_error=_text(found.mean_absolute_error),
            naive_absolute_error=_text(found.naive_absolute_error),
            skill=found.skill,
            coverage=found.coverage,
        )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
