"""What events tell of kiosks beside their readings: where they should stand, what they sell, when not to judge them."""

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


def note_status(session: Session, event: Event) -> None:
    """`kiosk.status_changed`: maintenance and updates are not judged and do not count as normal, nor does what is not
    in service."""
    mode, status = event.data["mode"], event.data["status"]
    reason = mode if mode in MUTING_MODES else NOT_IN_SERVICE if status == NOT_IN_SERVICE else None
    with transaction(session):
        knowledge.mute(session, event.data["kiosk_id"], datetime.fromisoformat(event.at), reason)


def note_sale(session: Session, event: Event) -> None:
    """`payment.captured` counts in the hour in which was paid."""
    hour = datetime.fromisoformat(event.data["occurred_at"]).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    with transaction(session):
        knowledge.count_sale(session, event.data["kiosk_id"], hour, event.data["payment_id"])
