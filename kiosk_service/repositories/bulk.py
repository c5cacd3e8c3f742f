"""Many new kiosks at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.database import is_my_turn
from kiosk_service.models import Kiosk, KioskState

ADVISORY_LOCK = 0x4B10_5C10


def take_turn(session: Session) -> bool:
    """Whether nobody else inserts in bulk now; if so, nobody does until the end of the transaction."""
    return is_my_turn(session, ADVISORY_LOCK)


def taken(session: Session, column: str, values: Sequence[str]) -> set[str]:
    """Those of the values that a kiosk has already. `column` is `serial` or `code`."""
    attribute = {"serial": Kiosk.serial, "code": Kiosk.code}[column]
    return set(session.scalars(select(attribute).where(attribute.in_(values)))) if values else set()


def insert_kiosks(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Kiosk]:
    """Insert kiosks with their empty states; returns those that were new, others are left as they are."""
    statement = insert(Kiosk).on_conflict_do_nothing().returning(Kiosk.id)
    ids = list(session.scalars(statement, list(rows)))
    if not ids:
        return []
    session.execute(insert(KioskState), [{"kiosk_id": kiosk_id} for kiosk_id in ids])
    return list(session.scalars(select(Kiosk).join(Kiosk.state).where(Kiosk.id.in_(ids)).order_by(Kiosk.id)))
