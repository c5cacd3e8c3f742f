"""The whole system, started as `make up` starts it, for tests that cross services."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system import System

READY_SECONDS = 120
STOP_SECONDS = 60
PORTS_NEEDED = 14
# Generated requests come faster than any person's; the limits themselves are tested in api_gateway.
LIMITS = {"LIMIT_PERSON": "1000000", "LIMIT_ANONYMOUS": "1000000"}


def _free_range() -> int:
    """The first of enough ports in a row that are free right now, below the range of outgoing connections."""
    for first in range(20_000 + os.getpid() % 5_000, 32_000, PORTS_NEEDED):
        sockets = [socket.socket() for _ in range(PORTS_NEEDED)]
        try:
            for offset, probe in enumerate(sockets):
                probe.bind(("127.0.0.1", first + offset))
        except OSError:
            continue
        else:
            return first
        finally:
            for probe in sockets:
                probe.close()
    raise RuntimeError("no free range of ports")


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """Everything that `make up` runs after its set-up, with two simulated kiosks and data of its own."""
    with tempfile.TemporaryDirectory(prefix="admin-kiosk-system-") as folder:
        # As root, PostgreSQL runs as another user, who has to get through to its data.
        Path(folder).chmod(0o711)
        with _running(Path(folder) / "data") as system:
            yield system


@contextmanager
def _running(data: Path) -> Iterator[System]:
    port = _free_range()
    environment = {
        **os.environ,
        **LIMITS,
        "PORT": str(port),
        "DATA_DIR": str(data),
        "KIOSKS": "2",
        "DEMO": "1",
        "NO_COLOR": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "run"],
        cwd=Path(__file__).parent.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    timer = _after(READY_SECONDS, process)
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Admin Kiosk is ready at"):
            break
    else:
        pytest.fail("the system did not come up:\n" + "".join(lines))
    timer.terminate()
    # What it says from now on goes nowhere, but somebody has to read it.
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    yield System(port, data, process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) == 0
    drain.wait(5)


def _after(seconds: int, process: subprocess.Popen[str]) -> subprocess.Popen[bytes]:
    """End `process` when it has not become ready in time."""
    script = f"sleep {seconds}; kill {process.pid}"
    return subprocess.Popen(["sh", "-c", script], start_new_session=True)
