"""Which firmware each kiosk runs, and since when."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models.registry import KioskFirmware


class Changed(NamedTuple):
    """How many kiosks of all changed their firmware within a span."""

    changed: int
    all: int


def keep(session: Session, kiosk_id: int, firmware: str, at: datetime) -> None:
    """Note a kiosk's firmware; it has changed if another one was known, and nothing else counts as a change."""
    statement = insert(KioskFirmware).values(kiosk_id=kiosk_id, firmware=firmware)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[KioskFirmware.kiosk_id],
            set_={"firmware": statement.excluded.firmware, "changed_at": at},
            where=KioskFirmware.firmware != statement.excluded.firmware,
        )
    )


def changed_within(session: Session, after: datetime, until: datetime) -> Changed:
    within = (KioskFirmware.changed_at > after) & (KioskFirmware.changed_at <= until)
    query = select(func.count(case((within, 1))), func.count()).select_from(KioskFirmware)
    return Changed(*session.execute(query).one())
