"""Who is there before anybody signs in: built-in roles, and the first admin or the demo people."""

import secrets
from collections.abc import Mapping

from sqlalchemy.orm import Session

from auth_service.models import User
from auth_service.repositories import people, resets, roles, sessions
from auth_service.services import audit, events, otp
from auth_service.services.passwords import hash_password, password_matches
from auth_service.services.permissions import ADMIN, BUILT_IN
from common.database import transaction
from common.outbox import record

DEMO_PASSWORD = "123456"  # noqa: S105  # known to everybody: demo mode runs on loopback only, never in production
DEMO_PEOPLE = {
    "admin": ("admin", "Ana Admin"),
    "operador": ("operator", "Omar Operador"),
    "tecnico": ("technician", "Teresa Técnica"),
    "usuario": ("analyst", "Úrsula Analista"),
    "test": ("tester", "Tomás Tester"),
}
DEMO_DOMAIN = "kiosk.example"  # for examples, nobody's (RFC 2606): their mail stays in the local mailbox


def prepare(
    session: Session,
    *,
    demo: bool,
    admin_password: str | None,
    must_change: bool,
    demo_passwords: Mapping[str, str] | None = None,
) -> str | None:
    """Make sure that somebody can sign in: the demo people, or the first admin of a system that is no demo.

    Args:
        demo: the demo people may have the password that everybody knows.
        demo_passwords: what they get instead, by user name, whatever they had before.

    Returns:
        the admin's password when it had to be made up, to be shown once.
    """
    put_built_in_roles(session)
    if demo_passwords:
        give_demo_people_passwords(session, demo_passwords)
        return None
    if demo:
        add_demo_people(session)
        return None
    close_demo_accounts(session)
    return add_first_admin(session, admin_password, must_change=must_change)


def put_built_in_roles(session: Session) -> None:
    """Make the built-in roles match the code, also after an upgrade."""
    with transaction(session):
        for name, permissions in BUILT_IN.items():
            roles.put_built_in(session, name, permissions)


def add_demo_people(session: Session) -> None:
    """The people of the demo, where they are missing, with addresses for the local mailbox."""
    with transaction(session):
        for username, (role, name) in DEMO_PEOPLE.items():
            email = f"{username}@{DEMO_DOMAIN}"
            user = people.find_by_username(session, username)
            if user is None:
                _add(session, username, DEMO_PASSWORD, role, name=name, email=email)
            elif user.email is None and user.is_active:  # from before they had addresses
                user.email = email


def give_demo_people_passwords(session: Session, passwords: Mapping[str, str]) -> None:
    """The people of the demo with these passwords; whoever was signed in under another one signs in again."""
    with transaction(session):
        add_demo_people(session)
        for username in DEMO_PEOPLE:
            user = _locked(session, username)
            if user is None or user.deleted_at is not None:
                continue
            user.password_hash, user.disabled, user.must_change_password = (
                hash_password(passwords[username]),
                False,
                False,
            )
            audit.note(session, audit.SYSTEM, "password.set", events.user_subject(user.id))
            _sign_out(session, user)


def close_demo_accounts(session: Session) -> None:
    """Disable every demo account that still has the password everybody knows: for a system that is no demo any more."""
    with transaction(session):
        for username in DEMO_PEOPLE:
            user = _locked(session, username)
            if user is None or user.disabled or not password_matches(user.password_hash, DEMO_PASSWORD):
                continue
            user.disabled = True
            audit.note(session, audit.SYSTEM, "user.demo_closed", events.user_subject(user.id))
            _sign_out(session, user)


def add_first_admin(session: Session, password: str | None, *, must_change: bool = False) -> str | None:
    """The first admin of a system without one, under `password` or a new random one.

    A closed account of the name `admin` is opened again with that password; who had it before has no way back in.

    Args:
        must_change: they can do nothing before they have chosen a password of their own.

    Returns:
        the password that was made up, to be shown once; None when there was nothing to do or to show.
    """
    with transaction(session):
        people.lock_administration(session)
        if people.count_active(session, ADMIN) > 0:
            return None
        generated = None if password else secrets.token_urlsafe(16)
        given = password or generated or ""
        closed = _locked(session, "admin")
        if closed is None:
            _add(session, "admin", given, ADMIN, must_change=must_change)
        else:
            closed.password_hash, closed.role, closed.disabled = hash_password(given), ADMIN, False
            closed.must_change_password = must_change
            # A mail to an address that somebody else gave would bring a new password.
            closed.email = None
            resets.drop_token(session, closed.id)
            otp.forget(closed)
            audit.note(session, audit.SYSTEM, "user.reopened", events.user_subject(closed.id))
            _sign_out(session, closed)
    return generated


def _locked(session: Session, username: str) -> User | None:
    """Locked, as somebody may be signing in at another replica."""
    user = people.find_by_username(session, username)
    return people.find_locked(session, user.id) if user else None


def _sign_out(session: Session, user: User) -> None:
    """End what was begun under another password, and tell who the person is now."""
    session.flush()
    sessions.end_all(session, user.id)
    record(session, events.user_changed(user), events.user_revoked(user.id))


def _add(
    session: Session,
    username: str,
    password: str,
    role: str,
    *,
    name: str = "",
    email: str | None = None,
    must_change: bool = False,
) -> None:
    user = people.add(
        session, username, hash_password(password), role, name=name, email=email, must_change_password=must_change
    )
    if user is not None:  # else a replica that starts at the same time was first
        after = {"username": username, "role": role}
        audit.note(session, audit.SYSTEM, "user.created", events.user_subject(user.id), after=after)
        record(session, events.user_changed(user))
