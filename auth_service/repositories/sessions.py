"""Sessions in the database."""

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from auth_service.models import Session as SessionRow


def add(session: Session, row: SessionRow) -> None:
    session.add(row)


def find_locked(session: Session, session_id: str) -> SessionRow | None:
    """The session, locked until the end of the transaction: two refreshes of one token take turns."""
    return session.get(SessionRow, session_id, with_for_update=True, populate_existing=True)


def end(session: Session, session_id: str) -> None:
    session.execute(
        update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None)).values(ended_at=func.now())
    )


def rotate(row: SessionRow, token_hash: str, now: datetime, expires_at: datetime) -> None:
    row.previous_hash = row.token_hash
    row.token_hash = token_hash
    row.rotated_at = now
    row.expires_at = expires_at
