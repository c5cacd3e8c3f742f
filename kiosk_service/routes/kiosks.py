"""The registry over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify

from common.auth import caller, person
from common.database import db
from common.etags import etag_of, require_match
from common.idempotency import key_from_request, run_once
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosk_lists
from kiosk_service.schemas.kiosks import (
    EnrolmentOut,
    KioskChanges,
    KioskIn,
    KioskOut,
    KioskRegistered,
    KioskWithReading,
    KioskWritten,
)
from kiosk_service.schemas.lists import KioskList, KioskQuery
from kiosk_service.services import enrolment, registry
from kiosk_service.services.access import owner_limit

bp = APIBlueprint("kiosks", __name__, url_prefix="/kiosks")

WRITE = ["kiosks.write"]
NO_STORE = {"Cache-Control": "no-store"}
REPEATED: dict[int, Any] = {
    200: {
        "description": "The same registration, repeated with its Idempotency-Key",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/KioskRegistered"}}},
    }
}


@bp.post("")
@bp.auth_required(person, roles=WRITE)
@bp.input(KioskIn)
@bp.output(KioskRegistered, status_code=201)
@bp.doc(responses=REPEATED)
def register(json_data: KioskIn) -> tuple[KioskRegistered, int, dict[str, str]]:
    """Register a kiosk; the answer holds its enrolment token, shown this once"""
    session, fields = db.session(), json_data.model_dump()
    done, replayed = run_once(
        session,
        f"person:{caller().id}:POST /kiosks",
        key_from_request(),
        fields,
        lambda: {"kiosk_id": registry.register(session, fields).id},
    )
    kiosk = registry.get(session, done["kiosk_id"], None)
    token, expires_at = enrolment.offer(session, kiosk)
    body = KioskRegistered(
        message="registered", kiosk=KioskOut.of(kiosk), enrolment_token=token, enrolment_expires_at=expires_at
    )
    return body, 200 if replayed else 201, NO_STORE


@bp.get("")
@bp.auth_required(person)
@bp.input(KioskQuery, location="query")
@bp.output(KioskList)
def list_kiosks(query_data: KioskQuery) -> KioskList:
    """List the kiosks one may see"""
    filters = query_data.of(caller().id, owner_limit(caller()))
    page, total = kiosk_lists.page_of(db.session(), query_data, filters, query_data.sort)
    with_reading = query_data.include == "reading"
    items = [KioskWithReading.of(kiosk, with_reading=with_reading) for kiosk in page.items]
    return KioskList(items=items, next_cursor=page.next_cursor, total=total)


@bp.get("/<int:kiosk_id>")
@bp.auth_required(person)
@bp.output(KioskOut)
def get_kiosk(kiosk_id: int) -> Response:
    """One kiosk"""
    return one(registry.get(db.session(), kiosk_id, owner_limit(caller())))


@bp.put("/<int:kiosk_id>")
@bp.auth_required(person, roles=WRITE)
@bp.input(KioskChanges)
@bp.output(KioskWritten)
def edit_kiosk(kiosk_id: int, json_data: KioskChanges) -> Response:
    """Change the fields that are named"""
    session = db.session()
    kiosk = registry.get(session, kiosk_id, owner_limit(caller()))
    registry.edit(
        session,
        kiosk,
        json_data.model_dump(exclude_unset=True),
        check=lambda current: require_match(etag_of(registry.editable_fields(current))),
    )
    response = jsonify(message="saved", kiosk=KioskOut.of(kiosk).model_dump(mode="json"))
    response.headers["ETag"] = etag_of(registry.editable_fields(kiosk))
    return response


@bp.delete("/<int:kiosk_id>")
@bp.auth_required(person, roles=WRITE)
@bp.output(KioskWritten)
@bp.doc(responses=[409, 412])
def retire_kiosk(kiosk_id: int) -> KioskWritten:
    """Retire a kiosk: its key and tokens end, its history stays"""
    session = db.session()
    kiosk = registry.get(session, kiosk_id, owner_limit(caller()))
    registry.retire(session, kiosk, lambda current: require_match(etag_of(registry.editable_fields(current))))
    return KioskWritten(message="retired", kiosk=KioskOut.of(kiosk))


@bp.post("/<int:kiosk_id>/enrolment")
@bp.auth_required(person, roles=WRITE)
@bp.output(EnrolmentOut)
def new_enrolment(kiosk_id: int) -> tuple[EnrolmentOut, int, dict[str, str]]:
    """A new enrolment token; using it revokes the kiosk's old device key"""
    session = db.session()
    token, expires_at = enrolment.offer(session, registry.get(session, kiosk_id, owner_limit(caller())))
    body = EnrolmentOut(message="ready to enrol", enrolment_token=token, enrolment_expires_at=expires_at)
    return body, 200, NO_STORE


def one(kiosk: Kiosk) -> Response:
    response = jsonify(KioskOut.of(kiosk).model_dump(mode="json"))
    response.headers["ETag"] = etag_of(registry.editable_fields(kiosk))
    return response
