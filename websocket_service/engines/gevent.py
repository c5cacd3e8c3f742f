"""gevent."""

import signal
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import gevent
import gevent.event
import gevent.monkey
import gevent.pool
import gevent.pywsgi

from websocket_service.engines import Application, Wire

IDLE_SECONDS = 30
"""A connection that says nothing for so long before it is a WebSocket, or between two requests, is closed."""


def patch() -> None:
    gevent.monkey.patch_all()


class _Handler(gevent.pywsgi.WSGIHandler):  # type: ignore[misc]  # gevent is untyped
    """Connections that say nothing end. Requests that are no HTTP are answered, not written down: whoever sends them
    would fill the log."""

    def handle(self) -> None:
        self.socket.settimeout(IDLE_SECONDS)
        with suppress(OSError):  # the client is gone before its answer
            super().handle()

    def log_error(self, *_: Any, **__: Any) -> None:
        """Say nothing."""


def serve(listener: Any, application: Application, most: int) -> None:
    asked = gevent.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, asked.set)
    pool = gevent.pool.Pool(most)
    server = gevent.pywsgi.WSGIServer(listener, application, log=None, spawn=pool, handler_class=_Handler)
    # What accepting fails with is waited out by gevent itself, unless the listening socket is gone.
    accepting = gevent.spawn(server.serve_forever)
    accepting.link(lambda _: asked.set())
    asked.wait()
    if accepting.dead:
        raise RuntimeError("no connection can be accepted any more")


def wire_of(environ: dict[str, Any], patience: float) -> Wire:
    socket = _socket_of(environ)
    socket.settimeout(patience)
    return Wire(socket, socket._sock)


def end(environ: dict[str, Any]) -> Iterable[bytes]:
    # pywsgi reads the next request from a connection that is still open.
    _socket_of(environ).close()
    return []


def _socket_of(environ: dict[str, Any]) -> Any:
    return environ["wsgi.input"].raw._sock
