"""What goes to paper: QR codes and sheets of labels."""

import hashlib
from typing import Literal

from apiflask import APIBlueprint, FileSchema
from flask import Response, current_app, request

from common.auth import caller, person
from common.database import db
from common.errors import NotFound
from kiosk_service.config import Settings
from kiosk_service.repositories import kiosks
from kiosk_service.schemas.files import LabelsIn, QrQuery
from kiosk_service.services import labels, qr, registry
from kiosk_service.services.access import owner_limit
from kiosk_service.services.codes import address_of

bp = APIBlueprint("printing", __name__, url_prefix="/kiosks", tag="Kiosks")

FILE = FileSchema(type="string", format="binary")
NOT_MODIFIED = {304: "The caller has it already"}
DAY_SECONDS = 24 * 3600


@bp.get("/<int:kiosk_id>/qr.svg")
@bp.auth_required(person)
@bp.input(QrQuery, location="query")
@bp.output(FILE, content_type="image/svg+xml")
@bp.doc(responses=NOT_MODIFIED)
def qr_svg(kiosk_id: int, query_data: QrQuery) -> Response:
    """The QR code of a kiosk's public address, to print at any size"""
    return _qr(kiosk_id, "svg", "image/svg+xml", query_data.size)


@bp.get("/<int:kiosk_id>/qr.png")
@bp.auth_required(person)
@bp.input(QrQuery, location="query")
@bp.output(FILE, content_type="image/png")
@bp.doc(responses=NOT_MODIFIED)
def qr_png(kiosk_id: int, query_data: QrQuery) -> Response:
    """The QR code of a kiosk's public address as an image"""
    return _qr(kiosk_id, "png", "image/png", query_data.size)


@bp.post("/labels")
@bp.auth_required(person, roles=["kiosks.write"])
@bp.input(LabelsIn)
@bp.output(FILE, content_type="application/pdf")
@bp.doc(responses=[404])
def print_labels(json_data: LabelsIn) -> Response:
    """A PDF of label sheets: QR code, name and code of each kiosk, in the order of `ids`"""
    found = kiosks.find_many(db.session(), set(json_data.ids), owner_limit(caller()))
    if not found.keys() >= set(json_data.ids):
        raise NotFound("kiosk_not_found")
    chosen = [found[kiosk_id] for kiosk_id in json_data.ids]
    sheet = labels.print_sheets(
        [labels.Label(kiosk.name, kiosk.code, _address(kiosk.code)) for kiosk in chosen], json_data.size
    )
    response = Response(sheet, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response


def _qr(kiosk_id: int, kind: Literal["svg", "png"], content_type: str, size: int) -> Response:
    kiosk = registry.get(db.session(), kiosk_id, owner_limit(caller()))
    image = qr.image_of(_address(kiosk.code), kind, size)
    response = Response(image, content_type=content_type)
    response.set_etag(hashlib.sha256(image).hexdigest()[:32])
    response.cache_control.private = True
    response.cache_control.max_age = DAY_SECONDS
    response.make_conditional(request)
    return response


def _address(code: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return address_of(settings.public_url, code)
