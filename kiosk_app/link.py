"""One Socket.IO connection to the realtime service, from connect to loss; the uplink makes the next one."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import socketio

from kiosk_app.errors import NoAnswerError, UnavailableError

CONNECT_TIMEOUT = 5  # seconds
ACK_TIMEOUT = 10.0  # seconds
CLOSE_TIMEOUT = 2.0  # seconds

_silent = logging.getLogger("kiosk_app.link")  # what the library would print, the uplink logs in our own form
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class Link:
    """A connection; `connect` first. One task uses it, one request at a time."""

    def __init__(
        self, http: aiohttp.ClientSession, on_config: Callable[[object], None], on_down: Callable[[], None]
    ) -> None:
        self._on_down = on_down
        self._answer: asyncio.Future[object] | None = None
        self._refusal = ""
        self.up = False
        """Whether the connection stands, as far as is known."""
        self._client: Any = socketio.AsyncClient(
            reconnection=False,
            handle_sigint=False,
            logger=_silent,
            engineio_logger=_silent,
            request_timeout=CONNECT_TIMEOUT,
            http_session=http,
        )
        self._client.on("connect_error", self._remember_refusal)
        self._client.on("disconnect", self._went_down)
        self._client.on("kiosk_config", lambda *pushed: on_config(pushed[0] if pushed else None))

    async def connect(self, url: str, token: str) -> None:
        """By WebSocket at once: several servers behind one address refuse polling. Raises UnavailableError."""
        self.up = True
        try:
            async with asyncio.timeout(2 * CONNECT_TIMEOUT):
                await self._client.connect(
                    url, auth={"token": token}, transports=["websocket"], wait_timeout=CONNECT_TIMEOUT
                )
        except (socketio.exceptions.SocketIOError, aiohttp.ClientError, OSError, ValueError) as error:
            self.up = False
            raise UnavailableError(f"realtime: {self._refusal or type(error).__name__}") from None

    async def request(self, event: str, payload: object) -> Mapping[str, Any]:
        """Send and wait for the acknowledgement.

        Raises NoAnswerError after ACK_TIMEOUT, UnavailableError when cut off.
        """
        # A future for each request: a late answer to an earlier one must not be taken for this one's.
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._answer = answer
        await self._emit(event, payload, callback=lambda *args: _settle(answer, args[0] if args else None))
        if not self.up:
            raise UnavailableError("realtime: connection lost")
        try:
            async with asyncio.timeout(ACK_TIMEOUT):
                found = await answer
        except TimeoutError:
            raise NoAnswerError(f"{event}: no acknowledgement within {ACK_TIMEOUT:g} s") from None
        if not isinstance(found, Mapping):
            raise UnavailableError("realtime: connection lost" if not self.up else f"{event}: not a proper answer")
        return found

    async def renew(self, token: str) -> None:
        """Hand over a fresh token before the old one expires."""
        await self._emit("refresh_token", {"token": token})

    async def close(self) -> None:
        """Say goodbye and free the connection, if it still stands."""
        # The library may be taking the connection down at this very moment.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._client.disconnect()
        self._client.eio.http = None  # its finaliser would close the session, which others use

    async def _emit(self, event: str, payload: object, **options: object) -> None:
        try:
            await self._client.emit(event, payload, **options)
        except (socketio.exceptions.SocketIOError, aiohttp.ClientError, OSError):
            raise UnavailableError("realtime: connection lost") from None

    def _remember_refusal(self, reason: object = "") -> None:
        self._refusal = str(reason.get("code", "refused")) if isinstance(reason, Mapping) else str(reason)

    def _went_down(self, *_reason: object) -> None:
        self.up = False
        if self._answer:
            _settle(self._answer, None)
        self._on_down()


def _settle(answer: asyncio.Future[object], value: object) -> None:
    if not answer.done():
        answer.set_result(value)
