"""Roles in the database."""

from collections.abc import Collection

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from auth_service.models import Role, User
from common.pages import Page, PageQuery, paginate


def find(session: Session, name: str) -> Role | None:
    return session.get(Role, name)


def find_locked(session: Session, name: str) -> Role | None:
    return session.get(Role, name, with_for_update=True, populate_existing=True)


def permissions_of(session: Session, name: str) -> list[str]:
    """What a role may do, held until the end of the transaction: it cannot change before a token is signed."""
    return session.scalar(select(Role.permissions).where(Role.name == name).with_for_update(read=True)) or []


def add(session: Session, name: str, permissions: Collection[str]) -> Role | None:
    """Add a role; None when the name is taken."""
    return session.scalar(
        insert(Role)
        .values(name=name, permissions=sorted(permissions), built_in=False)
        .on_conflict_do_nothing()
        .returning(Role)
    )


def put_built_in(session: Session, name: str, permissions: Collection[str]) -> None:
    values = {"permissions": sorted(permissions), "built_in": True}
    session.execute(
        insert(Role).values(name=name, **values).on_conflict_do_update(index_elements=[Role.name], set_=values)
    )


def count_holders(session: Session, name: str) -> int:
    """How many people have the role; deleted ones keep theirs, as history."""
    return session.scalar(select(func.count()).where(User.role == name)) or 0


def remove(session: Session, name: str) -> None:
    """Delete a role; one that somebody has shows as an IntegrityError."""
    session.execute(delete(Role).where(Role.name == name))


def page_of(session: Session, page: PageQuery) -> Page[Role]:
    return paginate(session, select(Role), page, Role.name)
