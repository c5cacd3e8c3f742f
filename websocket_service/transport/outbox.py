"""What waits for a client to take it, with an end: slow readers are let go."""

from collections.abc import Callable
from queue import Empty
from typing import Any

from websocket_service.transport.refusals import refuse
from websocket_service.transport.websockets import WebSocket

MOST_PACKETS = 2_000
MOST_CHARACTERS = 2 * 1024 * 1024
PACKETS_PER_POLL = 16
"""python-socketio's client ends its connection when the answer to a poll holds more."""


def outbox_class(queue_class: Any) -> Any:
    """A queue for python-engineio on top of the engine's own."""

    class Outbox(queue_class):  # type: ignore[misc]  # the engines are untyped
        """Packets to one client: sent at once where nothing is in the way, else by the green thread that waits here.
        When too many wait nothing more is kept, and the connection ends."""

        def __init__(self) -> None:
            super().__init__()
            self.overflown = False
            self.websocket: WebSocket | None = None
            self._is_open: Callable[[], bool] = lambda: False
            self._characters = 0
            self._handed_out = 0
            """Since somebody last waited here."""
            self._waited_for = False
            """Whoever sends what is here waits for more: it has nothing in hand."""

        def use(self, websocket: WebSocket, is_open: Callable[[], bool]) -> None:
            """Send by this connection whenever it is open for packets."""
            self.websocket, self._is_open = websocket, is_open

        def put(self, packet: Any, *_: Any, **__: Any) -> None:
            if packet is not None:
                if self.overflown or self._send_now(packet):
                    return
                self._characters += _size(packet)
                if self.qsize() >= MOST_PACKETS or self._characters > MOST_CHARACTERS:
                    self._overflow()
                    return
            super().put(packet)

        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            if not block and self._handed_out >= PACKETS_PER_POLL:
                raise Empty
            self._waited_for = block
            try:
                # A poll has to end. A WebSocket may be silent here for long: most is sent past this.
                packet = super().get(block, None if self._is_open() else timeout)
            finally:
                self._waited_for = False
            self._characters -= _size(packet)
            self._handed_out = 1 if block else self._handed_out + 1
            return packet

        def _send_now(self, packet: Any) -> bool:
            if not self._waited_for or self.qsize() or not self.websocket or not self._is_open():
                return False
            try:
                return self.websocket.send_now(packet.encode())
            except OSError:
                return True  # nobody is there to hear it, as whoever reads from the connection notices

        def join(self, *_: Any) -> None:
            """Wait for nothing: a client that has stopped reading would hold up whoever closes its socket."""

        def _overflow(self) -> None:
            self.overflown = True
            refuse("slow_reader")
            while self.qsize():
                super().get()
            if self.websocket:
                self.websocket.abort()

    return Outbox


def _size(packet: Any) -> int:
    data = getattr(packet, "data", None)
    return len(data) if isinstance(data, str) else 64
