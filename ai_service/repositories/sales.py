"""Sales by day in the database, and the days that are to be asked for again."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import delete, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models import DueDay, SalesDay
from ai_service.models.day_sales import DaySales


def days_of(session: Session, kiosk_id: int, start: date, end: date) -> Sequence[SalesDay]:
    """The days from `start` to before `end` on which the kiosk sold something, oldest first."""
    query = select(SalesDay).where(SalesDay.kiosk_id == kiosk_id, SalesDay.day >= start, SalesDay.day < end)
    return session.scalars(query.order_by(SalesDay.day, SalesDay.currency)).all()


def replace(session: Session, kiosk_id: int, start: date, end: date, days: Sequence[DaySales]) -> None:
    """Make the days from `start` to before `end` exactly these."""
    kept = [(row.day, row.currency) for row in days]
    session.execute(
        delete(SalesDay).where(
            SalesDay.kiosk_id == kiosk_id,
            SalesDay.day >= start,
            SalesDay.day < end,
            tuple_(SalesDay.day, SalesDay.currency).not_in(kept),
        )
    )
    if days:
        # Not deleted and inserted anew: two that write the same days at once must not fail.
        statement = insert(SalesDay)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[SalesDay.kiosk_id, SalesDay.day, SalesDay.currency],
                set_={name: statement.excluded[name] for name in ("amount", "payments", "cash")},
            ),
            [{"kiosk_id": kiosk_id, **vars(row)} for row in days],
        )


def counts(session: Session) -> dict[int, int]:
    """How many sales each kiosk is known to have made."""
    query = select(SalesDay.kiosk_id, func.sum(SalesDay.payments)).group_by(SalesDay.kiosk_id)
    return {kiosk_id: int(count) for kiosk_id, count in session.execute(query)}


def mark_due(session: Session, kiosk_id: int, day: date) -> None:
    """Note that a day has changed, again if it is noted already."""
    now = func.clock_timestamp()
    statement = insert(DueDay).values(kiosk_id=kiosk_id, day=day, marked_at=now)
    session.execute(
        statement.on_conflict_do_update(index_elements=[DueDay.kiosk_id, DueDay.day], set_={"marked_at": now})
    )


def due_days(session: Session, limit: int) -> Sequence[DueDay]:
    """The days that have waited longest."""
    return session.scalars(select(DueDay).order_by(DueDay.marked_at).limit(limit)).all()


def kiosks_with_due_days(session: Session) -> set[int]:
    return set(session.scalars(select(DueDay.kiosk_id).distinct()))


def forget_due(session: Session, days: Iterable[DueDay]) -> None:
    """Strike these off, unless they have changed again meanwhile."""
    marks = [(day.kiosk_id, day.day, day.marked_at) for day in days]
    session.execute(delete(DueDay).where(tuple_(DueDay.kiosk_id, DueDay.day, DueDay.marked_at).in_(marks)))


def is_empty(session: Session) -> bool:
    """Whether nothing at all is known."""
    return not session.scalar(select(exists(select(SalesDay.kiosk_id))))


def totals(session: Session, kiosk_ids: Collection[int], currency: str, start: date, end: date) -> dict[date, Decimal]:
    """What these kiosks sold together on each day from `start` to before `end`; days without sales are left out."""
    query = select(SalesDay.day, func.sum(SalesDay.amount)).where(
        SalesDay.kiosk_id.in_(kiosk_ids),
        SalesDay.currency == currency,
        SalesDay.day >= start,
        SalesDay.day < end,
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(SalesDay.day))}


def main_currency(session: Session, kiosk_ids: Collection[int], since: date) -> str:
    """The currency of most payments since a day, else of all; empty when there are none."""
    ours = SalesDay.kiosk_id.in_(kiosk_ids)
    for condition in (ours & (SalesDay.day >= since), ours):
        query = select(SalesDay.currency).where(condition).group_by(SalesDay.currency)
        found = session.scalar(query.order_by(func.sum(SalesDay.payments).desc(), SalesDay.currency).limit(1))
        if found:
            return found
    return ""


class DayRow(NamedTuple):
    """A row of `sales_days`."""

    kiosk_id: int
    day: date
    currency: str
    amount: Decimal
    payments: int
    cash: Decimal | None


def rows_between(
    session: Session, start: date, end: date, kiosk_ids: Collection[int] | None = None
) -> Sequence[DayRow]:
    """The days from `start` to before `end` of these kiosks, or of all, oldest first."""
    columns = (SalesDay.kiosk_id, SalesDay.day, SalesDay.currency, SalesDay.amount, SalesDay.payments, SalesDay.cash)
    query = select(*columns).where(SalesDay.day >= start, SalesDay.day < end).order_by(SalesDay.day, SalesDay.currency)
    if kiosk_ids is not None:
        query = query.where(SalesDay.kiosk_id.in_(kiosk_ids))
    return [DayRow(*row) for row in session.execute(query)]


def count_days(session: Session) -> int:
    """How many days of kiosks are known."""
    return session.scalar(select(func.count()).select_from(SalesDay)) or 0
