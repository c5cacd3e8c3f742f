"""Deliveries in the database: stored once, claimed by one worker at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.pages import Page, PageQuery, paginate
from notification_service.models import Delivery


def add(session: Session, values: dict[str, Any]) -> Delivery:
    """Store a delivery, or find the one that has this key already."""
    statement = insert(Delivery).values(values).on_conflict_do_nothing(index_elements=[Delivery.key])
    added = session.scalar(statement.returning(Delivery))
    return added or session.scalars(select(Delivery).where(Delivery.key == values["key"])).one()


def find(session: Session, delivery_id: int, *, locked: bool = False) -> Delivery | None:
    query = select(Delivery).where(Delivery.id == delivery_id)
    return session.scalar(query.with_for_update() if locked else query, execution_options={"populate_existing": True})


def page_of(session: Session, page: PageQuery, state: str | None, sort: str) -> Page[Delivery]:
    query = select(Delivery)
    if state is not None:
        query = query.where(Delivery.state == state)
    return paginate(session, query, page, Delivery.id, descending=sort.startswith("-"))


def any_due(session: Session, now: datetime) -> bool:
    query = select(Delivery.id).where(Delivery.state == "queued", Delivery.due_at <= now)
    return session.scalar(query.limit(1)) is not None


def take_due(session: Session, now: datetime, next_due: datetime, limit: int) -> list[int]:
    """The ids of deliveries that are due, longest first; they are due again at `next_due` unless something happens."""
    due = (
        select(Delivery.id)
        .where(Delivery.state == "queued", Delivery.due_at <= now)
        .order_by(Delivery.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = update(Delivery).where(Delivery.id.in_(due)).values(due_at=next_due)
    return sorted(session.scalars(taken.returning(Delivery.id)))


def claim(session: Session, delivery_id: int, now: datetime, lease_until: datetime) -> Delivery | None:
    """Take a queued delivery for one try. None when it is done already, or another worker is at it."""
    statement = (
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == "queued",
            or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now),
        )
        .values(attempts=Delivery.attempts + 1, lease_until=lease_until, due_at=lease_until)
    )
    return session.scalar(statement.returning(Delivery), execution_options={"populate_existing": True})
