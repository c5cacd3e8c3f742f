"""Green threads: eventlet or gevent. All that knows one of them is in its module here (docs/decisions/0002)."""

import importlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any, Protocol, cast

NAMES = ("eventlet", "gevent")

Application = Callable[..., Iterable[bytes]]
"""A WSGI application."""


class Engine(Protocol):
    """What one of the modules offers."""

    def patch(self) -> None:
        """Make the process's own threads and sockets green; before other modules are imported."""

    def serve(self, listener: Any, application: Application, most: int) -> None:
        """Answer on a listening socket, at most so many connections at once; returns when the process is asked to
        stop by SIGTERM or SIGINT. Raises RuntimeError when the listening socket is lost."""

    def wire_of(self, environ: dict[str, Any], patience: float) -> "Wire":
        """The connection of a request that is to become a WebSocket.

        Args:
            patience: seconds that a client may take to read what is sent to it.
        """

    def end(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """What a WSGI application returns when the connection has been used up."""


class Wire:
    """A connection. One green thread reads from it; those that write take turns.

    Args:
        green: its socket, whose calls let other green threads run while they wait.
        plain: the socket under that, whose calls do not wait.
    """

    def __init__(self, green: Any, plain: Any) -> None:
        self._green = green
        self._plain = plain

    def receive(self, most: int) -> bytes:
        """Wait for bytes; none means that the client has ended. Raises OSError when the connection is broken."""
        return bytes(self._green.recv(most))

    def send_now(self, data: bytes) -> int:
        """Send what there is room for, without waiting; returns how many bytes. Raises OSError likewise."""
        try:
            return int(self._plain.send(data))
        except BlockingIOError:
            return 0

    def send(self, data: bytes) -> None:
        """Send all. Raises OSError likewise, TimeoutError when the client does not read."""
        self._green.sendall(data)

    def shut(self) -> None:
        """End both directions at once; whoever waits on them wakes up."""
        with suppress(OSError):  # it has ended already
            self._green.shutdown(SHUT_RDWR)

    def release(self) -> None:
        """Give the connection back: nobody will read from it any more."""


def load(name: str) -> Engine:
    """The engine of this name."""
    return cast(Engine, importlib.import_module(f"{__name__}.{name}"))
