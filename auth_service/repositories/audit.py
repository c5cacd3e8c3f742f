"""The audit log in the database."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from auth_service.models import AuditEntry
from common.pages import Page, PageQuery, paginate

MAX_ID = 2**31 - 1


def add(session: Session, entry: AuditEntry) -> None:
    session.add(entry)


def add_once(session: Session, entry: AuditEntry) -> None:
    """Add an entry unless there is one of the same event."""
    values = {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns if column.key != "id"}
    session.execute(insert(AuditEntry).values(values).on_conflict_do_nothing(index_elements=["event_id"]))


def page_of(
    session: Session,
    page: PageQuery,
    *,
    actor: str | None,
    action: str | None,
    target: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Page[AuditEntry]:
    """One page of the entries that fit, newest first. `actor` is a user name or an id."""
    query = select(AuditEntry)
    if actor:
        is_id = actor.isascii() and actor.isdigit() and int(actor[:20]) <= MAX_ID
        named = AuditEntry.actor == actor
        query = query.where(or_(named, AuditEntry.actor_id == int(actor)) if is_id else named)
    if action:
        query = query.where(AuditEntry.action == action)
    if target:
        query = query.where(AuditEntry.target == target)
    if since:
        query = query.where(AuditEntry.at >= since)
    if until:
        query = query.where(AuditEntry.at < until)
    return paginate(session, query, page, AuditEntry.id, descending=True)
