"""Background work ends when it is asked to, at whatever moment that is."""

import subprocess
import sys
from pathlib import Path

from common.testing.waiting import eventually

PATIENCE_SECONDS = 15

# Its main thread is asked to stop each time it holds the lock of an event: the worst of moments, which comes by itself
# once in a long while.
ASKED_AT_THE_WORST_MOMENT = """
import signal, sys, threading
from common.worker import run_workers

def ask(frame, event, _):
    if frame.f_code is threading.Event.wait.__code__ and frame.f_locals["self"]._cond._lock.locked():
        signal.raise_signal(signal.SIGTERM)
    return ask

class Idle:
    name = "idle"

    def run(self, stop):
        stop.wait()

sys.settrace(ask)
run_workers([Idle()])
print("ended", flush=True)
"""


def test_a_request_to_stop_is_heard_at_any_moment() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ASKED_AT_THE_WORST_MOMENT],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert said.splitlines()[-1] == "ended"
    assert process.returncode == 0


BEATS = """
import sys
from pathlib import Path
from common.worker import run_workers

class Idle:
    name = "idle"

    def run(self, stop):
        stop.wait()

run_workers([Idle()], Path(sys.argv[1]))
"""


def test_a_worker_tells_that_it_is_alive(tmp_path: Path) -> None:
    heartbeat = tmp_path / "heartbeat"
    process = subprocess.Popen([sys.executable, "-c", BEATS, heartbeat], cwd=Path(__file__).parents[2])
    try:
        assert eventually(heartbeat.exists)
        heartbeat.unlink()
        assert eventually(heartbeat.exists)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0
    finally:
        process.kill()
