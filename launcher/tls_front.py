"""TLS in front of a service that speaks plainly on the loopback: `python -m launcher.tls_front ADDRESS PORT CERT KEY`.

What arrives at ADDRESS:PORT under TLS goes to 127.0.0.1:PORT, and back. Used for the realtime service in LAN mode.
"""

import asyncio
import contextlib
import signal
import ssl
import sys

from launcher.checks import LOOPBACK

PIECE = 64 * 1024
HANDSHAKE_SECONDS = 10


async def serve(address: str, port: int, certificate: str, key: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))

    server = await asyncio.start_server(
        connected, address, port, ssl=context, ssl_handshake_timeout=HANDSHAKE_SECONDS, backlog=1024
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Pass everything on until one side ends; TLS cannot be half closed, so then both end."""
    with contextlib.suppress(OSError):
        while piece := await source.read(PIECE):
            sink.write(piece)
            await sink.drain()
    sink.close()


if __name__ == "__main__":
    _, listen, number, certificate_file, key_file = sys.argv
    asyncio.run(serve(listen, int(number), certificate_file, key_file))
