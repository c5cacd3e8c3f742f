"""Valkey: one server on 127.0.0.1 in a data folder, as a program and as a context."""

import os
from pathlib import Path
from urllib.parse import quote

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from launcher import leftovers
from launcher.command import Command
from launcher.embedded import binaries
from launcher.embedded.server import HOST, EmbeddedServer
from launcher.secret_store import write_private

# Both keep an append-only file, written before a command is answered: killing the process loses nothing.
# They differ in what a power cut may take: `always` nothing, `everysec` the last second.
CONFIGURATION = """\
# Written anew at every start by launcher/embedded/valkey.py
bind {host}
port {port}
requirepass {password}
dir {folder}
daemonize no
save ""
appendonly {append}
appendfsync {fsync}
maxmemory {memory}
maxmemory-policy noeviction
"""
MEMORY_SHARE = 4
"""The part of the machine's memory that a server may fill; then it refuses writes, before the system ends processes."""


class ValkeyServer(EmbeddedServer):
    """One server. `fsync` is `always`, `everysec`, or `no` for tests: then nothing is kept."""

    name = "Valkey"
    stop_seconds = 10.0

    def __init__(self, data_dir: Path, port: int, password: str, *, fsync: str = "always") -> None:
        super().__init__(port)
        self._folder = data_dir
        self._password = password
        self._fsync = fsync

    @property
    def command(self) -> Command:
        """The password stands in a private file: anyone may read the arguments of a process."""
        return Command(
            argv=(str(binaries.valkey_server()), str(self._configuration)),
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            cwd=self._folder,
        )

    @property
    def log(self) -> Path:
        return self._folder / "server.log"

    @property
    def url(self) -> str:
        return f"redis://:{quote(self._password, safe='')}@{HOST}:{self.port}/0"

    def prepare(self) -> None:
        """Make the folder, write the settings, and clear away what a killed supervisor left."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        leftovers.end(self.processes(), patience=0)
        text = CONFIGURATION.format(
            host=HOST,
            port=self.port,
            password=_quoted(self._password),
            folder=_quoted(str(self._folder)),
            append="no" if self._fsync == "no" else "yes",
            fsync=self._fsync,
            memory=psutil.virtual_memory().total // MEMORY_SHARE,
        )
        write_private(self._configuration, text)

    def processes(self) -> list[psutil.Process]:
        return leftovers.working_in(self._folder, program="valkey-server")

    def is_ready(self) -> bool:
        try:
            with redis.Redis(
                host=HOST, port=self.port, password=self._password,
                socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0),
            ) as client:  # fmt: skip
                return bool(client.ping())
        except redis.RedisError:
            return False

    @property
    def _configuration(self) -> Path:
        return self._folder / "valkey.conf"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
