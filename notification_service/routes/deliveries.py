"""Deliveries over HTTP."""

import uuid
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request

from common.auth import caller, person
from common.database import db
from common.idempotency import key_from_request, run_once
from notification_service.repositories.deliveries import page_of
from notification_service.schemas import DeliveryList, DeliveryOut, DeliveryQuery, DeliveryWritten, TestEmailIn
from notification_service.services import deliveries
from notification_service.services.requests import FromTemplate, queue_mail

bp = APIBlueprint("deliveries", __name__, url_prefix="/notify")

MANAGE = ["notify.manage"]


@bp.post("/test-email")
@bp.auth_required(person, roles=MANAGE)
@bp.input(TestEmailIn)
@bp.output(DeliveryWritten, status_code=202)
def send_test_email(json_data: TestEmailIn) -> dict[str, Any]:
    """Send a mail that tells whether mail works; follow the delivery to see"""
    session, who = db.session(), caller().id
    mail = FromTemplate(
        json_data.to,
        template="test",
        language=request.accept_languages.best_match(["es", "en"], default="es"),
        data={"public_url": current_app.extensions["settings"].public_url},
        requested_by=who,
    )
    done, _ = run_once(
        session,
        f"person:{who}:POST /notify/test-email",
        key_from_request(),
        json_data.model_dump(),
        lambda: {"delivery_id": queue_mail(session, f"person:{uuid.uuid4()}", mail).id},
    )
    return {"message": "queued", "delivery": DeliveryOut.model_validate(deliveries.get(session, done["delivery_id"]))}


@bp.get("/deliveries")
@bp.auth_required(person, roles=MANAGE)
@bp.input(DeliveryQuery, location="query")
@bp.output(DeliveryList)
def list_deliveries(query_data: DeliveryQuery) -> dict[str, Any]:
    """List deliveries"""
    page = page_of(db.session(), query_data, query_data.state, query_data.sort)
    return {"items": [DeliveryOut.model_validate(item) for item in page.items], "next_cursor": page.next_cursor}


@bp.get("/deliveries/<int:delivery_id>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(DeliveryOut)
def get_delivery(delivery_id: int) -> DeliveryOut:
    """One delivery"""
    return DeliveryOut.model_validate(deliveries.get(db.session(), delivery_id))


@bp.post("/deliveries/<int:delivery_id>/retry")
@bp.auth_required(person, roles=MANAGE)
@bp.output(DeliveryWritten, status_code=202)
def retry_delivery(delivery_id: int) -> dict[str, Any]:
    """Try a failed delivery again"""
    delivery = deliveries.retry(db.session(), delivery_id)
    return {"message": "queued", "delivery": DeliveryOut.model_validate(delivery)}
