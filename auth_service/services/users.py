"""Administration of people.

Deleting somebody keeps their row (see `models.User`): the audit log, payments, alerts and visits name people by their
id for years, and a name that came back for somebody else would put words in the wrong mouth.

Three rules keep the door open: nobody changes their own role, disables or deletes themselves; one active admin always
remains; and nobody gives, or touches, more rights than they have.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from auth_service.models import User
from auth_service.repositories import people, resets, roles
from auth_service.services import audit, events, otp
from auth_service.services.audit import Actor
from auth_service.services.passwords import NO_HASH, hash_password, require_good
from auth_service.services.permissions import ADMIN
from auth_service.services.sessions import Sessions
from common.audit import changes
from common.database import transaction
from common.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from common.events import utc_now
from common.outbox import record

EDITABLE = ("username", "name", "email", "language", "role", "disabled", "must_change_password", "otp_enabled")


def editable_fields(user: User) -> dict[str, Any]:
    """What an admin may change, and what the ETag covers; the password is changed too but never shown."""
    return {name: getattr(user, name) for name in EDITABLE}


def get(session: Session, user_id: int) -> User:
    """
    Raises:
        NotFound: `user_not_found`.
    """
    user = people.find(session, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound("user_not_found")
    return user


class Users:
    """What those with `users.manage` do.

    Args:
        secret: of this service alone.
    """

    def __init__(self, sessions: Sessions, secret: str) -> None:
        self._sessions = sessions
        self._secret = secret.encode()

    def without_secrets(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as a repeated request is recognised by. The password is in them under our secret: from what is
        stored of a request nobody can try passwords."""
        password = hmac.digest(self._secret, fields["password"].encode(), "sha256").hex()
        return {**fields, "password": password}

    def create(self, session: Session, actor: Actor, fields: Mapping[str, Any]) -> User:
        """Add a person.

        Raises:
            Invalid: `unknown_role`, or the password is not good enough.
            Forbidden: `beyond_own_permissions`.
            Conflict: `username_taken`.
        """
        values = dict(fields)
        password = values.pop("password")
        require_good(password, values["username"], values.get("name"), values.get("email"))
        password_hash = hash_password(password)
        with transaction(session):
            _require_grantable(session, actor, values["role"])
            user = people.add(session, password_hash=password_hash, **values)
            if user is None:
                raise Conflict("username_taken")
            audit.note(session, actor, "user.created", events.user_subject(user.id), after=editable_fields(user))
            record(session, events.user_changed(user))
        return user

    def edit(
        self,
        session: Session,
        actor: Actor,
        user_id: int,
        fields: Mapping[str, Any],
        check: Callable[[User], None],
    ) -> User:
        """Change a person.

        Args:
            fields: of `EDITABLE` or `password`; `otp_enabled` can only be taken away.
            check: called with the person as they are now; raises when the caller saw an older state.

        Raises:
            NotFound: `user_not_found`.
            Conflict: `cannot_change_yourself`, `last_admin`, `username_taken`.
            Forbidden: `beyond_own_permissions`; `own_otp_needs_proof`, as one's own second factor ends at
                `/auth/otp/disable`, with the password and a code.
            Invalid: `unknown_role`, or the password is not good enough.
        """
        values = dict(fields)
        password = values.pop("password", None)
        if password is not None:
            current = get(session, user_id)
            personal = {**editable_fields(current), **values}
            require_good(password, personal["username"], personal["name"], personal["email"])
        password_hash = hash_password(password) if password is not None else None
        with transaction(session):
            user = self._lock(session, actor, user_id)
            check(user)
            self._require_allowed(session, actor, user, values)
            before = editable_fields(user)
            _apply(session, user, values)
            if password_hash is not None:
                user.password_hash = password_hash
                resets.drop_token(session, user.id)
            _require_an_admin(session)
            self._tell(session, actor, user, before, password_changed=password_hash is not None)
        return user

    def delete(self, session: Session, actor: Actor, user_id: int, check: Callable[[User], None]) -> None:
        """Delete a person: what is personal goes, the row stays, the name stays taken.

        Args:
            check: called with the person as they are now; raises when the caller saw an older state.

        Raises:
            NotFound: `user_not_found`.
            Conflict: `cannot_change_yourself`, `last_admin`.
            Forbidden: `beyond_own_permissions`.
        """
        with transaction(session):
            user = self._lock(session, actor, user_id)
            check(user)
            if user.id == actor.id:
                raise Conflict("cannot_change_yourself")
            before = editable_fields(user)
            user.deleted_at = utc_now()
            user.disabled = True
            user.email = None
            user.password_hash = NO_HASH
            otp.forget(user)
            resets.drop_token(session, user.id)
            session.flush()
            _require_an_admin(session)
            self._sessions.end_all(session, user.id)
            audit.note(session, actor, "user.deleted", events.user_subject(user.id), before=before)
            record(session, events.user_changed(user))

    def _lock(self, session: Session, actor: Actor, user_id: int) -> User:
        people.lock_administration(session)
        user = people.find_locked(session, user_id)
        if user is None or user.deleted_at is not None:
            raise NotFound("user_not_found")
        _require_grantable(session, actor, user.role)
        return user

    def _require_allowed(self, session: Session, actor: Actor, user: User, values: Mapping[str, Any]) -> None:
        role, disabled = values.get("role", user.role), values.get("disabled", user.disabled)
        if user.id == actor.id and (role != user.role or disabled):
            raise Conflict("cannot_change_yourself")
        if user.id == actor.id and user.otp_enabled and values.get("otp_enabled") is False:
            # A stolen token must not be enough.
            raise Forbidden("own_otp_needs_proof")
        if role != user.role:
            _require_grantable(session, actor, role)

    def _tell(
        self, session: Session, actor: Actor, user: User, before: Mapping[str, Any], *, password_changed: bool
    ) -> None:
        target, changed = events.user_subject(user.id), changes(before, editable_fields(user))
        if password_changed:
            audit.note(session, actor, "password.set", target)
        if changed["after"]:
            audit.note(session, actor, "user.changed", target, **changed)
            record(session, events.user_changed(user))
        if user.disabled or password_changed:
            self._sessions.end_all(session, user.id)
        elif changed["after"].keys() & {"role", "must_change_password"}:
            # Sessions go on; their next access token says what the person may do now.
            record(session, events.user_revoked(user.id))


def _apply(session: Session, user: User, values: dict[str, Any]) -> None:
    if values.pop("otp_enabled", None) is False:
        otp.forget(user)
    username = values.pop("username", None)
    if username is not None and not people.rename(session, user, username):
        raise Conflict("username_taken")
    for name, value in values.items():
        setattr(user, name, value)
    session.flush()


def _require_grantable(session: Session, actor: Actor, role: str) -> None:
    """A role that exists and may do nothing that the actor may not."""
    found = roles.find(session, role)
    if found is None:
        raise Invalid("unknown_role", errors=[FieldProblem(field="role", code="unknown_role")])
    if not actor.permissions.issuperset(found.permissions):
        raise Forbidden("beyond_own_permissions")


def _require_an_admin(session: Session) -> None:
    if people.count_active(session, ADMIN) == 0:
        raise Conflict("last_admin")
