"""Kiosks in the database."""

from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from common.pages import Page, PageQuery, paginate
from kiosk_service.models import EnrolmentToken, Kiosk, KioskState
from kiosk_service.models.status import status_column


def _visible(owner: int | None) -> Select[tuple[Kiosk]]:
    query = select(Kiosk).join(Kiosk.state)
    return query if owner is None else query.where(Kiosk.assigned_to == owner)


def find(session: Session, kiosk_id: int, owner: int | None = None) -> Kiosk | None:
    """The kiosk, when there is one and, with `owner`, when it is assigned to that person."""
    return session.scalar(_visible(owner).where(Kiosk.id == kiosk_id))


def find_by_code(session: Session, code: str, owner: int | None = None) -> Kiosk | None:
    return session.scalar(_visible(owner).where(Kiosk.code == code))


def find_by_serial(session: Session, serial: str) -> Kiosk | None:
    return session.scalar(_visible(None).where(Kiosk.serial == serial))


def page_of(
    session: Session,
    page: PageQuery,
    *,
    owner: int | None,
    text: str | None,
    status: str | None,
    group: str | None,
) -> tuple[Page[Kiosk], int]:
    """One page of the kiosks that fit, and how many fit in all."""
    query = _visible(owner)
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Kiosk.name, Kiosk.code, Kiosk.serial, Kiosk.location)
        query = query.where(or_(*(column.ilike(pattern) for column in columns)))
    if status:
        query = query.where(status_column() == status)
    if group:
        query = query.where(Kiosk.group == group)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(Kiosk.id).subquery())) or 0
    return paginate(session, query, page, Kiosk.id), total


def add(session: Session, kiosk: Kiosk) -> None:
    """Insert a kiosk with its empty state; a taken serial or code shows as an IntegrityError."""
    kiosk.state = KioskState()
    session.add(kiosk)
    session.flush()
    session.refresh(kiosk)
    session.refresh(kiosk.state)


def find_locked(session: Session, kiosk_id: int) -> Kiosk | None:
    """The kiosk's row, locked until the end of the transaction, as it is now."""
    return session.scalar(
        select(Kiosk)
        .options(joinedload(Kiosk.state))
        .where(Kiosk.id == kiosk_id)
        .with_for_update(of=Kiosk)
        .execution_options(populate_existing=True)
    )


def put_enrolment_token(session: Session, kiosk_id: int, token_hash: str, expires_at: datetime) -> None:
    """Make this the kiosk's one token."""
    values = {"token_hash": token_hash, "expires_at": expires_at}
    session.execute(
        insert(EnrolmentToken)
        .values(kiosk_id=kiosk_id, **values)
        .on_conflict_do_update(index_elements=[EnrolmentToken.kiosk_id], set_=values)
    )


def take_enrolment_token(session: Session, serial: str, token_hash: str, now: datetime) -> int | None:
    """Use a token up; of simultaneous tries one gets the kiosk's id, the others None."""
    return session.scalar(
        delete(EnrolmentToken)
        .where(
            EnrolmentToken.token_hash == token_hash,
            EnrolmentToken.expires_at > now,
            EnrolmentToken.kiosk_id == Kiosk.id,
            Kiosk.serial == serial,
            Kiosk.lifecycle != "retired",
        )
        .returning(EnrolmentToken.kiosk_id)
    )
