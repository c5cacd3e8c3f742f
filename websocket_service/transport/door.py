"""Requests for `/socket.io` before python-engineio sees them."""

import io
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
from engineio.payload import Payload

from websocket_service.engines import Application
from websocket_service.transport.refusals import refuse
from websocket_service.transport.websockets import PACKETS

PATH = "/socket.io"
SEPARATOR = "\x1e"
MOST_PACKETS = 2_000
"""In one payload. Who sends as much at once is closed as a flood in any case."""
# The library's own limit, 16, is less than a client has to say that joins its rooms before it changes to a WebSocket;
# and what is above it is dropped without a word.
Payload.max_decode_packets = MOST_PACKETS


class Door:
    """A WSGI application in front of another one.

    Args:
        shared: several processes or replicas serve one address, so that the requests of one polling client would
            reach different ones: only WebSocket is let in.
        most: bytes of the largest message.
    """

    def __init__(self, application: Application, *, shared: bool, most: int) -> None:
        self._application = application
        self._shared = shared
        self._most = most

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(PATH):
            if self._shared and _is_polling(environ):
                return _refuse(start_response, "websocket_only", "Connect with the WebSocket transport only.")
            if environ["REQUEST_METHOD"] == "POST" and not self._is_payload(environ):
                return _refuse(start_response, "malformed", "This is no Engine.IO payload.")
        return self._application(environ, start_response)

    def _is_payload(self, environ: dict[str, Any]) -> bool:
        """Whether the body of a polling client's POST consists of packets that we take."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > self._most:
            return False
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            packets: list[str] = body.decode().split(SEPARATOR)
        except UnicodeDecodeError:
            return False
        return len(packets) <= MOST_PACKETS and all(packet[:1] in PACKETS for packet in packets)


def _is_polling(environ: dict[str, Any]) -> bool:
    transport = parse_qs(str(environ.get("QUERY_STRING", ""))).get("transport", ["polling"])[0]
    return transport != "websocket" or environ["REQUEST_METHOD"] == "POST"


def _refuse(start_response: Callable[..., Any], code: str, message: str) -> list[bytes]:
    refuse(code)
    body = orjson.dumps({"code": code, "message": message})
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    # So that the page of another origin is told why, too.
    start_response("400 Bad Request", [*headers, ("Access-Control-Allow-Origin", "*"), ("Connection", "close")])
    return [body]
