"""Assignment: whose kiosk it is. Scanning its label claims it."""

from typing import Any

from sqlalchemy.orm import Session

from common.audit import changes
from common.database import transaction
from common.errors import Conflict, Forbidden, Invalid, NotFound
from common.events import utc_now
from common.outbox import record
from common.tokens import Principal
from kiosk_service.gateways.people import People
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.services.codes import code_in
from kiosk_service.services.events import access_changed, changed, noted

CLAIM = "kiosks.claim"
ASSIGN_OTHERS = "kiosks.assign_others"


def assign(
    session: Session,
    people: People,
    caller: Principal,
    scanned: str,
    user_id: int | None,
    place: dict[str, Any],
) -> Kiosk:
    """Assign the kiosk that was scanned to the caller or, with the permission, to another person.

    Of two who claim one kiosk at once the first gets it; assigning it again to the same person changes nothing.

    Args:
        scanned: its code, or the address of its QR code.
        place: the columns of a new place, if one was given.

    Raises:
        Forbidden: for another person without `kiosks.assign_others`.
        Invalid: `person_not_found` or `person_disabled`.
        NotFound: `kiosk_not_found`.
        Conflict: `kiosk_retired`, or `kiosk_assigned_to_other` when the caller may not take it from them.
    """
    target = caller.id if user_id is None else user_id
    if target != caller.id:
        _check_person(people, caller, target)
    with transaction(session):
        kiosk = kiosks.find_locked_by_code(session, code_in(scanned))
        if kiosk is None:
            raise NotFound("kiosk_not_found")
        if kiosk.lifecycle == "retired":
            raise Conflict("kiosk_retired")
        if kiosk.assigned_to not in (None, target) and not caller.may(ASSIGN_OTHERS):
            raise Conflict("kiosk_assigned_to_other")
        _change(session, kiosk, {"assigned_to": target, **place})
    return kiosk


def unassign(session: Session, caller: Principal, kiosk_id: int) -> Kiosk:
    """Make a kiosk nobody's: one's own, or with `kiosks.assign_others` any. Doing so again changes nothing.

    Raises:
        NotFound: `kiosk_not_found`.
        Forbidden: for the kiosk of another.
    """
    with transaction(session):
        kiosk = kiosks.find_locked(session, kiosk_id)
        if kiosk is None:
            raise NotFound("kiosk_not_found")
        if kiosk.assigned_to not in (None, caller.id) and not caller.may(ASSIGN_OTHERS):
            raise Forbidden("forbidden")
        _change(session, kiosk, {"assigned_to": None})
    return kiosk


def _check_person(people: People, caller: Principal, user_id: int) -> None:
    if not caller.may(ASSIGN_OTHERS):
        raise Forbidden("forbidden")
    person = people.find(user_id)
    if person is None:
        raise Invalid("person_not_found")
    if person.disabled:
        raise Invalid("person_disabled")


def _change(session: Session, kiosk: Kiosk, columns: dict[str, Any]) -> None:
    difference = changes({name: getattr(kiosk, name) for name in columns}, columns)
    if not difference["after"]:
        return
    for name, value in difference["after"].items():
        setattr(kiosk, name, value)
    kiosk.updated_at = utc_now()
    session.flush()
    action = "kiosk.unassigned" if kiosk.assigned_to is None else "kiosk.assigned"
    record(session, changed("kiosk.changed", kiosk), access_changed(kiosk), noted(action, kiosk, **difference))
