"""kiosk_app itself, run in a network that can be cut, and what the server knows of it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.testing.waiting import eventually
from tests.faults.network import Network
from tests.faults.readback import STORED_SECONDS, stored
from tests.system import System

SCRIPT = Path(__file__).parents[2] / "kiosk_app" / "kiosk_app.py"
INTERVAL = 1
"""Seconds between readings."""
STOP_SECONDS = 20


class RealKiosk:
    """A running kiosk_app."""

    def __init__(self, system: System, network: Network, data: Path) -> None:
        self._system = system
        self._since = datetime.now(UTC)
        registered = system.register(system.login(), interval=INTERVAL)
        self._id = registered["kiosk"]["id"]
        command = [
            sys.executable, str(SCRIPT), "--serial", registered["kiosk"]["serial"], "--server_url", system.url,
            "--enrolment_token", registered["enrolment_token"], "--data_dir", str(data), "--interval", str(INTERVAL),
        ]  # fmt: skip
        self.process = subprocess.Popen(network.command(*command), stdout=subprocess.DEVNULL)

    def status(self) -> Any:
        return self._system.call("GET", f"/kiosks/{self._id}/status", self._system.login())

    def is_online(self) -> bool:
        return bool(self.status()["connection"] == "online")

    def has_brought(self, seq: int) -> bool:
        return (self.status()["last_seq"] or 0) >= seq

    def taken_before(self, moment: datetime) -> bool:
        """Whether the last reading that the server has is older."""
        reading = self.status()["reading"]
        return reading is None or datetime.fromisoformat(reading["timestamp"]) < moment

    def readings_between(self, start: datetime, end: datetime) -> int:
        """How many readings it took then, as far as the server has them."""
        return len(stored(self._system, self._id, start, "cpu_usage", end))

    def assert_nothing_missing(self) -> None:
        """It counts its readings from one, without gaps: there must be as many as the last one's number says."""

        def count() -> int:
            return len(stored(self._system, self._id, self._since, "cpu_usage"))

        assert eventually(lambda: count() == self.status()["last_seq"], STORED_SECONDS), (
            f"{count()} readings up to number {self.status()['last_seq']}"
        )


@contextmanager
def real_kiosk(system: System, network: Network, data: Path) -> Iterator[RealKiosk]:
    """A kiosk that takes a reading a second; it must still run at the end, and stop when it is told to."""
    kiosk = RealKiosk(system, network, data)
    try:
        yield kiosk
        assert kiosk.process.poll() is None, "the kiosk has ended by itself"
        kiosk.process.terminate()
        assert kiosk.process.wait(STOP_SECONDS) == 0
        kiosk.assert_nothing_missing()
    finally:
        kiosk.process.kill()
        kiosk.process.wait()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "kiosk", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is free on a disk for a while."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    assert shutil.disk_usage(disk).free == 0, "the disk was not full"
    ballast.unlink()
