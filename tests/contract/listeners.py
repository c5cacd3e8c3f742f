"""Clients of the realtime service, and what kiosks say to it."""

import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import socketio

from tests.system import EnrolledKiosk, System

SECONDS = 20
EVENTS = (
    "connected",
    "joined",
    "left",
    "error",
    "kiosk_status",
    "kiosk_telemetry",
    "kiosk_config",
    "notification",
    "payment_update",
    "task_progress",
)


class Listener:
    """The official Python client, keeping what it is told.

    Args:
        url: of the realtime service, when it is not the system's own.
    """

    def __init__(self, system: System, token: str, url: str | None = None, **options: Any) -> None:
        self.client = socketio.Client(reconnection=False)
        self.told_in_order: list[tuple[str, Any]] = []
        self._told: dict[str, queue.Queue[Any]] = {event: queue.Queue() for event in EVENTS}
        self._closed = threading.Event()
        for event in EVENTS:
            self.client.on(event, lambda payload, event=event: self._keep(event, payload))
        self.client.on("disconnect", lambda *_: self._closed.set())
        self.client.connect(url or system.realtime_url, auth={"token": token}, wait_timeout=SECONDS, **options)

    def told(self, event: str, about: Callable[[Any], bool] = lambda _: True) -> Any:
        """The next event of a kind that is about what was asked for."""
        deadline = time.monotonic() + 30
        while True:
            payload = self._told[event].get(timeout=max(0.1, deadline - time.monotonic()))
            if about(payload):
                return payload

    def call(self, event: str, payload: Any) -> Any:
        return self.client.call(event, payload, timeout=SECONDS)

    def join(self, room: str) -> None:
        assert self.call("join_room", {"room": room}) == {"ok": True, "room": room}
        assert self.told("joined", lambda joined: joined["room"] == room)

    def is_closed_by_the_server(self, seconds: float = 30) -> bool:
        return self._closed.wait(seconds)

    def _keep(self, event: str, payload: Any) -> None:
        self.told_in_order.append((event, payload))
        self._told[event].put(payload)


def reading(kiosk: EnrolledKiosk, seq: int, **sections: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {"seq": seq, "kiosk_id": kiosk.id, "serial": kiosk.serial, "timestamp": now, **sections}


def introduction(kiosk: EnrolledKiosk) -> dict[str, Any]:
    capabilities = {"sensors": ["temperature"], "peripherals": [], "features": []}
    return {"kiosk_id": kiosk.id, "serial": kiosk.serial, "capabilities": capabilities, "firmware": "9.1"}
