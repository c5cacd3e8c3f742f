"""Fixtures: a protocol server, and kiosks that are stopped when their test ends."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.config import KioskConfig
from kiosk_app.host import Host
from kiosk_app.log import EventLog
from kiosk_app.options import Options
from kiosk_app.tests.protocol_server import ProtocolServer

SERIAL = "TEST-1"
StartKiosk = Callable[..., "RunningKiosk"]


class RunningKiosk:
    """A kiosk at work in this process; `stop` gives its exit code."""

    def __init__(self, options: Options, stores: Path | None = None) -> None:
        self._host = Host([options], stores or options.data_dir, EventLog(serial=options.serial))
        self._codes: list[int] = []
        self._thread = threading.Thread(target=lambda: self._codes.append(self._host.run()))
        self._thread.start()

    def stop(self) -> int:
        """Ask for the end and wait for it."""
        self._host.finish()
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended by itself."""
        self._thread.join(20)
        assert not self._thread.is_alive(), "the kiosk did not end"
        return self._codes[0]


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    """A server that listens."""
    server = ProtocolServer()
    server.start()
    yield server
    server.late_acks.set()
    server.stop()


@pytest.fixture
def start_kiosk(server: ProtocolServer, tmp_path: Path) -> Iterator[StartKiosk]:
    """Starts kiosk TEST-1 with a reading each 50 ms; always with the same data folder."""
    running: list[RunningKiosk] = []
    usual = Options(serial=SERIAL, server_url=server.url, data_dir=tmp_path / "data", config=KioskConfig(interval=0.05))

    def start(**options: Any) -> RunningKiosk:
        kiosk = RunningKiosk(replace(usual, **options))
        running.append(kiosk)
        return kiosk

    yield start
    for kiosk in running:
        kiosk.stop()
