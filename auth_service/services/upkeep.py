"""What ends: sessions and reset tokens that are over, and everybody's session with keys that somebody may know."""

from datetime import timedelta

from sqlalchemy.orm import Session

from auth_service.repositories import resets, sessions
from auth_service.services import events
from common.database import transaction
from common.events import utc_now
from common.outbox import record

KEEP_SESSIONS = timedelta(days=30)


def end_everything(session: Session) -> None:
    """Everybody signs in again: somebody may have known the keys that were replaced."""
    for user_id in sessions.end_everybodys(session):
        record(session, events.user_revoked(user_id))


def forget(session: Session) -> None:
    """Drop sessions that were over long ago, and reset tokens that have expired."""
    now = utc_now()
    with transaction(session):
        sessions.forget(session, now - KEEP_SESSIONS)
        resets.forget(session, now)
