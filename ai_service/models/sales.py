"""What each kiosk sold by day."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base


class SalesDay(Base):
    """What a kiosk sold on one day by its local clock, in one currency: a copy of what payment_service knows.

    `cash` is the part that was paid in cash; None where it has not been asked for yet.
    """

    __tablename__ = "sales_days"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    amount: Mapped[Decimal]
    payments: Mapped[int]
    cash: Mapped[Decimal | None]


class DueDay(Base):
    """A day whose sales have changed and are to be asked for again. `marked_at` moves with each change."""

    __tablename__ = "sales_days_due"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]
