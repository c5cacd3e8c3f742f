"""The sales of one day, as they come from payment_service."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class DaySales:
    """What a kiosk sold on one of its days in one currency; `cash` is the part paid in cash, None if not told."""

    day: date
    currency: str
    amount: Decimal
    payments: int
    cash: Decimal | None = None
