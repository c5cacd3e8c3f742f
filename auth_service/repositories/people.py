"""People and roles in the database."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from auth_service.models import Role, User


def find_by_username(session: Session, username: str) -> User | None:
    """The person of this name, whatever the case of its letters."""
    return session.scalar(select(User).where(func.lower(User.username) == username.lower()))


def find(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def add(session: Session, username: str, password_hash: str, role: str, name: str = "") -> None:
    """Add a person, unless the name is taken (by a replica that starts at the same time, say)."""
    session.execute(
        insert(User)
        .values(username=username, password_hash=password_hash, role=role, name=name)
        .on_conflict_do_nothing()
    )


def permissions_of(session: Session, role: str) -> list[str]:
    return session.scalar(select(Role.permissions).where(Role.name == role)) or []


def put_built_in_role(session: Session, name: str, permissions: Collection[str]) -> None:
    values = {"permissions": sorted(permissions), "built_in": True}
    session.execute(
        insert(Role).values(name=name, **values).on_conflict_do_update(index_elements=[Role.name], set_=values)
    )
