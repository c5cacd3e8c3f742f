"""Socket.IO over a bare WebSocket: cheap enough for hundreds of clients beside the system they load."""

import asyncio
import base64
import itertools
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 5.0
# What the server allows between two of its pings, and some more: longer silence means that nobody is there.
SILENCE_SECONDS = 50.0
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
FINAL, MASKED = 0x80, 0x80
# A client has to mask (RFC 6455, 5.3); with zeros the masked bytes are the bytes themselves.
NO_MASK = bytes(4)


class Lost(Exception):
    """The connection cannot be had or is gone, or nobody answers on it."""


class Socket:
    """One connection. Only one coroutine uses it: it answers the server's pings while it receives."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)

    async def request(self, event: str, payload: Any) -> Any:
        """The acknowledgement of an event; what else comes meanwhile is passed over."""
        number = next(self._ids)
        self._send(f"42{number}{json.dumps([event, payload])}")
        wanted = f"43{number}["
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while not (packet := await self.receive()).startswith(wanted):
                    pass
        except TimeoutError:
            raise Lost(f"{event}: no answer") from None
        return json.loads(packet[len(wanted) - 1 :])[0]

    async def receive(self) -> str:
        """The next packet, such as `42["joined",{…}]`."""
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                while True:
                    kind, content = await self._frame()
                    if kind == CLOSE or content == b"41":
                        raise Lost("closed by the server")
                    if kind == PING:
                        self._write(PONG, content)
                    elif content == b"2":
                        self._send("3")
                    else:
                        return content.decode()
        except (OSError, EOFError, TimeoutError) as error:
            raise Lost(type(error).__name__) from None

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self._reader.readexactly(2)
        if length >= 126:
            length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
        return first & 0xF, await self._reader.readexactly(length)

    def _send(self, packet: str) -> None:
        self._write(TEXT, packet.encode())

    def _write(self, kind: int, content: bytes) -> None:
        size = len(content)
        length = bytes([MASKED | size]) if size < 126 else bytes([MASKED | 126]) + size.to_bytes(2)
        self._writer.write(bytes([FINAL | kind]) + length + NO_MASK + content)

    async def open(self, token: str) -> None:
        """Shake hands and be let in by a token."""
        key = base64.b64encode(os.urandom(16)).decode()
        self._writer.write(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise Lost("no WebSocket")
        await self.receive()
        self._send("40" + json.dumps({"token": token}))
        packet = await self.receive()
        if not packet.startswith("40"):
            raise Lost(f"refused: {packet}")


@asynccontextmanager
async def connected(port: int, token: str) -> AsyncIterator[Socket]:
    """A connection to the realtime service on this machine that has been let in. Raises Lost."""
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            socket = Socket(reader, writer)
            await socket.open(token)
        yield socket
    except (OSError, EOFError, TimeoutError) as error:
        raise Lost(type(error).__name__) from None
    finally:
        if writer:
            writer.close()
