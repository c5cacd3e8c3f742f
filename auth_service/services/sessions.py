"""Staying signed in and signing out.

A refresh token is `<session id>.<secret>`. Each use replaces it; its successor is derived from it with a key of
the server, so that a client whose answer got lost can be given the same successor again without storing it.
Any other use of an old token means that two parties hold it: the session ends.

Locks are taken in one order, person before session, so that nobody waits in a circle.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from auth_service.models import Session as SessionRow
from auth_service.models import User
from auth_service.repositories import people, roles
from auth_service.repositories import sessions as repository
from auth_service.services import audit, events
from auth_service.services.audit import Actor
from common.database import transaction
from common.errors import NotFound, Unauthenticated
from common.events import utc_now
from common.outbox import record
from common.signing_keys import SigningKeys

ACCESS_LIFETIME = timedelta(minutes=15)
REUSE_GRACE = timedelta(seconds=10)
_REFRESH_TOKEN = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{1,100})")
_SESSION_ID = re.compile(r"[0-9a-f]{32}")


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

    def start(self, session: Session, user: User, actor: Actor) -> SignedIn:
        """Start a session, in the transaction of the caller, who has locked the person's row."""
        session_id, secret, now = secrets.token_hex(16), secrets.token_urlsafe(32), utc_now()
        row = SessionRow(
            id=session_id,
            user_id=user.id,
            token_hash=_hash(secret),
            created_at=now,
            rotated_at=now,
            expires_at=now + self._lifetime,
            address=actor.address,
            user_agent=actor.user_agent,
        )
        repository.add(session, row)
        token, permissions = self.access_token(session, user, session_id)
        return SignedIn(token, f"{session_id}.{secret}", user, permissions)

    def refresh(self, session: Session, actor: Actor, refresh_token: str, *, allow_repeat: bool) -> SignedIn:
        """Exchange a refresh token for its successor and a new access token.

        Args:
            allow_repeat: give the same successor again for ten seconds, for answers lost on bad networks.

        Raises:
            Unauthenticated: `session_ended`; when the token had been used before, the session ends with it.
        """
        session_id, secret = _parts(refresh_token)
        successor = self._successor(session_id, secret)
        with transaction(session):
            owner = repository.owner_of(session, session_id)
            user = people.find_shared(session, owner) if owner is not None else None
            row = repository.find_locked(session, session_id)
            # Only now: who waited for the row must not judge it by the time before.
            now = utc_now()
            if user is None or not user.is_active or row is None or row.ended_at or row.expires_at <= now:
                raise Unauthenticated("session_ended")
            signed_in = None
            if self._take(row, secret, successor, allow_repeat=allow_repeat):
                row.address = actor.address
                token, permissions = self.access_token(session, user, session_id)
                signed_in = SignedIn(token, f"{session_id}.{successor}", user, permissions)
            else:
                self._end(session, session_id, user.id)
                audit.note(session, actor.as_user(user), "session.reuse_detected", f"session:{session_id}")
        if signed_in is None:
            raise Unauthenticated("session_ended")
        return signed_in

    def sign_out(self, session: Session, actor: Actor, refresh_token: str) -> None:
        """End the session of a refresh token; an unknown one is as good as signed out."""
        try:
            session_id, secret = _parts(refresh_token)
        except Unauthenticated:
            return
        with transaction(session):
            row = repository.find_locked(session, session_id)
            user = people.find(session, row.user_id) if row else None
            # The one before counts too: a client whose last answer got lost wants out all the same.
            hashes = (row.token_hash, row.previous_hash or "") if row else ()
            if row and user and any(hmac.compare_digest(known, _hash(secret)) for known in hashes):
                self._leave(session, actor.as_user(user), session_id)

    def leave(self, session: Session, actor: Actor) -> None:
        """End the session that the caller's access token belongs to."""
        with transaction(session):
            self._leave(session, actor, actor.session_id or "")

    def end(self, session: Session, actor: Actor, session_id: str) -> None:
        """End one of one's own sessions.

        Raises:
            NotFound: `session_not_found`.
        """
        user_id = actor.id or 0
        with transaction(session):
            if not _SESSION_ID.fullmatch(session_id) or not self._end(session, session_id, user_id):
                raise NotFound("session_not_found")
            audit.note(session, actor, "session.ended", f"session:{session_id}")

    def end_others(self, session: Session, user_id: int, keep: str | None) -> None:
        """End a person's sessions but for one, whose token stays good."""
        ended = repository.end_all(session, user_id, keep)
        record(session, *(events.session_revoked(session_id, user_id) for session_id in ended))

    def end_all(self, session: Session, user_id: int) -> None:
        """End all of a person's sessions and tokens."""
        repository.end_all(session, user_id)
        record(session, events.user_revoked(user_id))

    def access_token(self, session: Session, user: User, session_id: str) -> tuple[str, list[str]]:
        """An access token and the permissions it carries; the caller has locked the person's row.

        Who must change the password first may do nothing else: the token says so and carries no permission.
        """
        permissions = effective_permissions(session, user)
        claims: dict[str, Any] = {
            "sub": str(user.id),
            "typ": "access",
            "sid": session_id,
            "username": user.username,
            "role": user.role,
            "permissions": permissions,
        }
        if user.must_change_password:
            claims["must_change_password"] = True
        return self._keys.sign(claims, ACCESS_LIFETIME), permissions

    def _take(self, row: SessionRow, secret: str, successor: str, *, allow_repeat: bool) -> bool:
        """Put the successor in the token's place; False when the token was used before and may not come again."""
        now, presented = utc_now(), _hash(secret)
        if hmac.compare_digest(row.token_hash, presented):
            repository.rotate(row, _hash(successor), now, now + self._lifetime)
            return True
        repeated = hmac.compare_digest(row.previous_hash or "", presented)
        return repeated and allow_repeat and now - row.rotated_at <= REUSE_GRACE

    def _leave(self, session: Session, actor: Actor, session_id: str) -> None:
        if self._end(session, session_id, actor.id or 0):
            audit.note(session, actor, "session.logout", f"session:{session_id}")

    def _end(self, session: Session, session_id: str, user_id: int) -> bool:
        ended = repository.end(session, session_id, user_id)
        if ended:
            record(session, events.session_revoked(session_id, user_id))
        return ended

    def _successor(self, session_id: str, secret: str) -> str:
        return hmac.new(self._secret, f"{session_id}.{secret}".encode(), hashlib.sha256).hexdigest()


def effective_permissions(session: Session, user: User) -> list[str]:
    """What a person may do now."""
    return [] if user.must_change_password else roles.permissions_of(session, user.role)


def _parts(refresh_token: str) -> tuple[str, str]:
    match = _REFRESH_TOKEN.fullmatch(refresh_token)
    if match is None:
        raise Unauthenticated("session_ended")
    return match[1], match[2]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
