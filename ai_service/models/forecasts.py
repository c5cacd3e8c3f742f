"""Forecasts as they were made, kept so that they can be held against what came."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base

KIOSK, GROUP, FLEET = "kiosk", "group", "fleet"


class ForecastRun(Base):
    """One night's forecasts. `made_on` is the local day on which it was made, the first one that it predicts.

    `report` tells, for each group and currency, the weights of the blend and how it did on the past.
    """

    __tablename__ = "forecast_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_on: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    seed: Mapped[int]
    subjects: Mapped[int]
    report: Mapped[dict[str, Any]]


class Forecast(Base):
    """What one subject was expected to sell from `made_on` on: element n of `amounts`, `low` and `high` is day n.

    The subject is a kiosk (its id as text), a group (its name) or the fleet (empty). `replayed` marks a forecast that
    was made later as it would have been made on that day, from what was known then. `month` is the sum of 30 days,
    with bounds of its own.
    """

    __tablename__ = "forecasts"
    __table_args__ = (Index("ix_forecasts_made_on", "made_on"),)

    subject_kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    made_on: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    replayed: Mapped[bool]
    model: Mapped[str] = mapped_column(String(40))
    amounts: Mapped[list[Decimal]]
    low: Mapped[list[Decimal]]
    high: Mapped[list[Decimal]]
    month: Mapped[Decimal]
    month_low: Mapped[Decimal]
    month_high: Mapped[Decimal]
    backtest: Mapped[dict[str, Any]]
