"""What kiosk_service tells the others of kiosks."""

from collections.abc import Mapping
from typing import Any

from common import audit
from common.events import Event, utc_now
from kiosk_service.models import Kiosk
from kiosk_service.models.status import status_of

SOURCE = "kiosk_service"


def changed(event_type: str, kiosk: Kiosk) -> Event:
    data = {
        "kiosk_id": kiosk.id,
        "code": kiosk.code,
        "name": kiosk.name,
        "group": kiosk.group,
        "assigned_to": kiosk.assigned_to,
        "firmware": kiosk.firmware,
        "status": status_of(kiosk.lifecycle, kiosk.mode, kiosk.state.connection),
        "config": config_of(kiosk),
    }
    return Event(event_type, SOURCE, f"kiosk:{kiosk.id}", data)


def access_changed(kiosk: Kiosk) -> Event:
    """What other services keep of a kiosk: who may see it, and what to call it."""
    return Event("kiosk.access_changed", SOURCE, f"kiosk:{kiosk.id}", {"kiosk_id": kiosk.id, **access_of(kiosk)})


def access_of(kiosk: Kiosk) -> dict[str, Any]:
    return {
        "assigned_to": kiosk.assigned_to,
        "name": kiosk.name,
        "group": kiosk.group,
        "lifecycle": kiosk.lifecycle,
    }


def config_of(kiosk: Kiosk) -> dict[str, Any]:
    """What the kiosk itself goes by: seconds between readings, where it should stand, and the limits of its metrics."""
    placed = kiosk.assigned_lat is not None and kiosk.assigned_lng is not None
    place = {"lat": kiosk.assigned_lat, "lng": kiosk.assigned_lng} if placed else None
    # Limits are set by rules about metrics; as long as there are no rules, no kiosk has any.
    return {"interval": kiosk.interval, "assigned_location": place, "thresholds": {}}


def noted(action: str, kiosk: Kiosk, **changes: Mapping[str, Any]) -> Event:
    """For the audit log: `before` and `after` of what changed."""
    return audit.noted(SOURCE, action, f"kiosk:{kiosk.id}", **changes)


def tokens_revoked(kiosk: Kiosk) -> Event:
    """Ends every device token that the kiosk was given up to now."""
    data = {"kiosk_id": kiosk.id, "until": utc_now().timestamp()}
    return Event("user.revoked", SOURCE, f"kiosk:{kiosk.id}", data)
