"""The second factor: its set-up, its use, its end. Secrets rest encrypted."""

import base64
import hashlib
import time

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from auth_service.models import User
from auth_service.repositories import people
from auth_service.services import audit, totp
from auth_service.services.audit import Actor
from auth_service.services.events import user_subject
from common.database import transaction
from common.errors import Conflict, Unauthenticated


class Otp:
    """The rules of one-time codes.

    Args:
        secret: the people's secrets rest encrypted under it.
    """

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(b"otp:" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def set_up(self, session: Session, actor: Actor, user_id: int) -> tuple[str, str]:
        """A new secret and the address that apps read it from; it counts once a code of it was shown to `enable`.

        Raises:
            Conflict: `otp_already_enabled`.
        """
        secret = totp.new_secret()
        with transaction(session):
            user = _locked(session, user_id)
            if user.otp_enabled:
                raise Conflict("otp_already_enabled")
            user.otp_secret = self._fernet.encrypt(secret.encode()).decode()
            user.otp_last_step = None
            audit.note(session, actor, "otp.set_up", user_subject(user_id))
        return secret, totp.otpauth_uri(secret, user.username)

    def enable(self, session: Session, actor: Actor, user_id: int, code: str) -> bool:
        """Ask for a code from now on; False when this one is wrong.

        The code is not used up: it only shows that the app has the secret, and whoever could have seen it here has
        seen the secret as well. So people can sign in right after.

        Raises:
            Conflict: `otp_already_enabled`, `otp_not_set_up`.
        """
        with transaction(session):
            user = _locked(session, user_id)
            if user.otp_enabled:
                raise Conflict("otp_already_enabled")
            if self._step(user, code) is None:
                return False
            user.otp_enabled = True
            audit.note(session, actor, "otp.enabled", user_subject(user_id))
        return True

    def disable(self, session: Session, actor: Actor, user_id: int, code: str) -> bool:
        """Stop asking for codes; False when this one is wrong or used.

        Raises:
            Conflict: `otp_not_set_up`.
        """
        with transaction(session):
            user = _locked(session, user_id)
            if not user.otp_enabled:
                raise Conflict("otp_not_set_up")
            if not self.use(session, user, code):
                return False
            forget(user)
            audit.note(session, actor, "otp.disabled", user_subject(user_id))
        return True

    def use(self, session: Session, user: User, code: str) -> bool:
        """Use a code up; False when it is wrong or was used before."""
        step = self._step(user, code)
        return step is not None and people.use_otp_step(session, user.id, step)

    def _step(self, user: User, code: str) -> int | None:
        if user.otp_secret is None:
            raise Conflict("otp_not_set_up")
        return totp.matching_step(self._fernet.decrypt(user.otp_secret.encode()).decode(), code, time.time())


def forget(user: User) -> None:
    """Take the second factor away."""
    user.otp_secret = None
    user.otp_enabled = False
    user.otp_last_step = None


def _locked(session: Session, user_id: int) -> User:
    user = people.find_locked(session, user_id)
    if user is None or not user.is_active:
        raise Unauthenticated("unauthorized")
    return user
