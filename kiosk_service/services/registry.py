"""The registry: which kiosks there are and what people say of them."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.audit import changes as difference_of
from common.database import transaction
from common.errors import Conflict, Invalid, NotFound
from common.events import utc_now
from common.outbox import record
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.services.codes import code_in, new_code
from kiosk_service.services.events import access_changed, changed, noted, tokens_revoked
from kiosk_service.services.presence import Change, grace, note_changes, status_changed

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


def register(session: Session, fields: Mapping[str, Any]) -> Kiosk:
    """Add a kiosk. A serial or code that is not given is made up.

    Raises:
        Conflict: `serial_taken` or `code_taken`.
    """
    code = (fields.get("code") or new_code()).upper()
    kiosk = Kiosk(**{**columns_of(fields), "code": code, "serial": fields.get("serial") or f"AK-{code}"})
    try:
        with transaction(session):
            kiosks.add(session, kiosk)
            after = {"code": kiosk.code, "serial": kiosk.serial, **editable_fields(kiosk)}
            record(
                session,
                changed("kiosk.registered", kiosk),
                access_changed(kiosk),
                noted("kiosk.registered", kiosk, after=after),
            )
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
    """Change the fields that are named. `check` sees the kiosk as it is now, locked, and may refuse.

    Raises:
        Conflict: `kiosk_retired`.
        Invalid: `code_immutable` or `serial_immutable`: labels are printed and devices enrolled with them. Naming the
            one it has is fine.
    """
    with transaction(session):
        current = kiosks.find_locked(session, kiosk.id) or kiosk
        check(current)
        if current.lifecycle == "retired":
            raise Conflict("kiosk_retired")
        columns = columns_of(changes)
        if columns.pop("code", current.code).upper() != current.code:
            raise Invalid("code_immutable")
        if columns.pop("serial", current.serial) != current.serial:
            raise Invalid("serial_immutable")
        difference = difference_of({name: getattr(current, name) for name in columns}, columns)
        if not difference["after"]:
            return
        for name, value in difference["after"].items():
            setattr(current, name, value)
        current.updated_at = utc_now()
        if "interval" in difference["after"]:
            _allow_for_new_interval(current)
        session.flush()
        record(
            session,
            changed("kiosk.changed", current),
            access_changed(current),
            noted("kiosk.changed", current, **difference),
        )


def _allow_for_new_interval(kiosk: Kiosk) -> None:
    """A kiosk that is told to speak more rarely must not look silent until its next reading."""
    state = kiosk.state
    if state.offline_at is not None and state.last_seen_at is not None:
        state.offline_at = max(state.offline_at, state.last_seen_at + grace(kiosk.interval))


def retire(session: Session, kiosk: Kiosk, check: Callable[[Kiosk], None] = lambda _: None) -> None:
    """Take a kiosk out of service for good: its key, its tokens and its enrolment end, its history stays.

    Retiring it again changes nothing. `check` is as in `edit`.
    """
    with transaction(session):
        current = kiosks.find_locked(session, kiosk.id) or kiosk
        if current.lifecycle == "retired":
            return
        check(current)
        state, now = current.state, utc_now()
        was_online = state.connection == "online"
        current.lifecycle = "retired"
        current.device_key_hash = None
        current.updated_at = now
        kiosks.drop_enrolment_token(session, current.id)
        if was_online:
            state.connection, state.connection_since, state.offline_at = "offline", now, None
        session.flush()
        record(
            session,
            changed("kiosk.changed", current),
            access_changed(current),
            tokens_revoked(current),
            noted("kiosk.retired", current),
        )
        change = Change.of(current, "retired", now)
        if was_online:
            note_changes(session, [change])
        else:
            record(session, status_changed(change))


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
    """The kiosk with this code: bare in any case, or as the whole address of its QR code.

    Raises:
        NotFound: `kiosk_not_found`.
    """
    kiosk = kiosks.find_by_code(session, code_in(code), owner)
    if kiosk is None:
        raise NotFound("kiosk_not_found")
    return kiosk


def editable_fields(kiosk: Kiosk) -> dict[str, Any]:
    """What people edit."""
    return {name: getattr(kiosk, name) for name in EDITABLE}


def columns_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Request fields as columns: a place becomes two numbers."""
    columns = dict(fields)
    if "assigned_location" in columns:
        place = columns.pop("assigned_location") or {"lat": None, "lng": None}
        columns["assigned_lat"], columns["assigned_lng"] = place["lat"], place["lng"]
    return columns
