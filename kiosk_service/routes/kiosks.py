"""The registry over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify

from common.auth import caller, person
from common.database import db
from common.etags import etag_of, require_match
from common.idempotency import key_from_request, run_once
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.schemas import (
    EnrolmentOut,
    KioskChanges,
    KioskIn,
    KioskList,
    KioskOut,
    KioskQuery,
    KioskRegistered,
    KioskWithReading,
    KioskWritten,
)
from kiosk_service.services import enrolment, registry
from kiosk_service.services.access import owner_limit

bp = APIBlueprint("kiosks", __name__, url_prefix="/kiosks")

WRITE = ["kiosks.write"]
NO_STORE = {"Cache-Control": "no-store"}


@bp.post("")
@bp.auth_required(person, roles=WRITE)
@bp.input(KioskIn)
@bp.output(KioskRegistered, status_code=201)
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
def list_kiosks(query_data: KioskQuery) -> dict[str, Any]:
    """List the kiosks one may see"""
    page, total = kiosks.page_of(
        db.session(),
        query_data,
        owner=owner_limit(caller()),
        text=query_data.q,
        status=query_data.status,
        group=query_data.group,
    )
    with_reading = query_data.include == "reading"
    return {
        "items": [
            KioskWithReading(**KioskOut.of(kiosk).model_dump(), reading=kiosk.state.reading if with_reading else None)
            for kiosk in page.items
        ],
        "next_cursor": page.next_cursor,
        "total": total,
    }


@bp.get("/<int:kiosk_id>")
@bp.auth_required(person)
@bp.output(KioskOut)
def get_kiosk(kiosk_id: int) -> Response:
    """One kiosk"""
    return _one(registry.get(db.session(), kiosk_id, owner_limit(caller())))


@bp.get("/by-code/<code>")
@bp.auth_required(person)
@bp.output(KioskOut)
def get_by_code(code: str) -> Response:
    """The kiosk whose label carries this code"""
    return _one(registry.get_by_code(db.session(), code, owner_limit(caller())))


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


@bp.post("/<int:kiosk_id>/enrolment")
@bp.auth_required(person, roles=WRITE)
@bp.output(EnrolmentOut)
def new_enrolment(kiosk_id: int) -> tuple[EnrolmentOut, int, dict[str, str]]:
    """A new enrolment token; using it revokes the kiosk's old device key"""
    session = db.session()
    token, expires_at = enrolment.offer(session, registry.get(session, kiosk_id, owner_limit(caller())))
    body = EnrolmentOut(message="ready to enrol", enrolment_token=token, enrolment_expires_at=expires_at)
    return body, 200, NO_STORE


def _one(kiosk: Kiosk) -> Response:
    response = jsonify(KioskOut.of(kiosk).model_dump(mode="json"))
    response.headers["ETag"] = etag_of(registry.editable_fields(kiosk))
    return response
