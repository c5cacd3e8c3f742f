"""What kiosk_service says of kiosks as they are now."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode

from common.pages import MAX_LIMIT
from common.service_client import ServiceClient


class KioskStates(Protocol):
    """Where the last readings come from. Raises `Unavailable` when it does not answer."""

    def peripherals(self) -> dict[int, Mapping[str, str]]:
        """Kiosk → its peripherals with their states, as its last reading told; without kiosks that told nothing."""


class KioskService:
    """The real source."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def peripherals(self) -> dict[int, Mapping[str, str]]:
        found: dict[int, Mapping[str, str]] = {}
        after: int | None = 0
        while after is not None:
            query = urlencode({"after": after, "limit": MAX_LIMIT})
            answer = self._client.call("GET", f"/internal/kiosks/live?{query}")
            for item in answer["items"]:
                states = (item["reading"] or {}).get("peripherals")
                if states:
                    found[item["status"]["kiosk_id"]] = states
            after = answer["next_after"]
        return found
