"""When kiosks could not sell, and what their peripherals were like, in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models import Closure, PeripheralState


def close(session: Session, closures: Sequence[tuple[int, datetime, str]]) -> None:
    """Note that kiosks (id, since when, status) cannot sell any more; nothing changes where that is known."""
    if closures:
        rows = [{"kiosk_id": kiosk_id, "since": since, "status": status} for kiosk_id, since, status in closures]
        session.execute(insert(Closure).on_conflict_do_nothing(), rows)


_OPEN_AGAIN = text(
    """
    UPDATE kiosk_closures AS closure SET until = news.at
    FROM unnest(CAST(:ids AS integer[]), CAST(:times AS timestamptz[])) AS news (kiosk_id, at)
    WHERE closure.kiosk_id = news.kiosk_id AND closure.until IS NULL AND closure.since <= news.at
    """
)


def open_again(session: Session, since: Mapping[int, datetime]) -> None:
    """Note that kiosks can sell again; what says so but is older than the closure changes nothing."""
    if since:
        session.execute(_OPEN_AGAIN, {"ids": list(since), "times": list(since.values())})


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


def current_states(session: Session) -> dict[tuple[int, str], str]:
    """The state that lasts, by kiosk and peripheral."""
    query = select(PeripheralState.kiosk_id, PeripheralState.peripheral, PeripheralState.state)
    rows = session.execute(query.where(PeripheralState.until.is_(None)))
    return {(kiosk_id, peripheral): state for kiosk_id, peripheral, state in rows}


def change_state(session: Session, kiosk_id: int, peripheral: str, at: datetime, state: str, *, first: bool) -> None:
    """From `at` on a peripheral is in another state; `first` when none was known before."""
    key = {"kiosk_id": kiosk_id, "peripheral": peripheral}
    lasting = update(PeripheralState).filter_by(**key).where(PeripheralState.until.is_(None))
    session.execute(lasting.values(until=at))
    session.execute(insert(PeripheralState).values(**key, since=at, state=state, first=first))
