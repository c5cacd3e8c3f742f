"""The whole system, started as `make up` starts it after its set-up."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.embedded.temporary import free_port
from tests.system import System

ROOT = Path(__file__).parent.parent
READY_SECONDS = 300
STOP_SECONDS = 60
PORTS_NEEDED = 14


@contextmanager
def running_system(data: Path, **settings: str) -> Iterator[System]:
    """The system on a data folder and free ports, from when it is ready until the end.

    Raises:
        RuntimeError: when it does not come up, with what it said.
    """
    port = free_port(PORTS_NEEDED)
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data), "DEMO": "1", "NO_COLOR": "1", **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "run"],
        cwd=ROOT,
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
        raise RuntimeError("the system did not come up:\n" + "".join(lines))
    timer.terminate()
    # What it says from now on goes nowhere, but somebody has to read it.
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    try:
        yield System(port, data, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(STOP_SECONDS)
        drain.wait(5)
    assert code == 0


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder for the data of a system that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="admin-kiosk-system-") as folder:
        # As root, PostgreSQL runs as another user, who has to get through to its data.
        Path(folder).chmod(0o711)
        yield Path(folder) / "data"


def _after(seconds: int, process: subprocess.Popen[str]) -> subprocess.Popen[bytes]:
    """End `process` when it has not become ready in time."""
    script = f"sleep {seconds}; kill {process.pid}"
    return subprocess.Popen(["sh", "-c", script], start_new_session=True)
