"""Asking kiosk_service about kiosks."""

from collections.abc import Mapping
from typing import Any

from common.errors import NotFound
from common.service_client import ServiceClient

INTRODUCTION = ("serial", "capabilities", "firmware")


class Kiosks:
    """kiosk_service, as this service needs it. Every call may raise Unavailable."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def join(self, kiosk_id: int, introduction: Mapping[str, Any]) -> dict[str, Any]:
        """Tell that a kiosk connected: its group, config and last stored `seq`.

        Raises:
            NotFound: when it is not an active kiosk.
            Invalid: when what it says of itself makes no sense.
        """
        body = {name: introduction[name] for name in INTRODUCTION if introduction.get(name) is not None}
        answer: dict[str, Any] = self._client.call("POST", f"/internal/kiosks/{kiosk_id}/join", body)
        return answer

    def last_seq(self, kiosk_id: int) -> int:
        """The last `seq` in the database, -1 for none."""
        return int(self._client.call("GET", f"/internal/kiosks/{kiosk_id}/last-seq")["last_seq"])

    def visible_to(self, kiosk_id: int, user_id: int) -> bool:
        """Whether a person who does not see every kiosk sees this one."""
        try:
            answer = self._client.call("GET", f"/internal/kiosks/{kiosk_id}/access/{user_id}")
        except NotFound:
            return False
        return bool(answer["visible"])
