"""When a kiosk could not sell, and how its consumables are: what sales alone do not tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ai_service.gateways.kiosk_states import KioskStates
from ai_service.repositories import presence
from common.database import transaction
from common.events import Event, utc_now

SELLING = "online"
PERIPHERALS = ("printer_status", "cash_acceptor", "card_reader")


def note_statuses(session: Session, events: Sequence[Event]) -> None:
    """`kiosk.status_changed` of different kiosks: one that is not online sells nothing, from when it was last heard
    of."""
    opened: dict[int, datetime] = {}
    closed: list[tuple[int, datetime, str]] = []
    for event in events:
        kiosk_id, status, at = event.data["kiosk_id"], event.data["status"], datetime.fromisoformat(event.at)
        last_seen = event.data.get("last_seen_at")
        if status == SELLING:
            opened[kiosk_id] = at
        else:
            since = datetime.fromisoformat(last_seen) if last_seen and status == "offline" else at
            closed.append((kiosk_id, min(since, at), status))
    with transaction(session):
        presence.open_again(session, opened)
        presence.close(session, closed)


def look(session: Session, source: KioskStates) -> int:
    """Ask how the peripherals of every kiosk are, and keep each change; returns how many there were.

    Raises:
        Unavailable: when kiosk_service does not answer.
    """
    found = source.peripherals()
    now, changes = utc_now(), 0
    with transaction(session):
        before = presence.current_states(session)
        for kiosk_id, reported in found.items():
            for peripheral in PERIPHERALS:
                state, known = reported.get(peripheral), before.get((kiosk_id, peripheral))
                if state and state != known:
                    presence.change_state(session, kiosk_id, peripheral, now, state, first=known is None)
                    changes += 1
    return changes
