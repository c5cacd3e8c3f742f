"""The way back in for who forgot the password.

Asking only stores the request, so that neither the answer nor its time tells whether anybody has that name or
address. A worker looks whose it is and asks notification_service for a mail with a link that works once, for an hour.
"""

import hashlib
import secrets
from datetime import timedelta

from redis import Redis
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from auth_service.models import ResetRequest, User
from auth_service.repositories import people
from auth_service.repositories import resets as repository
from auth_service.services import audit, events
from auth_service.services.accounts import find_active
from auth_service.services.audit import Actor
from auth_service.services.lockout import require_rate
from auth_service.services.passwords import NO_HASH, hash_password, require_good
from auth_service.services.sessions import Sessions
from common.client_address import network_of
from common.database import transaction
from common.errors import Invalid
from common.events import utc_now
from common.outbox import record
from common.request_id import current_request_id
from common.usernames import username_key

LIFETIME = timedelta(hours=1)
PER_PERSON, PER_ADDRESS, RATE_SECONDS = 5, 30, 3600
BATCH = 50


class Resets:
    """The rules of password resets.

    Args:
        redis: bounds how often somebody may ask.
        page: address of the page where people choose a new password; the token follows after `#`, a part that
            browsers never send to a server, so that it stays out of access logs.
    """

    def __init__(self, sessions: Sessions, redis: Redis, page: str) -> None:
        self._sessions = sessions
        self._redis = redis
        self._page = page

    def ask(self, session: Session, visitor: Actor, identifier: str, language: str, *, by_email: bool) -> None:
        """Store that somebody with this user name, or this mail address, forgot the password.

        Raises:
            TooManyRequests: `too_many_requests`, the same for names that exist and names that do not.
        """
        require_rate(self._redis, "forgot:address", network_of(visitor.address), PER_ADDRESS, RATE_SECONDS)
        require_rate(self._redis, "forgot:person", username_key(identifier), PER_PERSON, RATE_SECONDS)
        with transaction(session):
            request = ResetRequest(
                identifier=identifier,
                by_email=by_email,
                language=language,
                address=visitor.address,
                user_agent=visitor.user_agent,
                request_id=current_request_id(),
            )
            repository.ask(session, request)

    def answer(self, session: Session) -> int:
        """Send mails for the requests that wait; returns how many requests there were."""
        with transaction(session):
            requests = repository.take_requests(session, BATCH)
            for request in requests:
                with bound_contextvars(request_id=request.request_id):
                    for user in _people_of(session, request):
                        self._send(session, request, user)
        return len(requests)

    def reset(self, session: Session, visitor: Actor, token: str, password: str) -> None:
        """Give the token's owner a new password; all their sessions end.

        A password that is not good enough does not use the token up.

        Raises:
            Invalid: `reset_token_invalid`, or the password is not good enough.
        """
        token_hash = _hash(token)
        owner = repository.owner_of(session, token_hash, utc_now())
        user = people.find(session, owner) if owner is not None else None
        if user is None:
            raise Invalid("reset_token_invalid")
        require_good(password, user.username, user.name, user.email)
        password_hash = hash_password(password)
        with transaction(session):
            user = find_active(session, user.id)
            if repository.take_token(session, token_hash, utc_now()) is None:
                raise Invalid("reset_token_invalid")
            user.password_hash = password_hash
            user.must_change_password = False
            self._sessions.end_all(session, user.id)
            audit.note(session, visitor.as_user(user), "password.reset", events.user_subject(user.id))

    def _send(self, session: Session, request: ResetRequest, user: User) -> None:
        token = secrets.token_urlsafe(32)
        repository.put_token(session, user.id, _hash(token), utc_now() + LIFETIME)
        minutes = int(LIFETIME.total_seconds() // 60)
        record(session, events.reset_mail(user, request.language, f"{self._page}#token={token}", minutes))
        visitor = Actor(address=request.address, user_agent=request.user_agent)
        audit.note(session, visitor, "password.reset_requested", events.user_subject(user.id))


def _people_of(session: Session, request: ResetRequest) -> list[User]:
    """Who can get a mail: the one of this user name or, as an address may serve several, those of this address."""
    if request.by_email:
        found = people.find_by_email(session, request.identifier)
    else:
        named = people.find_by_username(session, request.identifier)
        found = [named] if named else []
    return [user for user in found if user.is_active and user.email and user.password_hash != NO_HASH]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
