"""Asking kiosk_service about kiosks."""

from collections.abc import Mapping
from typing import Any, Protocol

from common.service_client import ServiceClient


class Kiosks(Protocol):
    """Which kiosks there are."""

    def access(self, kiosk_id: int) -> Mapping[str, Any] | None:
        """Who may see a kiosk, as in `kiosk.access_changed`, and `at`, since when; None when there is no such kiosk.

        Raises:
            Unavailable: when nobody can tell now.
        """


class KioskService:
    """kiosk_service, as this service needs it."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def access(self, kiosk_id: int) -> Mapping[str, Any] | None:
        answer = self._client.call("GET", f"/internal/kiosks/access?after={kiosk_id - 1}&limit=1")
        return next((item for item in answer["items"] if item["kiosk_id"] == kiosk_id), None)
