"""A real kiosk's program, started and stopped as the machine it runs on."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from common.testing.waiting import eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def kiosk_app(server_url: str, data: Path, serial: str, enrolment_token: str = "") -> Iterator[None]:
    """A kiosk that runs, with a reading a second; its store and key in `data` outlive it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "kiosk_app/kiosk_app.py", "--serial", serial, "--server_url", server_url),
            *("--data_dir", str(data), "--interval", "1"),
        ],
        cwd=ROOT,
        env={**os.environ, "KIOSK_ENROLMENT_TOKEN": enrolment_token},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for_writes(data: Path, least: int) -> None:
    """Until a running kiosk has written to its store so often; what, only itself can read, as it holds the lock."""
    seen: set[int] = set()

    def are_enough() -> bool:
        with suppress(FileNotFoundError):
            seen.add((data / "readings.db-wal").stat().st_mtime_ns)
        return len(seen) > least

    assert eventually(are_enough)


def waiting_readings(data: Path) -> int:
    """How many readings a stopped kiosk holds that the server has not acknowledged."""
    with closing(sqlite3.connect(f"file:{data / 'readings.db'}?mode=ro", uri=True)) as database:
        (count,) = database.execute("SELECT count(*) FROM readings").fetchone()
    return int(count)
