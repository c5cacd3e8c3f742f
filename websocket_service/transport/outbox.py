"""What waits for a client to take it, with an end: slow readers are let go."""

from typing import Any

from websocket_service.transport.refusals import refuse
from websocket_service.transport.websockets import WebSocket

MOST_PACKETS = 2_000
MOST_CHARACTERS = 2 * 1024 * 1024


def outbox_class(queue_class: Any) -> Any:
    """A queue for python-engineio on top of the engine's own."""

    class Outbox(queue_class):  # type: ignore[misc]  # the engines are untyped
        """Packets to one client. When there are too many nothing more is kept, and the connection ends."""

        def __init__(self) -> None:
            super().__init__()
            self.overflown = False
            self.websocket: WebSocket | None = None
            self._characters = 0

        def put(self, packet: Any, *_: Any, **__: Any) -> None:
            if packet is not None:
                if self.overflown:
                    return
                self._characters += _size(packet)
                if self.qsize() >= MOST_PACKETS or self._characters > MOST_CHARACTERS:
                    self._overflow()
                    return
            super().put(packet)

        def get(self, *arguments: Any, **options: Any) -> Any:
            packet = super().get(*arguments, **options)
            self._characters -= _size(packet)
            return packet

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
