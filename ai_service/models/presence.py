"""When a kiosk could not sell, and what its consumables were like."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base


class Closure(Base):
    """A span in which a kiosk was offline, blocked, in maintenance or retired; `until` is None while it lasts."""

    __tablename__ = "kiosk_closures"
    __table_args__ = (Index("uq_kiosk_closures_open", "kiosk_id", unique=True, postgresql_where=text("until IS NULL")),)

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(16))


class PeripheralState(Base):
    """A state in which a kiosk's printer, cash acceptor or card reader was seen, from when to when.

    `until` is None while it lasts. `since` is when it was first seen so: the change lay at most a look earlier, except
    for a kiosk's first state (`first`), which may be much older.
    """

    __tablename__ = "peripheral_states"
    __table_args__ = (
        Index(
            "uq_peripheral_states_open", "kiosk_id", "peripheral", unique=True, postgresql_where=text("until IS NULL")
        ),
    )

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    peripheral: Mapped[str] = mapped_column(String(24), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(24))
    first: Mapped[bool]
