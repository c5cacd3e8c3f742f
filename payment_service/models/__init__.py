"""The tables of payment_service."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String

from common.database import new_metadata
from common.kiosk_access import kiosk_access_table
from common.outbox import outbox_table

METHODS = ("cash", "card", "qr", "voucher")
STATUSES = (
    "pending",
    "authorized",
    "captured",
    "partially_refunded",
    "refunded",
    "failed",
    "cancelled",
)


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        # Fifteen digits before the point; no currency has more than four after it.
        Decimal: Numeric(19, 4),
        list[dict[str, Any]]: JSONB,
    }


outbox_table(Base.metadata)
kiosk_access_table(Base.metadata)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Payment(Base):
    """Money that changed hands at a kiosk, or is about to.

    `recorded_by` is the person who entered it by hand; None when the kiosk itself did. An `idempotency_key` is good
    once at a kiosk and once for a person; `body_hash` tells whether it came again with the same request. `demo` marks
    what no real customer paid.
    """

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("kiosk_id", "idempotency_key"),
        Index(
            "uq_payments_recorded_by_idempotency_key",
            "recorded_by",
            "idempotency_key",
            unique=True,
            postgresql_where=text("recorded_by IS NOT NULL"),
        ),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(_one_of("method", METHODS), name="method_known"),
        CheckConstraint(_one_of("status", STATUSES), name="status_known"),
        Index("ix_payments_kiosk_id_occurred_at", "kiosk_id", "occurred_at"),
        Index("ix_payments_occurred_at_id", "occurred_at", "id"),
        Index("ix_payments_recorded_by", "recorded_by", postgresql_where=text("recorded_by IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kiosk_id: Mapped[int]
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    body_hash: Mapped[str | None] = mapped_column(String(64))
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(20))
    items: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    customer_email: Mapped[str | None] = mapped_column(String(254))
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recorded_by: Mapped[int | None]
    demo: Mapped[bool] = mapped_column(server_default=text("false"))


class LedgerTransaction(Base):
    """One movement of money: its entries sum to zero in each currency. Never changed, never deleted."""

    __tablename__ = "ledger_transactions"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class LedgerEntry(Base):
    """What a transaction does to one account of one kiosk: a debit is positive, a credit negative."""

    __tablename__ = "ledger_entries"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount_not_zero"),)

    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"), primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kiosk_id: Mapped[int]
    account: Mapped[str] = mapped_column(String(24))
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Decimal]
