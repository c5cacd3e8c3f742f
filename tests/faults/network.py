"""A network of its own for kiosks, whose only way to the server can be cut.

A network namespace and a pair of interfaces, one end in it, the other on this machine. In the namespace `localhost`
means that other end, where a relay passes connections on to the server's ports. While the network is cut each end
sends to an address that nobody has, so packets vanish without a word: connections stay open and nobody answers.
"""

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

SERVER, KIOSKS = (f"198.18.{os.getpid() % 256}.{host}" for host in (1, 2))
"""Addresses from the range for tests of networks (RFC 2544), others in each test run."""
NOBODY = "02:00:00:00:00:01"
FILES = Path("/etc/netns")
CHUNK = 65_536


class NoNetworks(Exception):
    """Networks cannot be made here; the message tells why."""


class Network:
    """The network while it is there."""

    def __init__(self, namespace: str, interface: str) -> None:
        self._namespace = namespace
        self._interface = interface

    def command(self, *words: str) -> list[str]:
        """A command as it runs in this network."""
        return ["ip", "netns", "exec", self._namespace, *words]

    def cut(self) -> None:
        """From now on every packet is lost, both ways."""
        entry = ("lladdr", NOBODY, "nud", "permanent", "dev")
        _ip("neighbour", "replace", KIOSKS, *entry, self._interface)
        _ip("-netns", self._namespace, "neighbour", "replace", SERVER, *entry, "kiosks")

    def mend(self) -> None:
        _ip("neighbour", "del", KIOSKS, "dev", self._interface)
        _ip("-netns", self._namespace, "neighbour", "del", SERVER, "dev", "kiosks")


@contextmanager
def kiosk_network(ports: Sequence[int]) -> Iterator[Network]:
    """The network, with a way to these ports of this machine's loopback.

    Raises:
        NoNetworks: when this is not allowed here.
    """
    if os.geteuid() != 0 or not shutil.which("ip"):
        raise NoNetworks("needs root and iproute2")
    namespace, interface = f"kiosks-{os.getpid()}", f"kiosks{os.getpid()}"[:15]
    hosts = FILES / namespace / "hosts"
    try:
        _make(namespace, interface)
        hosts.parent.mkdir(parents=True)
        hosts.write_text(f"{SERVER} localhost\n")
        with _relay(ports):
            yield Network(namespace, interface)
    finally:
        with suppress(NoNetworks):
            _ip("link", "del", interface)
        with suppress(NoNetworks):
            _ip("netns", "del", namespace)
        shutil.rmtree(hosts.parent, ignore_errors=True)


def _make(namespace: str, interface: str) -> None:
    _ip("netns", "add", namespace)
    _ip("link", "add", interface, "type", "veth", "peer", "name", "kiosks", "netns", namespace)
    _ip("address", "add", f"{SERVER}/30", "dev", interface)
    _ip("link", "set", interface, "up")
    _ip("-netns", namespace, "address", "add", f"{KIOSKS}/30", "dev", "kiosks")
    _ip("-netns", namespace, "link", "set", "kiosks", "up")
    _ip("-netns", namespace, "link", "set", "lo", "up")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNetworks(f"ip {' '.join(words)}: {done.stderr.strip()}")


@contextmanager
def _relay(ports: Sequence[int]) -> Iterator[None]:
    """Pass connections to the server's address on to the same ports of the loopback."""
    servers: list[asyncio.Server] = []

    async def listen() -> None:
        for port in ports:
            servers.append(await asyncio.start_server(partial(_pass_on, port), SERVER, port))

    async def end() -> None:
        for server in servers:
            server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    # All of the loop is the thread's: the browser tests of this process leave one that runs in the main thread.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(listen(), loop).result()
        yield
    finally:
        # The next network has the same address, and may not find these ports still taken.
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        writer.close()
        return
    with suppress(asyncio.CancelledError):
        await asyncio.gather(_pump(reader, server_writer), _pump(server_reader, writer))


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                target.write(data)
                await target.drain()
    finally:
        target.close()
