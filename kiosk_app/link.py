"""One Socket.IO connection to the realtime service, from connect to loss; the uplink makes the next one."""

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any

import socketio
import websocket

from kiosk_app.errors import NoAnswerError, UnavailableError

CONNECT_TIMEOUT = 5  # seconds
ACK_TIMEOUT = 10.0  # seconds

_silent = logging.getLogger("kiosk_app.link")  # what the library would print, the uplink logs in our own form
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class PromptWebSocket(websocket.WebSocket):
    """A WebSocket that says goodbye without waiting for the answer.

    Another thread is reading, so the library would wait its three seconds in vain.
    """

    def close(
        self, status: int = websocket.STATUS_NORMAL, reason: str | bytes = b"", timeout: float | None = 0
    ) -> None:
        """Send a close frame and close."""
        super().close(status, reason, timeout)


class Link:
    """A connection that has been accepted. One thread uses it; others may only `interrupt` it."""

    def __init__(self, url: str, token: str, on_config: Callable[[object], None], on_down: Callable[[], None]) -> None:
        """Connect. Raises UnavailableError."""
        self._on_down = on_down
        self._down = threading.Event()
        self._answers: SimpleQueue[object] = SimpleQueue()
        self._refusal = ""
        self._client: Any = socketio.Client(
            reconnection=False,
            handle_sigint=False,
            logger=_silent,
            engineio_logger=_silent,
            request_timeout=CONNECT_TIMEOUT,
            websocket_extra_options={"class_": PromptWebSocket},
        )
        self._client.on("connect_error", self._remember_refusal)
        self._client.on("disconnect", self._went_down)
        self._client.on("kiosk_config", on_config)
        try:
            self._client.connect(url, auth={"token": token}, transports=["websocket"], wait_timeout=CONNECT_TIMEOUT)
        except (socketio.exceptions.SocketIOError, OSError, ValueError) as error:
            raise UnavailableError(f"realtime: {self._refusal or type(error).__name__}") from None

    @property
    def up(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return not self._down.is_set()

    def request(self, event: str, payload: object) -> Mapping[str, Any]:
        """Send and wait for the acknowledgement.

        Raises NoAnswerError after ACK_TIMEOUT, UnavailableError when cut off.
        """
        # A queue for each request: a late answer to an earlier one must not be taken for this one's.
        answers: SimpleQueue[object] = SimpleQueue()
        self._answers = answers
        self._emit(event, payload, callback=lambda *args: answers.put(args[0] if args else None))
        if not self.up:
            raise UnavailableError("realtime: connection lost")
        try:
            answer = answers.get(timeout=ACK_TIMEOUT)
        except Empty:
            raise NoAnswerError(f"{event}: no acknowledgement within {ACK_TIMEOUT:g} s") from None
        if not isinstance(answer, Mapping):
            raise UnavailableError("realtime: connection lost" if not self.up else f"{event}: not a proper answer")
        return answer

    def renew(self, token: str) -> None:
        """Hand over a fresh token before the old one expires."""
        self._emit("refresh_token", {"token": token})

    def interrupt(self) -> None:
        """Count the connection as down and wake whoever waits for an answer."""
        self._went_down()

    def close(self) -> None:
        """Say goodbye and free the connection, if it still stands."""
        # The library's own threads may be taking the connection down at this very moment.
        with contextlib.suppress(Exception):
            self._client.disconnect()

    def _emit(self, event: str, payload: object, **options: object) -> None:
        try:
            self._client.emit(event, payload, **options)
        except (socketio.exceptions.SocketIOError, OSError):
            raise UnavailableError("realtime: connection lost") from None

    def _remember_refusal(self, reason: object = "") -> None:
        self._refusal = str(reason.get("code", "refused")) if isinstance(reason, Mapping) else str(reason)

    def _went_down(self, *_reason: object) -> None:
        self._down.set()
        self._answers.put(None)
        self._on_down()
