"""When kiosks could not sell, and what their peripherals were like, in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models import Closure, PeripheralState


def close(session: Session, kiosk_id: int, since: datetime, status: str) -> None:
    """Note that a kiosk cannot sell any more; nothing changes when that is known."""
    if _open_closure(session, kiosk_id) is None:
        values = {"kiosk_id": kiosk_id, "since": since, "status": status}
        session.execute(insert(Closure).values(values).on_conflict_do_nothing())


def open_again(session: Session, kiosk_id: int, at: datetime) -> None:
    """Note that a kiosk can sell again; what says so but is older than the closure changes nothing."""
    statement = update(Closure).where(Closure.kiosk_id == kiosk_id, Closure.until.is_(None), Closure.since <= at)
    session.execute(statement.values(until=at))


def _open_closure(session: Session, kiosk_id: int) -> Closure | None:
    return session.scalar(select(Closure).where(Closure.kiosk_id == kiosk_id, Closure.until.is_(None)))


def closures(session: Session, since: datetime, kiosk_ids: Collection[int] | None = None) -> Sequence[Closure]:
    """Those that lasted beyond a moment, oldest first; of these kiosks, or of all."""
    query = select(Closure).where((Closure.until.is_(None)) | (Closure.until > since)).order_by(Closure.since)
    if kiosk_ids is not None:
        query = query.where(Closure.kiosk_id.in_(kiosk_ids))
    return session.scalars(query).all()


def states(session: Session, peripheral: str) -> Sequence[PeripheralState]:
    """All that is known of one kind of peripheral, by kiosk, oldest first."""
    query = select(PeripheralState).where(PeripheralState.peripheral == peripheral)
    return session.scalars(query.order_by(PeripheralState.kiosk_id, PeripheralState.since)).all()


def current_states(session: Session) -> dict[tuple[int, str], PeripheralState]:
    """The state that lasts, by kiosk and peripheral."""
    rows = session.scalars(select(PeripheralState).where(PeripheralState.until.is_(None)))
    return {(row.kiosk_id, row.peripheral): row for row in rows}
