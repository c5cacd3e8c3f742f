"""Asking kiosk_service about kiosks."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from common.errors import NotFound
from common.service_client import ServiceClient

INTRODUCTION = ("serial", "capabilities", "firmware")
"""What a kiosk may say of itself; other fields of `kiosk_join` are not passed on."""


class Kiosks:
    """kiosk_service, as this service needs it. Every call may raise Unavailable."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def join(self, introductions: Sequence[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """Tell that kiosks (id, what it says of itself) connected. For each in turn its group, config and last stored
        `seq`, or the `code` of why it is not let in.
        """
        kiosks = [{**said, "kiosk_id": kiosk_id} for kiosk_id, said in introductions]
        answer = self._client.call("POST", "/internal/kiosks/join", {"kiosks": kiosks})
        joins: list[dict[str, Any]] = answer["joins"]
        return joins

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

    def live(self, kiosk_id: int) -> dict[str, Any]:
        """A kiosk as it is now: {status, reading}, in the shapes of `kiosk_status` and `kiosk_telemetry`; `reading`
        is None before its first.

        Raises:
            NotFound: when there is no such kiosk.
        """
        answer: dict[str, Any] = self._client.call("GET", f"/internal/kiosks/{kiosk_id}/live")
        return answer

    def live_page(self, group: str | None, after: int) -> tuple[list[dict[str, Any]], int | None]:
        """The same of the kiosks of a group, or of all, that follow an id; and after which id the next page begins."""
        query = urlencode({"after": after, **({"group": group} if group is not None else {})})
        answer = self._client.call("GET", f"/internal/kiosks/live?{query}")
        return answer["items"], answer["next_after"]
