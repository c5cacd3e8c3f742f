"""Recording payments and reading them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from common.auth import caller, person, person_or_device
from common.database import db
from common.events import utc_now
from common.idempotency import key_from_request
from payment_service.repositories import summary
from payment_service.repositories.payments import Filters, page_of
from payment_service.schemas import (
    LedgerEntryOut,
    PaymentDetail,
    PaymentIn,
    PaymentList,
    PaymentOut,
    PaymentQuery,
    PaymentWritten,
    SummaryOut,
    SummaryQuery,
    SumOut,
)
from payment_service.services import payments
from payment_service.services.access import visible_payments
from payment_service.services.payments import Sale

bp = APIBlueprint("payments", __name__, url_prefix="/payments")

USUAL_SPAN = timedelta(days=31)
HOW_TO_RECORD = (
    "With the header `Idempotency-Key` a repeated request answers the same payment with 200; kiosks must send it. "
    "A kiosk records payments of its own only; a person needs `payments.create`."
)
REPEATED: dict[int, Any] = {
    200: {
        "description": "Recorded before under the same key",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PaymentWritten"}}},
    },
}


@bp.post("")
@bp.auth_required(person_or_device, roles=["payments.create"])
@bp.input(PaymentIn)
@bp.output(PaymentWritten, status_code=201)
@bp.doc(description=HOW_TO_RECORD, responses=REPEATED)
def record(json_data: PaymentIn) -> tuple[PaymentWritten, int]:
    """Record a payment that was taken"""
    payment, replayed = payments.record_sale(
        db.session(),
        current_app.extensions["kiosks"],
        caller(person_or_device),
        key_from_request(),
        Sale(**dict(json_data)),
        demo=current_app.extensions["settings"].demo,
    )
    body = PaymentWritten(message="already recorded" if replayed else "recorded", payment=PaymentOut.of(payment))
    return body, 200 if replayed else 201


@bp.get("")
@bp.auth_required(person)
@bp.input(PaymentQuery, location="query")
@bp.output(PaymentList)
def list_payments(query_data: PaymentQuery) -> dict[str, Any]:
    """List the payments one may see"""
    page, total = page_of(db.session(), query_data, _filters(query_data), visible_payments(caller()), query_data.sort)
    items = [PaymentOut.of(payment) for payment in page.items]
    return {"items": items, "next_cursor": page.next_cursor, "total": total}


@bp.get("/summary")
@bp.auth_required(person)
@bp.input(SummaryQuery, location="query")
@bp.output(SummaryOut)
def summarise(query_data: SummaryQuery) -> dict[str, Any]:
    """What came in, added up, of the payments one may see"""
    start = query_data.from_ or (query_data.to or utc_now()) - USUAL_SPAN
    filters = Filters(kiosk_id=query_data.kiosk_id, start=start, end=query_data.to)
    found = summary.charged(db.session(), query_data.by, filters, visible_payments(caller()), query_data.time_zone)
    return {"items": [SumOut.of(one) for one in found]}


@bp.get("/<int:payment_id>")
@bp.auth_required(person)
@bp.output(PaymentDetail)
def get_payment(payment_id: int) -> PaymentDetail:
    """One payment with its ledger entries"""
    session = db.session()
    payment = payments.get(session, caller(), payment_id)
    entries = [LedgerEntryOut.of(*pair) for pair in payments.booked(session, payment)]
    return PaymentDetail.with_ledger(payment, entries)


def _filters(query: PaymentQuery) -> Filters:
    return Filters(
        kiosk_id=query.kiosk_id,
        method=query.method,
        status="captured" if query.status == "completed" else query.status,
        currency=query.currency,
        start=query.from_,
        end=query.to,
        least=Decimal(query.min) if query.min else None,
        most=Decimal(query.max) if query.max else None,
    )
