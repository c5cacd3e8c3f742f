"""What events tell of kiosks beside their readings: where they should stand, what they sell, when not to judge them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from ai_service.repositories import knowledge
from common.database import transaction
from common.events import Event

MUTING_MODES = frozenset({"maintenance", "updating"})
NOT_IN_SERVICE = "registered"


def note_config(session: Session, event: Event) -> None:
    """`kiosk.registered` and `kiosk.changed` carry what the kiosk goes by."""
    config = event.data["config"]
    place = config.get("assigned_location") or {}
    with transaction(session):
        knowledge.keep_place(
            session,
            {
                "kiosk_id": event.data["kiosk_id"],
                "lat": place.get("lat"),
                "lng": place.get("lng"),
                "interval_s": config["interval"],
                "changed_at": datetime.fromisoformat(event.at),
            },
        )


def note_statuses(session: Session, events: Sequence[Event]) -> None:
    """`kiosk.status_changed` of different kiosks: maintenance and updates are not judged and do not count as normal,
    nor does what is not in service."""
    unmuted: dict[int, datetime] = {}
    with transaction(session):
        for event in events:
            kiosk_id, mode, at = event.data["kiosk_id"], event.data["mode"], datetime.fromisoformat(event.at)
            if mode in MUTING_MODES:
                knowledge.mute(session, kiosk_id, at, mode)
            elif event.data["status"] == NOT_IN_SERVICE:
                knowledge.mute(session, kiosk_id, at, NOT_IN_SERVICE)
            else:
                unmuted[kiosk_id] = at
        knowledge.unmute(session, unmuted)


def note_sale(session: Session, event: Event) -> None:
    """`payment.captured` counts in the hour in which was paid."""
    hour = datetime.fromisoformat(event.data["occurred_at"]).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    with transaction(session):
        knowledge.count_sale(session, event.data["kiosk_id"], hour, event.data["payment_id"])
