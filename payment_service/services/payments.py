"""Payments: recorded once however often they are sent, booked in the ledger, and told to the others."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Conflict, FieldProblem, Invalid, NotFound
from common.events import Event, iso, utc_now
from common.outbox import record
from common.tokens import Principal
from payment_service.gateways.kiosks import Kiosks
from payment_service.models import LedgerEntry, LedgerTransaction, Payment
from payment_service.repositories import payments
from payment_service.services.access import require_recordable, visible_payments
from payment_service.services.ledger import post_capture
from payment_service.services.money import amount_text, exact_amount

SOURCE = "payment_service"
MOST_AHEAD = timedelta(minutes=5)
# A kiosk keeps its sales while it is cut off; what is older than this it has from a wrong clock.
MOST_BEHIND = timedelta(days=35)


@dataclass(frozen=True)
class Sale:
    """What was paid, as the caller says. `occurred_at` None means now."""

    kiosk_id: int
    amount: Decimal
    currency: str
    method: str
    items: Sequence[Mapping[str, Any]]
    customer_email: str | None
    occurred_at: datetime | None


def record_sale(
    session: Session, kiosks: Kiosks, principal: Principal, key: str | None, sale: Sale, demo: bool
) -> tuple[Payment, bool]:
    """Record a payment that the kiosk's terminal, or a person, has taken: `(payment, replayed)`.

    It is captured at once, as the money is there already. The same key and sale give the same payment again.

    Raises:
        Forbidden, NotFound, Unavailable: see `require_recordable`.
        Invalid: `idempotency_key_required` from a kiosk, `occurred_at_ahead`, `occurred_at_too_old`, or what
            `exact_amount` finds.
        Conflict: `idempotency_key_reused`, when the key came before with another sale.
    """
    require_recordable(session, kiosks, principal, sale.kiosk_id)
    if principal.kind == "device" and key is None:
        raise Invalid("idempotency_key_required")
    amount = exact_amount(sale.amount, sale.currency)
    payment = Payment(
        kiosk_id=sale.kiosk_id,
        idempotency_key=key,
        amount=amount,
        currency=sale.currency,
        method=sale.method,
        status="captured",
        items=[dict(item) for item in sale.items],
        customer_email=sale.customer_email,
        recorded_by=principal.id if principal.kind == "person" else None,
        demo=demo,
    )
    payment.body_hash = _hash(payment, sale.occurred_at)
    with transaction(session):
        # Looked for before the time is checked: a payment that was recorded stays so, however late it is repeated.
        if before := _recorded_before(session, payment):
            return before, True
        payment.occurred_at = _checked_time(principal, sale.occurred_at)
        stored = payments.insert(session, payment)
        if stored is None:  # another try with this key was faster
            return _the_faster_one(session, payment), True
        post_capture(session, stored)
        record(session, captured(stored))
    return stored, False


def get(session: Session, principal: Principal, payment_id: int) -> Payment:
    """The payment, when the caller may see it.

    Raises:
        NotFound: `payment_not_found`.
    """
    payment = payments.find(session, payment_id, visible_payments(principal))
    if payment is None:
        raise NotFound("payment_not_found")
    return payment


def booked(session: Session, payment: Payment) -> Sequence[tuple[LedgerTransaction, LedgerEntry]]:
    """What the ledger holds on a payment."""
    return payments.ledger_of(session, payment.id)


def captured(payment: Payment) -> Event:
    """What other services learn of a payment."""
    data = {
        "payment_id": payment.id,
        "kiosk_id": payment.kiosk_id,
        "amount": amount_text(payment.amount, payment.currency),
        "currency": payment.currency,
        "method": payment.method,
        "occurred_at": iso(payment.occurred_at),
        "demo": payment.demo,
    }
    return Event("payment.captured", SOURCE, f"payment:{payment.id}", data)


def _recorded_before(session: Session, payment: Payment) -> Payment | None:
    if payment.idempotency_key is None:
        return None
    before = payments.find_by_key(session, payment.idempotency_key, payment.kiosk_id, payment.recorded_by)
    if before is not None and (before.kiosk_id, before.body_hash) != (payment.kiosk_id, payment.body_hash):
        raise Conflict("idempotency_key_reused")
    return before


def _the_faster_one(session: Session, payment: Payment) -> Payment:
    before = _recorded_before(session, payment)
    assert before is not None  # it has committed, and payments are not deleted
    return before


def _hash(payment: Payment, occurred_at: datetime | None) -> str:
    """What makes two requests for a kiosk the same: `10` and `10.00` are, two people are not."""
    body = [
        str(payment.amount),
        payment.currency,
        payment.method,
        payment.items,
        payment.customer_email,
        occurred_at and occurred_at.astimezone(UTC).isoformat(),
        payment.recorded_by,
    ]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _checked_time(principal: Principal, occurred_at: datetime | None) -> datetime:
    now = utc_now()
    if occurred_at is None:
        return now
    if occurred_at > now + MOST_AHEAD:
        raise _wrong_time("occurred_at_ahead")
    if principal.kind == "device" and occurred_at < now - MOST_BEHIND:
        raise _wrong_time("occurred_at_too_old")
    return occurred_at


def _wrong_time(code: str) -> Invalid:
    return Invalid(code, errors=[FieldProblem(field="occurred_at", code=code)])
