"""Payments and what the ledger holds on them, in the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, le, lt
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from common.pages import Page, PageQuery, paginate
from payment_service.models import LedgerEntry, LedgerTransaction, Payment

MOST_COUNTED = 100_000
"""Counting more rows than this takes longer than finding the page."""

_WRITTEN = [column.key for column in Payment.__table__.columns if column.key not in {"id", "created_at"}]


@dataclass(frozen=True)
class Filters:
    """Which payments a list wants; None leaves a side open. Times are a half-open range, amounts a closed one."""

    kiosk_id: int | None = None
    method: str | None = None
    status: str | None = None
    currency: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    least: Decimal | None = None
    most: Decimal | None = None


def insert(session: Session, payment: Payment) -> Payment | None:
    """Insert it, waiting for others whose key this is as well; None when one of them was faster."""
    values = {name: getattr(payment, name) for name in _WRITTEN}
    return session.scalar(pg_insert(Payment).values(values).on_conflict_do_nothing().returning(Payment))


def find(session: Session, payment_id: int, visible: ColumnElement[bool]) -> Payment | None:
    return session.scalar(select(Payment).where(Payment.id == payment_id, visible))


def find_by_key(session: Session, key: str, kiosk_id: int, recorded_by: int | None) -> Payment | None:
    """A payment that used this key up, for its kiosk or for the person who recorded it."""
    holders = [Payment.kiosk_id == kiosk_id]
    if recorded_by is not None:
        holders.append(Payment.recorded_by == recorded_by)
    return session.scalar(select(Payment).where(Payment.idempotency_key == key, or_(*holders)).limit(1))


def ledger_of(session: Session, payment_id: int) -> Sequence[tuple[LedgerTransaction, LedgerEntry]]:
    """The entries on a payment with the transactions they belong to, in the order they were made."""
    query = (
        select(LedgerTransaction, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(LedgerTransaction.payment_id == payment_id)
        .order_by(LedgerEntry.transaction_id, LedgerEntry.line)
    )
    return [(transaction, entry) for transaction, entry in session.execute(query)]


def page_of(
    session: Session, page: PageQuery, filters: Filters, visible: ColumnElement[bool], sort: str
) -> tuple[Page[Payment], int | None]:
    """One page of the payments that fit, and how many fit in all (None when more than are worth counting)."""
    query = filtered(filters, visible)
    keys: dict[str, tuple[InstrumentedAttribute[int] | InstrumentedAttribute[datetime], ...]] = {
        "id": (Payment.id,),
        "occurred_at": (Payment.occurred_at, Payment.id),
    }
    found = paginate(session, query, page, *keys[sort.removeprefix("-")], descending=sort.startswith("-"))
    counted = select(func.count()).select_from(query.with_only_columns(Payment.id).limit(MOST_COUNTED + 1).subquery())
    total = session.scalar(counted) or 0
    return found, total if total <= MOST_COUNTED else None


def filtered(filters: Filters, visible: ColumnElement[bool]) -> Select[tuple[Payment]]:
    """The payments that fit, of those that are visible."""
    wanted: list[tuple[Any, Callable[[Any, Any], Any], InstrumentedAttribute[Any]]] = [
        (filters.kiosk_id, eq, Payment.kiosk_id),
        (filters.method, eq, Payment.method),
        (filters.status, eq, Payment.status),
        (filters.currency, eq, Payment.currency),
        (filters.start, ge, Payment.occurred_at),
        (filters.end, lt, Payment.occurred_at),
        (filters.least, ge, Payment.amount),
        (filters.most, le, Payment.amount),
    ]
    conditions = [compare(column, value) for value, compare, column in wanted if value is not None]
    return select(Payment).where(visible, *conditions)
