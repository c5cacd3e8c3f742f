"""A client on a bare socket: it can say anything, also what no client should."""

import base64
import json
import os
import socket
import time
from collections.abc import Iterable
from typing import Any

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
ANSWER_SECONDS = 20.0


class Closed(Exception):
    """The server has closed the connection; `status` is its closing code, if it gave one."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__(status)
        self.status = status


class RawClient:
    """One WebSocket, opened by hand. Every text of the server is kept until it is asked for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = bytearray()
        key = base64.b64encode(os.urandom(16)).decode()
        self.send_bytes(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._read:
            self._receive()
        head, _, rest = bytes(self._read).partition(b"\r\n\r\n")
        assert b" 101 " in head.split(b"\r\n")[0], head
        self._read = bytearray(rest)
        assert self.receive().startswith("0")

    def join(self, token: str) -> "RawClient":
        """Say who this is, and be let in."""
        self.send("40" + json.dumps({"token": token}))
        answer = self.wait_for("4")
        assert answer.startswith("40"), answer
        return self

    def call(self, number: int, event: str, *arguments: Any) -> Any:
        """The acknowledgement of an event."""
        self.send(f"42{number}" + json.dumps([event, *arguments]))
        return self.answer(number)

    def answer(self, number: int) -> Any:
        return json.loads(self.wait_for(f"43{number}[")[len(f"43{number}") :])[0]

    def wait_for(self, start: str) -> str:
        """The next text that begins so; others are passed over. Raises Closed."""
        while not (text := self.receive()).startswith(start):
            pass
        return text

    def wait_until_closed(self) -> int | None:
        """The closing code."""
        try:
            while True:
                self.receive()
        except Closed as closed:
            return closed.status

    def receive(self) -> str:
        """The next text; the server's pings are answered. Raises Closed."""
        while True:
            kind, content = self._frame()
            if kind == CLOSE:
                raise Closed(int.from_bytes(content[:2]) if content else None)
            if kind == TEXT and content == b"2":
                self.send("3")
            elif kind == TEXT:
                return content.decode()

    def send(self, text: str) -> None:
        self.send_bytes(frame(TEXT, text.encode()))

    def send_bytes(self, content: bytes) -> None:
        try:
            self.socket.sendall(content)
        except OSError:
            raise Closed from None

    def close(self) -> None:
        self.socket.close()

    def _frame(self) -> tuple[int, bytes]:
        self._need(2)
        length, start = self._read[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            self._need(start)
            length = int.from_bytes(self._read[2:start])
        self._need(start + length)
        kind, content = self._read[0] & 0xF, bytes(self._read[start : start + length])
        del self._read[: start + length]
        return kind, content

    def _need(self, size: int) -> None:
        while len(self._read) < size:
            self._receive()

    def _receive(self) -> None:
        try:
            received = self.socket.recv(65_536)
        except TimeoutError:
            raise AssertionError("the server says nothing") from None
        except OSError:
            raise Closed from None
        if not received:
            raise Closed
        self._read += received


def frame(kind: int, content: bytes, *, final: bool = True, length: int | None = None, masked: bool = True) -> bytes:
    """A frame as a client sends it; `length` may lie."""
    size = len(content) if length is None else length
    head = bytes([(0x80 if final else 0) | kind])
    bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65_536:
        head += bytes([bit | 126]) + size.to_bytes(2)
    else:
        head += bytes([bit | 127]) + size.to_bytes(8)
    if not masked:
        return head + content
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(content))


def quickly(texts: Iterable[str]) -> bytes:
    """Many texts as the frames of one write; masked with zeros, which leaves the bytes as they are."""
    frames = []
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        size = len(content)
        head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + size.to_bytes(2)
        frames.append(head + bytes(4) + content)
    return b"".join(frames)


def reading(kiosk_id: int, seq: int, **changes: Any) -> dict[str, Any]:
    """A valid reading as kiosks send it."""
    return {
        "seq": seq,
        "kiosk_id": kiosk_id,
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "environmental": {"temperature": 22.5, "humidity": 40.0, "air_quality": 30},
        "hardware": {"cpu_temp": 50.0, "cpu_usage": 12.5, "ram_usage": 40.0, "disk_usage": 60.0},
        "peripherals": {"printer_status": "ready", "cash_acceptor": "ready", "card_reader": "ready"},
        "network": {"latency": 20.0, "signal_strength": -60},
        **changes,
    }
