"""Incidents: kiosks that went wrong, why it was thought so, and what people say of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, BigInteger, CheckConstraint, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base


class Incident(Base):
    """Consecutive alarms of a kiosk; `ended_at` is None while they last, and a kiosk has one such at most.

    `explanation` is {title, text, top, limits} with both languages; `verdicts` are all verdicts that were given,
    oldest first, the last of which stands in the columns. `late` is one that was found in readings that came
    afterwards: nobody was told.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_kiosk_id_started_at", "kiosk_id", "started_at"),
        Index("uq_incidents_open", "kiosk_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("verdict IN ('true_fault', 'false_alarm')", name="verdict_known"),
        CheckConstraint("severity IN ('info', 'warning', 'critical')", name="severity_known"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kiosk_id: Mapped[int]
    started_at: Mapped[datetime]
    peak_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    peak_probability: Mapped[float] = mapped_column(REAL)
    severity: Mapped[str] = mapped_column(String(8))
    maturity: Mapped[str] = mapped_column(String(8))
    model_version: Mapped[int | None]
    template: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    alarm: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The state of the kiosk's alarm, with which it goes on after a restart."""
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    verdict: Mapped[str | None] = mapped_column(String(16))
    verdict_note: Mapped[str | None] = mapped_column(String(1000))
    verdict_by: Mapped[int | None]
    verdict_at: Mapped[datetime | None]
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
