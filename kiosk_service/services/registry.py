"""The registry: which kiosks there are and what people say of them."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Conflict, Invalid, NotFound
from common.events import Event, utc_now
from common.outbox import record
from kiosk_service.models import Kiosk
from kiosk_service.models.status import status_of
from kiosk_service.repositories import kiosks

SOURCE = "kiosk_service"
# Without letters and digits that people mix up.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8

EDITABLE = (
    "name",
    "location",
    "model",
    "group",
    "tags",
    "assigned_lat",
    "assigned_lng",
    "interval",
    "assigned_to",
)


def new_code() -> str:
    """A random code for a kiosk's label: 30^8 possibilities, so guessing leads nowhere."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def register(session: Session, fields: Mapping[str, Any]) -> Kiosk:
    """Add a kiosk. A serial or code that is not given is made up.

    Raises:
        Conflict: `serial_taken` or `code_taken`.
    """
    code = (fields.get("code") or new_code()).upper()
    kiosk = Kiosk(**{**_columns(fields), "code": code, "serial": fields.get("serial") or f"AK-{code}"})
    try:
        with transaction(session):
            kiosks.add(session, kiosk)
            record(session, changed("kiosk.registered", kiosk), access_changed(kiosk))
    except IntegrityError as error:
        taken = "code_taken" if "uq_kiosks_code" in str(error.orig) else "serial_taken"
        raise Conflict(taken) from error
    return kiosk


def edit(
    session: Session,
    kiosk: Kiosk,
    changes: Mapping[str, Any],
    check: Callable[[Kiosk], None] = lambda _: None,
) -> None:
    """Change the fields that are named. `check` sees the kiosk as it is now, locked, and may refuse."""
    with transaction(session):
        check(kiosks.find_locked(session, kiosk.id) or kiosk)
        for name, value in _columns(changes).items():
            setattr(kiosk, name, value)
        kiosk.updated_at = utc_now()
        record(session, changed("kiosk.changed", kiosk), access_changed(kiosk))


def get(session: Session, kiosk_id: int, owner: int | None) -> Kiosk:
    """The kiosk, when `owner` may see it (None sees all).

    Raises:
        NotFound: `kiosk_not_found`.
    """
    kiosk = kiosks.find(session, kiosk_id, owner)
    if kiosk is None:
        raise NotFound("kiosk_not_found")
    return kiosk


def get_by_code(session: Session, code: str, owner: int | None) -> Kiosk:
    """The kiosk with this code, whatever the case of its letters.

    Raises:
        NotFound: `kiosk_not_found`.
    """
    kiosk = kiosks.find_by_code(session, code.strip().upper(), owner)
    if kiosk is None:
        raise NotFound("kiosk_not_found")
    return kiosk


def note_join(
    session: Session, kiosk_id: int, serial: str | None, capabilities: Mapping[str, Any], firmware: str | None
) -> Kiosk:
    """Keep what a kiosk says of itself when it connects.

    Raises:
        NotFound: `kiosk_not_found`, also for a kiosk that is retired.
        Invalid: `wrong_serial`, when it says that it is another; nothing of it is kept then.
    """
    with transaction(session):
        kiosk = kiosks.find_locked(session, kiosk_id)
        if kiosk is None or kiosk.lifecycle != "active":
            raise NotFound("kiosk_not_found")
        if serial not in (None, kiosk.serial):
            raise Invalid("wrong_serial")
        if (kiosk.capabilities, kiosk.firmware) != (capabilities, firmware):
            kiosk.capabilities = dict(capabilities)
            kiosk.firmware = firmware
            record(session, changed("kiosk.changed", kiosk))
    return kiosk


def editable_fields(kiosk: Kiosk) -> dict[str, Any]:
    """What people edit, for the ETag."""
    return {name: getattr(kiosk, name) for name in EDITABLE}


def changed(event_type: str, kiosk: Kiosk) -> Event:
    data = {
        "kiosk_id": kiosk.id,
        "code": kiosk.code,
        "name": kiosk.name,
        "group": kiosk.group,
        "assigned_to": kiosk.assigned_to,
        "status": status_of(kiosk.lifecycle, kiosk.mode, kiosk.state.connection),
        "config": config_of(kiosk),
    }
    return Event(event_type, SOURCE, f"kiosk:{kiosk.id}", data)


def config_of(kiosk: Kiosk) -> dict[str, Any]:
    """What the kiosk itself goes by: seconds between readings, and where it should stand."""
    placed = kiosk.assigned_lat is not None and kiosk.assigned_lng is not None
    place = {"lat": kiosk.assigned_lat, "lng": kiosk.assigned_lng} if placed else None
    return {"interval": kiosk.interval, "assigned_location": place}


def access_changed(kiosk: Kiosk) -> Event:
    """What other services keep of a kiosk: who may see it, and what to call it."""
    data = {
        "kiosk_id": kiosk.id,
        "assigned_to": kiosk.assigned_to,
        "name": kiosk.name,
        "group": kiosk.group,
        "lifecycle": kiosk.lifecycle,
    }
    return Event("kiosk.access_changed", SOURCE, f"kiosk:{kiosk.id}", data)


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Request fields as columns: a place becomes two numbers."""
    columns = dict(fields)
    if "assigned_location" in columns:
        place = columns.pop("assigned_location") or {"lat": None, "lng": None}
        columns["assigned_lat"], columns["assigned_lng"] = place["lat"], place["lng"]
    return columns
