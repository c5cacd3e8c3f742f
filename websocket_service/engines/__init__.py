"""Green threads: eventlet or gevent. All that knows one of them is in its module here (docs/decisions/0002)."""

import importlib
from collections.abc import Callable, Iterable
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

    def socket_of(self, environ: dict[str, Any]) -> Any:
        """The connection of a request that is to become a WebSocket."""

    def end(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """What a WSGI application returns when the connection has been used up."""


def load(name: str) -> Engine:
    """The engine of this name."""
    return cast(Engine, importlib.import_module(f"{__name__}.{name}"))
