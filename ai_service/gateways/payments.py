"""What payment_service says about sales."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlencode

from ai_service.models.day_sales import DaySales
from common.service_client import ServiceClient


class SalesSource(Protocol):
    """Where sales come from. Both raise `Unavailable` when it does not answer."""

    def counts(self) -> dict[int, int]:
        """How many sales each kiosk has made in all."""

    def days(self, kiosk_id: int, start: date, end: date) -> Sequence[DaySales]:
        """The days from `start` to before `end` on which the kiosk sold something."""


class PaymentService:
    """The real source.

    Args:
        time_zone: the name of the zone by whose clock days begin and end.
    """

    def __init__(self, client: ServiceClient, time_zone: str) -> None:
        self._client = client
        self._time_zone = time_zone

    def counts(self) -> dict[int, int]:
        answer = self._client.call("GET", "/internal/payments/counts")
        return {item["kiosk_id"]: item["count"] for item in answer["items"]}

    def days(self, kiosk_id: int, start: date, end: date) -> Sequence[DaySales]:
        query = {
            "kiosk_id": kiosk_id,
            "time_zone": self._time_zone,
            "start": start.isoformat(),
            "end": end.isoformat(),
        }
        answer = self._client.call("GET", f"/internal/payments/daily?{urlencode(query)}")
        return [
            DaySales(
                date.fromisoformat(item["day"]),
                item["currency"],
                Decimal(item["amount"]),
                item["count"],
                Decimal(item["cash"]),
            )
            for item in answer["items"]
        ]
