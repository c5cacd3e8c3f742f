"""Proving who one is: password, one-time code, and what happens to those who cannot."""

from sqlalchemy.orm import Session

from auth_service.models import User
from auth_service.repositories import people
from auth_service.services import audit
from auth_service.services.audit import Actor
from auth_service.services.events import user_subject
from auth_service.services.lockout import Lockout
from auth_service.services.otp import Otp
from auth_service.services.passwords import hash_password, needs_rehash, password_matches
from auth_service.services.sessions import Sessions, SignedIn
from common.database import transaction
from common.errors import FieldProblem, Invalid, Unauthenticated


class Login:
    """Signing in."""

    def __init__(self, sessions: Sessions, lockout: Lockout, otp: Otp) -> None:
        self._sessions = sessions
        self._lockout = lockout
        self._otp = otp

    def sign_in(self, session: Session, visitor: Actor, username: str, password: str, otp: str | None) -> SignedIn:
        """Start a session.

        The same work is done whether the name exists or not, so that neither words nor time tell.

        Raises:
            TooManyRequests: `login_locked`, after too many failures.
            Unauthenticated: `invalid_credentials`, whichever of the two was wrong; `otp_required`; `otp_invalid`.
        """
        self._lockout.require_open(username, visitor.address)
        user = people.find_by_username(session, username)
        matches = password_matches(user.password_hash if user else None, password)
        if user is None or not matches or not user.is_active:
            self._fail(session, visitor, username, user, "invalid_credentials")
            raise Unauthenticated("invalid_credentials")
        if user.otp_enabled and not (otp or "").strip():
            raise Unauthenticated("otp_required")
        signed_in = self._start(session, visitor, user, password, otp or "")
        if signed_in is None:
            self._fail(session, visitor, username, user, "otp_invalid")
            raise Unauthenticated("otp_invalid")
        self._lockout.reset(username, visitor.address)
        return signed_in

    def require_password(self, session: Session, actor: Actor, password: str, field: str = "password") -> User:
        """The signed-in person, who proves again that it is them; wrong passwords count as failed sign-ins.

        Raises:
            TooManyRequests: `login_locked`.
            Invalid: `wrong_password`.
        """
        user = people.find(session, actor.id or 0)
        if user is None or not user.is_active:
            raise Unauthenticated("unauthorized")
        self._lockout.require_open(user.username, actor.address)
        if not password_matches(user.password_hash, password):
            self._fail(session, actor, user.username, user, "wrong_password")
            raise Invalid("wrong_password", errors=[FieldProblem(field=field, code="wrong_password")])
        return user

    def enable_otp(self, session: Session, actor: Actor, password: str, otp: str) -> None:
        """From now on a code is asked for at sign-in.

        Raises:
            Invalid: `wrong_password`, `otp_invalid`, `otp_not_set_up`.
        """
        user = self.require_password(session, actor, password)
        if not self._otp.enable(session, actor, user.id, otp):
            self._refuse_code(session, actor, user)

    def disable_otp(self, session: Session, actor: Actor, password: str, otp: str) -> None:
        """No code is asked for any more.

        Raises:
            Invalid: `wrong_password`, `otp_invalid`, `otp_not_set_up`.
        """
        user = self.require_password(session, actor, password)
        if not self._otp.disable(session, actor, user.id, otp):
            self._refuse_code(session, actor, user)

    def _start(self, session: Session, visitor: Actor, user: User, password: str, otp: str) -> SignedIn | None:
        """None when the code is wrong."""
        proven = user.password_hash
        rehashed = hash_password(password) if needs_rehash(proven) else None
        with transaction(session):
            locked = people.find_locked(session, user.id)
            if locked is None or not locked.is_active or locked.password_hash != proven:
                # Disabled, or given another password, since it was looked at.
                raise Unauthenticated("invalid_credentials")
            if locked.otp_enabled and not self._otp.use(session, locked, otp):
                return None
            if rehashed:
                locked.password_hash = rehashed
            audit.note(session, visitor.as_user(locked), "login.succeeded", user_subject(locked.id))
            return self._sessions.start(session, locked, visitor)

    def _fail(self, session: Session, actor: Actor, username: str, user: User | None, reason: str) -> None:
        seconds = self._lockout.count_failure(username, actor.address)
        # A name that nobody has is not noted: people type passwords into the wrong field.
        target = user_subject(user.id) if user else None
        with transaction(session):
            audit.note(session, actor, "login.failed", target, after={"reason": reason})
            if seconds:
                audit.note(session, actor, "login.locked", target, after={"seconds": seconds})

    def _refuse_code(self, session: Session, actor: Actor, user: User) -> None:
        self._fail(session, actor, user.username, user, "otp_invalid")
        raise Invalid("otp_invalid", errors=[FieldProblem(field="otp", code="otp_invalid")])
