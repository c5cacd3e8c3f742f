"""The tables of ai_service."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String

from common.database import new_metadata
from common.kiosk_access import kiosk_access_table
from common.outbox import outbox_table


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        # Without a fixed scale: an amount keeps the digits that its currency has.
        Decimal: Numeric,
    }


outbox_table(Base.metadata)
kiosk_access_table(Base.metadata)


class SalesDay(Base):
    """What a kiosk sold on one day by its local clock, in one currency: a copy of what payment_service knows."""

    __tablename__ = "sales_days"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    amount: Mapped[Decimal]
    payments: Mapped[int]


class DueDay(Base):
    """A day whose sales have changed and are to be asked for again. `marked_at` moves with each change."""

    __tablename__ = "sales_days_due"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]
