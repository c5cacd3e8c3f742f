"""Password resets in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from auth_service.models import PasswordReset, ResetRequest


def ask(session: Session, request: ResetRequest) -> None:
    session.add(request)


def take_requests(session: Session, limit: int) -> Sequence[ResetRequest]:
    """Requests to answer in this transaction; no other worker gets the same ones."""
    requests = session.scalars(
        select(ResetRequest).order_by(ResetRequest.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    session.execute(delete(ResetRequest).where(ResetRequest.id.in_([request.id for request in requests])))
    return requests


def put_token(session: Session, user_id: int, token_hash: str, expires_at: datetime) -> None:
    """Make this the person's one reset token."""
    values = {"token_hash": token_hash, "expires_at": expires_at}
    session.execute(
        insert(PasswordReset)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=[PasswordReset.user_id], set_=values)
    )


def owner_of(session: Session, token_hash: str, now: datetime) -> int | None:
    """Whose token this is, when it is still good."""
    return session.scalar(
        select(PasswordReset.user_id).where(PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now)
    )


def take_token(session: Session, token_hash: str, now: datetime) -> int | None:
    """Use a token up; of simultaneous tries one gets the person's id, the others None."""
    return session.scalar(
        delete(PasswordReset)
        .where(PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now)
        .returning(PasswordReset.user_id)
    )


def drop_token(session: Session, user_id: int) -> None:
    session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))


def forget(session: Session, now: datetime) -> None:
    """Drop tokens that have expired."""
    session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= now))
