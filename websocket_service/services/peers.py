"""Readings between processes: a kiosk speaks to one of them, the people who watch it may be at any."""

import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from common.live import READINGS
from websocket_service.services.fanout import Outlet, Reading

WINDOW_SECONDS = 0.05
READINGS_PER_MESSAGE = 200


class Peers:
    """Hands readings to the fan-out of this process and of every other: what came in a window in one message.

    Each process bounds what its own people get; of a kiosk only a window's newest reading travels.

    Args:
        publish: sends a payload to every process on READINGS; it comes back to this one as well.
    """

    name = "peers"

    def __init__(self, fanout: Outlet, publish: Callable[[str, Any], object]) -> None:
        self._fanout = fanout
        self._publish = publish
        self._me = os.urandom(8).hex()
        self._newest: dict[int, tuple[str | None, Reading]] = {}

    def offer(self, kiosk_id: int, group: str | None, reading: Reading) -> None:
        """A kiosk of this process has spoken."""
        self._fanout.offer(kiosk_id, group, reading)
        self._newest[kiosk_id] = group, reading

    def hear(self, payload: Mapping[str, Any]) -> None:
        """A message of some process, perhaps this one."""
        if payload["from"] == self._me:
            return
        for kiosk_id, group, reading in payload["readings"]:
            self._fanout.offer(kiosk_id, group, reading)

    def flush(self) -> None:
        """Tell the others what came in this window."""
        gathered, self._newest = self._newest, {}
        readings = [(kiosk_id, group, reading) for kiosk_id, (group, reading) in gathered.items()]
        for start in range(0, len(readings), READINGS_PER_MESSAGE):
            part = readings[start : start + READINGS_PER_MESSAGE]
            self._publish(READINGS, {"from": self._me, "readings": part})

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(WINDOW_SECONDS):
            self.flush()
