"""Who is there before anybody signs in: built-in roles, and the first admin or the demo people."""

import secrets

from sqlalchemy.orm import Session

from auth_service.repositories import people
from auth_service.services.passwords import hash_password
from auth_service.services.roles import BUILT_IN
from common.database import transaction

DEMO_PASSWORD = "123456"  # noqa: S105  # known to everybody: demo mode runs on loopback only, never in production
DEMO_PEOPLE = {
    "admin": ("admin", "Ana Admin"),
    "operador": ("operator", "Omar Operador"),
    "tecnico": ("technician", "Teresa Técnica"),
    "usuario": ("analyst", "Úrsula Analista"),
    "test": ("tester", "Tomás Tester"),
}


def put_built_in_roles(session: Session) -> None:
    """Make the built-in roles match the code, also after an upgrade."""
    with transaction(session):
        for name, permissions in BUILT_IN.items():
            people.put_built_in_role(session, name, permissions)


def add_demo_people(session: Session) -> None:
    """The people of the demo, where they are missing."""
    with transaction(session):
        for username, (role, name) in DEMO_PEOPLE.items():
            if people.find_by_username(session, username) is None:
                people.add(session, username, hash_password(DEMO_PASSWORD), role, name)


def add_first_admin(session: Session, password: str | None) -> str | None:
    """The first admin of an empty system, under `password` or a new random one.

    Returns:
        the password that was made up, to be shown once; None when there was nothing to do or to show.
    """
    with transaction(session):
        if people.count(session) > 0:
            return None
        generated = None if password else secrets.token_urlsafe(16)
        people.add(session, "admin", hash_password(password or generated or ""), "admin")
    return generated
