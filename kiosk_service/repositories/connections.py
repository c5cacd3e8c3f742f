"""When kiosks came online and went offline."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from common.pages import Page, PageQuery, paginate
from kiosk_service.models import ConnectionChange


def add(session: Session, changes: Sequence[tuple[int, datetime, str, str]]) -> None:
    """Note changes: (kiosk, time, connection, reason)."""
    if changes:
        names = ("kiosk_id", "at", "connection", "reason")
        session.execute(insert(ConnectionChange), [dict(zip(names, change, strict=True)) for change in changes])


def page_between(
    session: Session, kiosk_id: int, start: datetime, end: datetime, page: PageQuery
) -> Page[ConnectionChange]:
    """Changes of a kiosk in [start, end), newest first."""
    query = select(ConnectionChange).where(
        ConnectionChange.kiosk_id == kiosk_id, ConnectionChange.at >= start, ConnectionChange.at < end
    )
    return paginate(session, query, page, ConnectionChange.at, ConnectionChange.id, descending=True)


def between(session: Session, kiosk_id: int, start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """(time, connection) of the kiosk's changes in [start, end), oldest first."""
    query = (
        select(ConnectionChange.at, ConnectionChange.connection)
        .where(ConnectionChange.kiosk_id == kiosk_id, ConnectionChange.at >= start, ConnectionChange.at < end)
        .order_by(ConnectionChange.at, ConnectionChange.id)
    )
    return [(row.at, row.connection) for row in session.execute(query)]


def last_before(session: Session, kiosk_id: int, moment: datetime) -> str | None:
    """What the kiosk was before a moment: online or offline; None when nothing is known of the time before."""
    return session.scalar(
        select(ConnectionChange.connection)
        .where(ConnectionChange.kiosk_id == kiosk_id, ConnectionChange.at < moment)
        .order_by(ConnectionChange.at.desc(), ConnectionChange.id.desc())
        .limit(1)
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the changes of all kiosks before a moment."""
    session.execute(delete(ConnectionChange).where(ConnectionChange.at < moment))
