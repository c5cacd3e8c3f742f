"""The server's side of a WebSocket (RFC 6455), in the shape that python-engineio drives.

Ours because those of the engines unmask byte by byte, inflate and join fragments without end, and differ in what they
do with nonsense. Extensions are never agreed to, so nothing is ever inflated.
"""

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from websocket_service.engines import Engine, Wire
from websocket_service.services.allowances import Allowance
from websocket_service.transport.refusals import Refused, refuse

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, CLOSE, PING, PONG = 0x0, 0x1, 0x8, 0x9, 0xA
FINAL, RESERVED, OPCODE, MASKED, LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
PROTOCOL_ERROR, UNSUPPORTED, NOT_TEXT, POLICY, TOO_BIG = 1002, 1003, 1007, 1008, 1009
READ_BYTES = 65_536
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 500, 2_000
FRAMES_IN_A_ROW = 64
"""A socket that always has something to read gives way to the others after so many."""
PACKETS = frozenset("0123456")


class WebSocket:
    """One connection after its handshake.

    Args:
        wire: the connection.
        most: bytes of the largest message.
    """

    def __init__(self, wire: Wire, most: int) -> None:
        self._wire = wire
        self._most = most
        self.heard_at = time.monotonic()
        self._read = bytearray()
        self._message = bytearray()
        self._in_fragments = False
        self._sending = threading.Lock()
        self._said_goodbye = False
        self._frames = 0
        self._allowance = Allowance(FRAMES_PER_SECOND, FRAMES_AT_ONCE)

    def wait(self) -> str | None:
        """The next Engine.IO packet; None when the connection is over, be it because of what the client sent."""
        try:
            while True:
                message = self._next()
                if message is not None:
                    return message
        except Refused as refused:
            refuse(refused.reason)
            self._send_close(refused.status)
        except (OSError, EOFError):
            pass  # gone, or silent for longer than a ping and its answer may take
        return None

    def send(self, message: str) -> None:
        """Send a text. Raises OSError when the client is gone or does not take it in time."""
        self._send_frame(TEXT, message.encode())

    def send_now(self, message: str) -> bool:
        """Send a text, if that can begin without waiting; whether it has. Raises OSError when the client is gone."""
        if not self._sending.acquire(blocking=False):
            return False
        rest = b""
        try:
            frame = self._frame_of(TEXT, message.encode())
            sent = self._wire.send_now(frame)
            rest = frame[sent:] if sent else b""
            if rest:
                threading.Thread(target=self._send_rest, args=(rest,), name="rest", daemon=True).start()
            return sent > 0
        finally:
            if not rest:
                self._sending.release()

    def close(self) -> None:
        """Say goodbye and end the connection."""
        self._send_close(1000)
        self.abort()

    def abort(self) -> None:
        """End the connection at once; whoever waits on it wakes up."""
        self._wire.shut()

    def _next(self) -> str | None:
        """The message that a frame completes, if it does."""
        first, content = self._frame()
        self._frames += 1
        if not self._frames % FRAMES_IN_A_ROW:
            time.sleep(0)
        if not self._allowance.take():
            raise Refused("flood", POLICY)
        kind = first & OPCODE
        if kind >= CLOSE:
            self._control(kind, content)
            return None
        if kind not in (CONTINUATION, TEXT) or (kind == CONTINUATION) != self._in_fragments:
            raise Refused("binary" if kind == 2 else "malformed", UNSUPPORTED)
        self._in_fragments = not first & FINAL
        if self._in_fragments or self._message:
            self._message += content
            if len(self._message) > self._most:
                raise Refused("too_big", TOO_BIG)
            if self._in_fragments:
                return None
            content = bytes(self._message)
            self._message.clear()
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise Refused("malformed", NOT_TEXT) from None
        if text[:1] not in PACKETS:
            raise Refused("malformed", UNSUPPORTED)
        return text

    def _control(self, kind: int, content: bytes) -> None:
        if kind == PING:
            self._send_frame(PONG, content)
        elif kind == CLOSE:
            self._send_close(1000)
            raise EOFError
        elif kind != PONG:
            raise Refused("malformed", PROTOCOL_ERROR)

    def _frame(self) -> tuple[int, bytes]:
        """The next frame: its first byte and its content. RFC 6455, 5.2."""
        self._need(2)
        first, length = self._read[0], self._read[1] & LENGTH
        control = first & OPCODE >= CLOSE
        if first & RESERVED or not self._read[1] & MASKED or (control and (length > 125 or not first & FINAL)):
            raise Refused("malformed", PROTOCOL_ERROR)
        start = 2
        if length >= 126:
            start = 4 if length == 126 else 10
            self._need(start)
            length = int.from_bytes(self._read[2:start])
            if length > self._most:
                raise Refused("too_big", TOO_BIG)
        end = start + 4 + length
        self._need(end)
        content = _unmask(self._read[start + 4 : end], bytes(self._read[start : start + 4]))
        del self._read[:end]
        return first, content

    def _need(self, size: int) -> None:
        while len(self._read) < size:
            received = self._wire.receive(READ_BYTES)
            if not received:
                raise EOFError
            self.heard_at = time.monotonic()
            self._read += received

    def _send_close(self, status: int) -> None:
        with suppress(OSError):  # nobody is there to hear it
            self._send_frame(CLOSE, status.to_bytes(2))

    def _send_frame(self, kind: int, content: bytes) -> None:
        with self._sending:
            self._send_all(self._frame_of(kind, content))

    def _frame_of(self, kind: int, content: bytes) -> bytes:
        # Nothing follows the frame that closes, not even another one: browsers complain. RFC 6455, 5.5.1.
        if self._said_goodbye:
            raise BrokenPipeError
        self._said_goodbye = kind == CLOSE
        size = len(content)
        if size < 126:
            return bytes((FINAL | kind, size)) + content
        if size < 65_536:
            return bytes((FINAL | kind, 126)) + size.to_bytes(2) + content
        return bytes((FINAL | kind, 127)) + size.to_bytes(8) + content

    def _send_rest(self, rest: bytes) -> None:
        """The end of a frame that has begun; whoever else sends waits for it."""
        try:
            self._send_all(rest)
        except OSError:
            self.abort()
        finally:
            self._sending.release()

    def _send_all(self, data: bytes) -> None:
        try:
            self._wire.send(data)
        except TimeoutError:
            refuse("slow_reader")
            raise


def _unmask(content: bytearray, mask: bytes) -> bytes:
    # As one large number each: the only way in Python that does not touch every byte by itself.
    size = len(content)
    pad = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(content) ^ int.from_bytes(pad)).to_bytes(size)


def upgrade(engine: Engine, most: int, patience: float) -> Callable[..., Any]:
    """What python-engineio makes a WSGI application of when a client asks for a WebSocket.

    Args:
        most: bytes of the largest message.
        patience: seconds that a client may take to read what is sent to it.
    """

    def application(handler: Callable[[WebSocket], Any], _: Any) -> Callable[..., Iterable[bytes]]:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
            if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not key:
                start_response("426 Upgrade Required", [("Sec-WebSocket-Version", "13"), ("Connection", "close")])
                return [b""]
            accept = base64.b64encode(hashlib.sha1(key.encode("latin-1") + GUID, usedforsecurity=False).digest())
            wire = engine.wire_of(environ, patience)
            websocket = WebSocket(wire, most)
            try:
                wire.send(
                    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
                )
                session: Any = handler.__self__  # type: ignore[attr-defined]
                session.queue.use(websocket, lambda: session.upgraded and not session.upgrading)
                handler(websocket)
            except (OSError, ValueError, TypeError):
                refuse("malformed")  # an upgrade of a polling session that was none
            finally:
                websocket.close()
                wire.release()
            return engine.end(environ)

        return answer

    return application
