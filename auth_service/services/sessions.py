"""Signing in, staying signed in and signing out.

A refresh token is `<session id>.<secret>`. Each use replaces it; its successor is derived from it with a key of
the server, so that a client whose answer got lost can be given the same successor again without storing it.
Any other use of an old token means that two parties hold it: the session ends.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from auth_service.models import Session as SessionRow
from auth_service.models import User
from auth_service.repositories import people
from auth_service.repositories import sessions as repository
from auth_service.services.passwords import password_matches
from common.database import transaction
from common.errors import Unauthenticated
from common.events import utc_now
from common.signing_keys import SigningKeys

ACCESS_LIFETIME = timedelta(minutes=15)
REUSE_GRACE = timedelta(seconds=10)


@dataclass(frozen=True)
class SignedIn:
    """What a client gets: the access token, the refresh token that renews it, and who it is."""

    access_token: str
    refresh_token: str
    user: User
    permissions: list[str]


class Sessions:
    """The rules of sessions.

    Args:
        keys: sign the access tokens.
        secret: derives refresh tokens from their predecessors.
        lifetime: a session ends this long after its last use.
    """

    def __init__(self, keys: SigningKeys, secret: str, lifetime: timedelta) -> None:
        self._keys = keys
        self._secret = secret.encode()
        self._lifetime = lifetime

    def sign_in(self, session: Session, username: str, password: str) -> SignedIn:
        """Start a session.

        Raises:
            Unauthenticated: `invalid_credentials`, whichever of the two was wrong.
        """
        user = people.find_by_username(session, username)
        if not password_matches(user.password_hash if user else None, password) or not user or user.disabled:
            raise Unauthenticated("invalid_credentials")
        session_id, secret = secrets.token_hex(16), secrets.token_urlsafe(32)
        with transaction(session):
            repository.add(
                session,
                SessionRow(
                    id=session_id,
                    user_id=user.id,
                    token_hash=_hash(secret),
                    expires_at=utc_now() + self._lifetime,
                ),
            )
        return self._signed_in(session, user, session_id, secret)

    def refresh(self, session: Session, refresh_token: str, *, allow_repeat: bool) -> SignedIn:
        """Exchange a refresh token for its successor and a new access token.

        Args:
            allow_repeat: give the same successor again for ten seconds, for answers lost on bad networks.

        Raises:
            Unauthenticated: `session_ended`; when the token had been used before, the session ends with it.
        """
        session_id, _, secret = refresh_token.partition(".")
        now = utc_now()
        successor = self._successor(session_id, secret)
        with transaction(session):
            row = repository.find_locked(session, session_id)
            if row is None or row.ended_at or row.expires_at <= now:
                raise Unauthenticated("session_ended")
            presented = _hash(secret)
            repeated = hmac.compare_digest(row.previous_hash or "", presented)
            if hmac.compare_digest(row.token_hash, presented):
                repository.rotate(row, _hash(successor), now, now + self._lifetime)
                stolen = False
            else:
                stolen = not (repeated and allow_repeat and now - row.rotated_at <= REUSE_GRACE)
                if stolen:
                    repository.end(session, session_id)
            user = people.find(session, row.user_id)
        if stolen or user is None or user.disabled:
            raise Unauthenticated("session_ended")
        return self._signed_in(session, user, session_id, successor)

    def sign_out(self, session: Session, refresh_token: str) -> None:
        """End the session of a refresh token; an unknown one is as good as signed out."""
        session_id, _, secret = refresh_token.partition(".")
        with transaction(session):
            row = repository.find_locked(session, session_id)
            if row and hmac.compare_digest(row.token_hash, _hash(secret)):
                repository.end(session, session_id)

    def _signed_in(self, session: Session, user: User, session_id: str, secret: str) -> SignedIn:
        permissions = people.permissions_of(session, user.role)
        claims = {
            "sub": str(user.id),
            "typ": "access",
            "sid": session_id,
            "username": user.username,
            "role": user.role,
            "permissions": permissions,
        }
        token = self._keys.sign(claims, ACCESS_LIFETIME)
        return SignedIn(token, f"{session_id}.{secret}", user, permissions)

    def _successor(self, session_id: str, secret: str) -> str:
        return hmac.new(self._secret, f"{session_id}.{secret}".encode(), hashlib.sha256).hexdigest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
