"""eventlet."""

import errno
import signal
import warnings
from collections.abc import Iterable
from typing import Any

# The one warning of the choice in docs/decisions/0002.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402
import eventlet.event  # noqa: E402
import eventlet.hubs  # noqa: E402
import eventlet.hubs.hub  # noqa: E402
import eventlet.wsgi  # noqa: E402

from websocket_service.engines import Application, Wire  # noqa: E402

IDLE_SECONDS = 30
"""A connection that says nothing for so long before it is a WebSocket, or between two requests, is closed."""
REST_SECONDS = 0.1
GONE = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})
"""The listening socket itself is gone. Whatever else accepting fails with is over some time (accept(2))."""


def patch() -> None:
    eventlet.monkey_patch()


class _Quiet(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet is untyped
    """Requests that are no HTTP are answered, not written down: whoever sends them would fill the log."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Listener:
    """A listening socket that outlives what accepting fails with, such as too many open files."""

    def __init__(self, listener: Any) -> None:
        self._listener = listener

    def accept(self) -> Any:
        while True:
            try:
                return self._listener.accept()
            except OSError as error:
                if error.errno in GONE:
                    raise
            eventlet.sleep(REST_SECONDS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)


class _Pool(eventlet.GreenPool):  # type: ignore[misc]  # eventlet is untyped
    """A server that can accept no more ends at once, whoever is still connected."""

    def waitall(self) -> None:
        """Wait for nobody."""


def serve(listener: Any, application: Application, most: int) -> None:
    asked = eventlet.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # A handler may run inside the hub, where nothing may block: it leaves word for the main green thread.
        signal.signal(number, lambda *_: eventlet.hubs.get_hub().schedule_call_global(0, _send_once, asked))
    server = eventlet.spawn(
        eventlet.wsgi.server,
        _Listener(listener),
        application,
        protocol=_Quiet,
        log_output=False,
        debug=False,
        custom_pool=_Pool(most),
        keepalive=IDLE_SECONDS,
        socket_timeout=IDLE_SECONDS,
    )
    server.link(lambda _: _send_once(asked))
    asked.wait()
    if server.dead:
        raise RuntimeError("no connection can be accepted any more")


def wire_of(environ: dict[str, Any], patience: float) -> Wire:
    socket = environ["eventlet.input"].get_socket()
    socket.settimeout(patience)
    return _Watched(socket, socket.fd)


class _Watched(Wire):
    """Watched for bytes as long as somebody comes back for them.

    A green socket begins to watch anew for each read, with a timer for its timeout: several times the work of reading a
    small message.
    """

    def __init__(self, green: Any, plain: Any) -> None:
        super().__init__(green, plain)
        self._hub = eventlet.hubs.get_hub()
        self._watch: Any = None
        self._reader: Any = None
        self._more = False

    def receive(self, most: int) -> bytes:
        while True:
            # What was not read at once is still there; else there is nothing, as the last read took all.
            if not self._more:
                self._wait()
            try:
                data: bytes = self._plain.recv(most)
            except BlockingIOError:
                self._more = False
                continue
            self._more = len(data) == most
            return data

    def release(self) -> None:
        if self._watch is not None:
            self._hub.remove(self._watch)
            self._watch = None

    def _wait(self) -> None:
        self._reader = eventlet.getcurrent()
        if self._watch is None:
            lost = self._lost
            self._watch = self._hub.add(eventlet.hubs.hub.READ, self._plain.fileno(), self._came, lost, lost)
        try:
            self._hub.switch()
        finally:
            self._reader = None

    def _came(self, _: int) -> None:
        if self._reader is not None:
            self._reader.switch()
        else:
            self.release()  # nobody reads just now, and the hub would tell this again and again

    def _lost(self, *_: Any) -> None:
        """The file was closed by somebody else: there is nothing to watch."""
        self._watch = None


def end(_: dict[str, Any]) -> Iterable[bytes]:
    eventlet.wsgi.WSGI_LOCAL.already_handled = True
    return []


def _send_once(event: "eventlet.event.Event") -> None:
    if not event.ready():
        event.send()
