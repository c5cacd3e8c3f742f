"""What people were advised to do, what they decided, and what happened afterwards."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base

OPEN, ACCEPTED, DISMISSED, LAPSED = "open", "accepted", "dismissed", "lapsed"
STATES = (OPEN, ACCEPTED, DISMISSED, LAPSED)


class Recommendation(Base):
    """An advice for a kiosk. One is open for each kiosk and kind; it lapses when its reason has gone.

    `urgency` is for order: by priority, then by the money at stake.

    `texts` holds title, why and action in each language. `evidence` holds the numbers that it rests on.
    `expected_daily` is what the kiosk was expected to sell on each of the days from `decided_on` on, when it was
    decided; `outcome` is what came of it: {days, expected, actual, right}.
    """

    __tablename__ = "recommendations"
    __table_args__ = (
        Index("uq_recommendations_open", "kiosk_id", "code", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_recommendations_state", "state", "urgency", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(12))
    priority: Mapped[str] = mapped_column(String(8))
    urgency: Mapped[int] = mapped_column(BigInteger)
    texts: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]]
    effect: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    effect_days: Mapped[int]
    confidence: Mapped[float]
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(500))
    expected_daily: Mapped[list[Decimal] | None]
    outcome: Mapped[dict[str, Any] | None]
