"""People in the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth_service.models import User
from common.database import take_turns
from common.pages import Page, PageQuery, paginate
from common.usernames import username_key

ADVISORY_LOCK = 0x4B10_5C11
MAX_PER_EMAIL = 10
SORT_KEYS: Mapping[str, InstrumentedAttribute[Any]] = {
    "username": User.username_key,
    "name": User.name,
    "created_at": User.created_at,
}


def find_by_username(session: Session, username: str) -> User | None:
    """The person of this name, whatever the case of its letters. Deleted ones are found too: their name is taken."""
    return session.scalar(select(User).where(User.username_key == username_key(username)))


def find_by_email(session: Session, email: str) -> Sequence[User]:
    return session.scalars(
        select(User).where(func.lower(User.email) == func.lower(email)).order_by(User.id).limit(MAX_PER_EMAIL)
    ).all()


def find(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def find_locked(session: Session, user_id: int) -> User | None:
    """The person as they are now, locked until the end of the transaction: who they are cannot change meanwhile."""
    return session.get(User, user_id, with_for_update=True, populate_existing=True)


def find_shared(session: Session, user_id: int) -> User | None:
    """Like `find_locked`, but others may look at the same time."""
    return session.get(User, user_id, with_for_update={"read": True}, populate_existing=True)


def lock_administration(session: Session) -> None:
    """Let administrative changes of people take turns: two admins cannot take each other's role away at once."""
    take_turns(session, ADVISORY_LOCK)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def count_active(session: Session, role: str) -> int:
    return session.scalar(select(func.count()).where(User.role == role, *_ACTIVE)) or 0


def active_ids(session: Session, role: str) -> Sequence[int]:
    return session.scalars(select(User.id).where(User.role == role, *_ACTIVE).order_by(User.id)).all()


def add(
    session: Session,
    username: str,
    password_hash: str,
    role: str,
    *,
    name: str = "",
    email: str | None = None,
    language: str = "es",
    must_change_password: bool = False,
    disabled: bool = False,
) -> User | None:
    """Add a person; None when the name is taken, also by somebody who takes it at the same moment."""
    return session.scalar(
        insert(User)
        .values(
            username=username,
            username_key=username_key(username),
            password_hash=password_hash,
            role=role,
            name=name,
            email=email,
            language=language,
            must_change_password=must_change_password,
            disabled=disabled,
        )
        .on_conflict_do_nothing(index_elements=[User.username_key])
        .returning(User)
    )


def rename(session: Session, user: User, username: str) -> bool:
    """Give a person another user name; False when it is taken."""
    holder = find_by_username(session, username)
    if holder is not None and holder.id != user.id:
        return False
    try:
        with session.begin_nested():
            user.username = username
            user.username_key = username_key(username)
            session.flush()
    except IntegrityError:
        return False
    return True


def use_otp_step(session: Session, user_id: int, step: int) -> bool:
    """Use up the code of a time step; False when it, or a later one, was used already."""
    used = session.scalar(
        update(User)
        .where(User.id == user_id, func.coalesce(User.otp_last_step, -1) < step)
        .values(otp_last_step=step)
        .returning(User.id)
    )
    return used is not None


def page_of(
    session: Session, page: PageQuery, *, text: str | None, role: str | None, disabled: bool | None, sort: str
) -> tuple[Page[User], int]:
    """One page of the people who fit and are not deleted, and how many fit in all.

    Args:
        sort: `id` or one of SORT_KEYS, with `-` in front for the reverse.
    """
    query: Select[tuple[User]] = select(User).where(User.deleted_at.is_(None))
    if text:
        columns = (User.username, User.name, User.email)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if role:
        query = query.where(User.role == role)
    if disabled is not None:
        query = query.where(User.disabled == disabled)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(User.id).subquery())) or 0
    key = SORT_KEYS.get(sort.removeprefix("-"))
    keys = [User.id] if key is None else [key, User.id]
    return paginate(session, query, page, *keys, descending=sort.startswith("-")), total


_ACTIVE = (User.disabled.is_(False), User.deleted_at.is_(None))
