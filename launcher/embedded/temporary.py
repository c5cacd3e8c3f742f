"""Servers for the time of a test run: fast, not durable, in a folder that is gone afterwards."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.checks import is_port_free
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.valkey import ValkeyServer

LISTENING_PORTS = range(20_000, 32_000)
ATTEMPTS = 1000


@contextmanager
def temporary_postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL without fsync. As root it runs as another user, so its folder lets others pass."""
    with tempfile.TemporaryDirectory(prefix="admin-kiosk-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = PostgresServer(folder, free_port(), durable=False)
        try:
            with server:
                yield server
        finally:
            server.remove()
            folder.mkdir(exist_ok=True)  # for TemporaryDirectory, which wants to remove it itself


@contextmanager
def temporary_valkey() -> Iterator[ValkeyServer]:
    """A running Valkey that keeps nothing."""
    password = secrets.token_urlsafe(12)
    with (
        tempfile.TemporaryDirectory(prefix="admin-kiosk-valkey-") as name,
        ValkeyServer(Path(name), free_port(), password, fsync="no") as server,
    ):
        yield server


def free_port(row: int = 1) -> int:
    """A port that is free right now, or the first of so many in a `row`.

    Looked for at random, as others look at the same time, and below the ports of outgoing connections, any of which
    could take one before somebody listens there.
    """
    for _ in range(ATTEMPTS):
        first = secrets.choice(LISTENING_PORTS)
        if all(is_port_free(port) for port in range(first, first + row)):
            return first
    raise RuntimeError(f"no {row} free ports")
