"""Kiosks in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from kiosk_service.models import EnrolmentToken, Kiosk, KioskState


def _visible(owner: int | None) -> Select[tuple[Kiosk]]:
    query = select(Kiosk).join(Kiosk.state)
    return query if owner is None else query.where(Kiosk.assigned_to == owner)


def find(session: Session, kiosk_id: int, owner: int | None = None) -> Kiosk | None:
    """The kiosk, when there is one and, with `owner`, when it is assigned to that person."""
    return session.scalar(_visible(owner).where(Kiosk.id == kiosk_id))


def find_by_code(session: Session, code: str, owner: int | None = None) -> Kiosk | None:
    return session.scalar(_visible(owner).where(Kiosk.code == code))


def find_shared_by_serial(session: Session, serial: str) -> Kiosk | None:
    """The kiosk as it is now; until the end of the transaction others may look at it, and nobody changes it."""
    query = _visible(None).where(Kiosk.serial == serial).with_for_update(read=True, of=Kiosk)
    return session.scalar(query.execution_options(populate_existing=True))


def add(session: Session, kiosk: Kiosk) -> None:
    """Insert a kiosk with its empty state; a taken serial or code shows as an IntegrityError."""
    kiosk.state = KioskState()
    session.add(kiosk)
    session.flush()
    session.refresh(kiosk)
    session.refresh(kiosk.state)


def find_locked(session: Session, kiosk_id: int) -> Kiosk | None:
    """The kiosk's row, locked until the end of the transaction, as it is now."""
    return session.scalar(_locked().where(Kiosk.id == kiosk_id))


def find_locked_by_code(session: Session, code: str) -> Kiosk | None:
    return session.scalar(_locked().where(Kiosk.code == code))


def _locked() -> Select[tuple[Kiosk]]:
    query = select(Kiosk).options(joinedload(Kiosk.state)).with_for_update(of=Kiosk)
    return query.execution_options(populate_existing=True)


def find_many(session: Session, kiosk_ids: Collection[int], owner: int | None = None) -> dict[int, Kiosk]:
    """Those of the kiosks that there are, by id, and, with `owner`, that are assigned to that person."""
    return {kiosk.id: kiosk for kiosk in session.scalars(_visible(owner).where(Kiosk.id.in_(kiosk_ids)))}


def after(session: Session, kiosk_id: int, limit: int) -> Sequence[Kiosk]:
    """The kiosks that follow an id, retired ones too."""
    return session.scalars(_visible(None).where(Kiosk.id > kiosk_id).order_by(Kiosk.id).limit(limit)).all()


def put_enrolment_token(session: Session, kiosk_id: int, token_hash: str, expires_at: datetime) -> None:
    """Make this the kiosk's one token."""
    values = {"token_hash": token_hash, "expires_at": expires_at}
    session.execute(
        insert(EnrolmentToken)
        .values(kiosk_id=kiosk_id, **values)
        .on_conflict_do_update(index_elements=[EnrolmentToken.kiosk_id], set_=values)
    )


def drop_enrolment_token(session: Session, kiosk_id: int) -> None:
    session.execute(delete(EnrolmentToken).where(EnrolmentToken.kiosk_id == kiosk_id))


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
