"""One's own account: registration, profile, password."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from auth_service.models import User
from auth_service.repositories import people, resets
from auth_service.services import audit, events
from auth_service.services.audit import Actor
from auth_service.services.login import Login
from auth_service.services.passwords import hash_password, require_good
from auth_service.services.permissions import SELF_REGISTERED
from auth_service.services.sessions import Sessions, SignedIn
from common.audit import changes
from common.database import transaction
from common.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, Unauthenticated
from common.outbox import record

PROFILE = ("name", "email", "language")


def profile_of(user: User) -> dict[str, Any]:
    """What people may change of themselves."""
    return {name: getattr(user, name) for name in PROFILE}


class Accounts:
    """The rules of one's own account.

    Args:
        registration_open: whether people may register themselves.
    """

    def __init__(self, sessions: Sessions, login: Login, *, registration_open: bool) -> None:
        self._sessions = sessions
        self._login = login
        self._registration_open = registration_open

    def register(self, session: Session, visitor: Actor, username: str, password: str, email: str | None) -> User:
        """A new person with the role `user`, always.

        Raises:
            Forbidden: `registration_disabled`.
            Invalid: when the password is not good enough.
            Conflict: `username_taken`.
        """
        if not self._registration_open:
            raise Forbidden("registration_disabled")
        require_good(password, username, email)
        password_hash = hash_password(password)
        with transaction(session):
            user = people.add(session, username, password_hash, SELF_REGISTERED, email=email)
            if user is None:
                raise Conflict("username_taken")
            target = events.user_subject(user.id)
            audit.note(session, visitor.as_user(user), "user.registered", target, after={"username": username})
            record(session, events.user_changed(user))
        return user

    def edit(self, session: Session, actor: Actor, fields: Mapping[str, Any], check: Callable[[User], None]) -> User:
        """Change one's own profile.

        Args:
            fields: of `PROFILE`.
            check: called with the person as they are now; raises when the caller saw an older state.

        Raises:
            Forbidden: `password_change_required`, for another mail address before the first password was changed:
                a reset would go there.
        """
        with transaction(session):
            user = find_active(session, actor.id or 0)
            check(user)
            if user.must_change_password and fields.get("email", user.email) != user.email:
                raise Forbidden("password_change_required")
            before = profile_of(user)
            for name, value in fields.items():
                setattr(user, name, value)
            changed = changes(before, profile_of(user))
            if changed["after"]:
                session.flush()
                audit.note(session, actor, "profile.changed", events.user_subject(user.id), **changed)
                record(session, events.user_changed(user))
        return user

    def change_password(self, session: Session, actor: Actor, current: str, new: str) -> SignedIn:
        """Give oneself another password; other sessions end, this one goes on with the returned access token.

        Raises:
            Invalid: `wrong_password`; `password_unchanged`; or the new one is not good enough.
            TooManyRequests: `login_locked`.
        """
        user = self._login.require_password(session, actor, current, field="current")
        if new == current:
            raise Invalid("password_unchanged", errors=[FieldProblem(field="new", code="password_unchanged")])
        require_good(new, user.username, user.name, user.email, field="new")
        password_hash, proven = hash_password(new), user.password_hash
        with transaction(session):
            user = find_active(session, user.id)
            if user.password_hash != proven:
                raise Unauthenticated("session_ended")
            user.password_hash = password_hash
            user.must_change_password = False
            resets.drop_token(session, user.id)
            self._sessions.end_others(session, user.id, actor.session_id)
            audit.note(session, actor, "password.changed", events.user_subject(user.id))
            token, permissions = self._sessions.access_token(session, user, actor.session_id or "")
        return SignedIn(token, "", user, permissions)


def find_active(session: Session, user_id: int) -> User:
    """The person, locked.

    Raises:
        NotFound: `user_not_found`.
    """
    user = people.find_locked(session, user_id)
    if user is None or not user.is_active:
        raise NotFound("user_not_found")
    return user
