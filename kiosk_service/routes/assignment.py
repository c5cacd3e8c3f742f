"""Scanning a kiosk's label: finding it, claiming it, letting it go."""

from apiflask import APIBlueprint
from flask import Response, current_app
from werkzeug.routing import BaseConverter

from common.auth import caller, person
from common.database import db
from kiosk_service.gateways.people import People
from kiosk_service.routes.kiosks import one
from kiosk_service.schemas.kiosks import AssignIn, KioskOut, KioskWritten
from kiosk_service.services import assignment, registry
from kiosk_service.services.access import owner_limit

bp = APIBlueprint("assignment", __name__, url_prefix="/kiosks", tag="Kiosks")

MAY_ASSIGN = [assignment.CLAIM, assignment.ASSIGN_OTHERS]  # one of them


class Scanned(BaseConverter):
    """`<scanned:…>` at the end of a path: what a camera saw or somebody typed, with any slashes in it."""

    regex = ".+"
    part_isolating = False


@bp.get("/by-code/<scanned:code>")
@bp.auth_required(person)
@bp.output(KioskOut)
def get_by_code(code: str) -> Response:
    """The kiosk whose label carries this code; the code itself or its whole address, URL-encoded"""
    return one(registry.get_by_code(db.session(), code, owner_limit(caller())))


@bp.post("/assign")
@bp.auth_required(person, roles=MAY_ASSIGN)
@bp.input(AssignIn)
@bp.output(KioskWritten)
@bp.doc(responses=[404, 409])
def assign(json_data: AssignIn) -> KioskWritten:
    """Assign a scanned kiosk to oneself or, with `kiosks.assign_others`, to another person"""
    people: People = current_app.extensions["people"]
    kiosk = assignment.assign(db.session(), people, caller(), json_data.code, json_data.user_id, json_data.place())
    return KioskWritten(message="assigned", kiosk=KioskOut.of(kiosk))


@bp.post("/<int:kiosk_id>/unassign")
@bp.auth_required(person, roles=MAY_ASSIGN)
@bp.output(KioskWritten)
def unassign(kiosk_id: int) -> KioskWritten:
    """Make a kiosk nobody's: one's own, or with `kiosks.assign_others` any"""
    session = db.session()
    registry.get(session, kiosk_id, owner_limit(caller()))
    return KioskWritten(message="unassigned", kiosk=KioskOut.of(assignment.unassign(session, caller(), kiosk_id)))
