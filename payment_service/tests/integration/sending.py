"""What kiosks and people send to have a payment recorded."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from common.database import db
from payment_service.models import Payment

Headers = dict[str, str]
Device = Callable[[int], Headers]

CREATE = ("payments.create", "kiosks.read_all")


def body(kiosk_id: int, **fields: Any) -> dict[str, Any]:
    return {"kiosk_id": kiosk_id, "amount": "1500.50", "currency": "ARS", "method": "cash", **fields}


def keyed(headers: Headers, key: str = "k-1") -> Headers:
    return {**headers, "Idempotency-Key": key}


def count_of(kiosk_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Payment.kiosk_id == kiosk_id)) or 0
