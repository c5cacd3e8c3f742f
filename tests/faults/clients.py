"""The load's clients: kiosks that send until they are acknowledged, and people who watch."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.faults.wire import Lost, Socket, connected

PAUSE_SECONDS = 1.5
"""Between two readings of a kiosk."""
UNAVAILABLE_SECONDS = 0.5
FIRST_DELAY, LONGEST_DELAY = 0.5, 4.0

Token = Callable[[], Awaitable[str]]
"""Gets a token of the caller; raises OSError when that is not possible now."""


async def keep_connected(port: int, token: Token, use: Callable[[Socket], Awaitable[None]]) -> None:
    """Connect and use the connection, again and again, with growing delays while that fails."""
    delay = FIRST_DELAY
    while True:
        try:
            async with connected(port, await token()) as socket:
                delay = FIRST_DELAY
                await use(socket)
        except (Lost, OSError):
            await asyncio.sleep(random.uniform(delay / 2, delay))
            delay = min(delay * 2, LONGEST_DELAY)


class Kiosk:
    """One reading in flight, sent until it is acknowledged. `latency` carries the `seq`, so that it can be read back.

    `acknowledged` has the `seq` and the time of each reading, `complaints` what no server may answer.
    """

    def __init__(self, kiosk_id: int, serial: str) -> None:
        self._id = kiosk_id
        self._serial = serial
        self._last: dict[str, Any] | None = None
        self._next = self._reading(1)
        self.acknowledged: list[tuple[int, datetime]] = []
        self.complaints: list[str] = []

    async def talk(self, socket: Socket) -> None:
        """Introduce itself, then send readings until the connection is lost."""
        await self._join(socket)
        if self._last:
            await self._repeat(socket, self._last)
        while True:
            answer = await socket.request("kiosk_update", self._next)
            if answer["ok"]:
                self._note(answer)
                await asyncio.sleep(random.uniform(0.5, 1.5) * PAUSE_SECONDS)
            else:
                await self._wait(answer)

    async def _join(self, socket: Socket) -> None:
        introduction = {"kiosk_id": self._id, "serial": self._serial, "capabilities": {}, "firmware": "1"}
        answer = await socket.request("kiosk_join", introduction)
        if not answer["ok"]:
            raise Lost(f"kiosk_join: {answer}")
        if self._last and answer["resume_from"] < self._last["seq"]:
            self._complain(f"{self._last['seq']} was acknowledged and is forgotten: {answer}")

    async def _repeat(self, socket: Socket, reading: Mapping[str, Any]) -> None:
        """An acknowledged reading comes again, as from a kiosk that lost the answer."""
        while not (answer := await socket.request("kiosk_update", reading))["ok"]:
            await self._wait(answer)
        if (answer["accepted"], answer["duplicate"]) != (0, 1):
            self._complain(f"{reading['seq']} was acknowledged before: {answer}")

    async def _wait(self, answer: Mapping[str, Any]) -> None:
        if answer["code"] != "unavailable":
            self._complain(str(answer))
        await asyncio.sleep(UNAVAILABLE_SECONDS)

    def _note(self, answer: Mapping[str, Any]) -> None:
        seq = self._next["seq"]
        if answer["accepted"] + answer["duplicate"] != 1 or answer["rejected"]:
            self._complain(f"{seq}: {answer}")
        self.acknowledged.append((seq, datetime.fromisoformat(self._next["timestamp"])))
        self._last, self._next = self._next, self._reading(seq + 1)

    def _reading(self, seq: int) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        return {"seq": seq, "kiosk_id": self._id, "timestamp": now, "network": {"latency": seq}}

    def _complain(self, about: str) -> None:
        self.complaints.append(f"kiosk {self._id}: {about}")


class Watcher:
    """A person's screen that follows a room; `heard` counts the readings it was told of."""

    def __init__(self, room: str) -> None:
        self._room = room
        self.heard = 0

    async def watch(self, socket: Socket) -> None:
        """Join the room and listen until the connection is lost."""
        answer = await socket.request("join_room", {"room": self._room})
        if not answer["ok"]:
            raise Lost(f"join_room: {answer}")
        while True:
            packet = await socket.receive()
            self.heard += packet.startswith('42["kiosk_telemetry"')
