"""Sessions in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from auth_service.models import Session as SessionRow
from common.pages import Page, PageQuery, paginate


def add(session: Session, row: SessionRow) -> None:
    session.add(row)


def owner_of(session: Session, session_id: str) -> int | None:
    return session.scalar(select(SessionRow.user_id).where(SessionRow.id == session_id))


def find_locked(session: Session, session_id: str) -> SessionRow | None:
    """The session, locked until the end of the transaction: two refreshes of one token take turns."""
    return session.get(SessionRow, session_id, with_for_update=True, populate_existing=True)


def end(session: Session, session_id: str, user_id: int) -> bool:
    """End a session of this person; False when there is none that goes on."""
    ended = session.scalar(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.user_id == user_id, SessionRow.ended_at.is_(None))
        .values(ended_at=func.now())
        .returning(SessionRow.id)
    )
    return ended is not None


def end_all(session: Session, user_id: int, keep: str | None = None) -> Sequence[str]:
    """End a person's sessions, but for the one to keep; returns which ended."""
    return session.scalars(
        update(SessionRow)
        .where(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None), SessionRow.id != (keep or ""))
        .values(ended_at=func.now())
        .returning(SessionRow.id)
    ).all()


def end_everybodys(session: Session) -> set[int]:
    """End all sessions; returns whose they were."""
    ended = update(SessionRow).where(SessionRow.ended_at.is_(None)).values(ended_at=func.now())
    return set(session.scalars(ended.returning(SessionRow.user_id)))


def rotate(row: SessionRow, token_hash: str, now: datetime, expires_at: datetime) -> None:
    row.previous_hash = row.token_hash
    row.token_hash = token_hash
    row.rotated_at = now
    row.expires_at = expires_at


def page_of(session: Session, page: PageQuery, user_id: int) -> Page[SessionRow]:
    """A person's sessions that go on, newest first."""
    query = select(SessionRow).where(
        SessionRow.user_id == user_id, SessionRow.ended_at.is_(None), SessionRow.expires_at > func.now()
    )
    return paginate(session, query, page, SessionRow.created_at, SessionRow.id, descending=True)


def forget(session: Session, before: datetime) -> None:
    """Drop sessions that were over before this moment."""
    session.execute(delete(SessionRow).where(or_(SessionRow.ended_at < before, SessionRow.expires_at < before)))
