"""Work of the quiet hours: signing keys grow old, sessions and reset tokens are over."""

from datetime import timedelta

from sqlalchemy.orm import Session

from auth_service.repositories import resets, sessions
from auth_service.services import audit, events
from common.database import transaction
from common.events import utc_now
from common.outbox import record
from common.signing_keys import SigningKeys

KEEP_SESSIONS = timedelta(days=30)


def rotate_keys(session: Session, keys: SigningKeys, age: timedelta) -> None:
    """Replace the signing key once it is older than `age`; nobody is logged out."""
    kid = keys.rotate_older_than(age)
    if kid:
        with transaction(session):
            audit.note(session, audit.SYSTEM, "signing_key.rotated", f"key:{kid}")


def end_everything(session: Session, kid: str) -> None:
    """Everybody signs in again: somebody may have known the keys that this one replaces."""
    for user_id in sessions.end_everybodys(session):
        record(session, events.user_revoked(user_id))
    audit.note(session, audit.SYSTEM, "signing_key.revoked", f"key:{kid}")


def forget(session: Session) -> None:
    """Drop sessions that were over long ago, and reset tokens that have expired."""
    now = utc_now()
    with transaction(session):
        sessions.forget(session, now - KEEP_SESSIONS)
        resets.forget(session, now)
