"""What is needed to show kiosks as they are now, and no more."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from kiosk_service.models import Kiosk, KioskState


def find(session: Session, kiosk_id: int) -> Row[Any] | None:
    """A kiosk's lifecycle, mode, connection, last sign and last reading, also when it is retired."""
    return next(iter(_select(session, Kiosk.id == kiosk_id, limit=1)), None)


def after(session: Session, kiosk_id: int, group: str | None, limit: int) -> Sequence[Row[Any]]:
    """The same of the kiosks that follow an id and are not retired; `group` None takes every group."""
    conditions = [Kiosk.id > kiosk_id, Kiosk.lifecycle != "retired"]
    if group is not None:
        conditions.append(Kiosk.group == group)
    return _select(session, *conditions, limit=limit)


def _select(session: Session, *conditions: ColumnElement[bool], limit: int) -> Sequence[Row[Any]]:
    return session.execute(
        select(
            Kiosk.id,
            Kiosk.lifecycle,
            Kiosk.mode,
            KioskState.connection,
            KioskState.last_seen_at,
            KioskState.reading,
        )
        .join(KioskState, KioskState.kiosk_id == Kiosk.id)
        .where(*conditions)
        .order_by(Kiosk.id)
        .limit(limit)
    ).all()
