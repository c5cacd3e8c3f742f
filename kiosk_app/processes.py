"""The spawner's process mode: a child process for each kiosk, restarted when it dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from kiosk_app.backoff import Backoff
from kiosk_app.config import ENROLMENT_VARIABLE
from kiosk_app.errors import ExitCode
from kiosk_app.faults import FaultFile
from kiosk_app.fleet import KioskSpec
from kiosk_app.log import EventLog

SCRIPT = Path(__file__).resolve().with_name("kiosk_app.py")
TICK = 0.5  # seconds between two looks at the children
STEADY = 60.0  # seconds; a child that ran longer is restarted without a grown delay
GRACE = 6.0  # seconds the children get to stop before they are killed
PR_SET_PDEATHSIG = 1


class KioskProcess:
    """A kiosk's child process, started anew with growing delays while it keeps dying."""

    def __init__(self, spec: KioskSpec, server_url: str, data_dir: Path, log: EventLog) -> None:
        self._serial = spec.serial
        self._faults = spec.faults
        self._fault_file = FaultFile(data_dir / spec.serial)
        self._command = _command(spec, server_url, data_dir / spec.serial)
        self._environment = _environment(spec)
        self._log = log
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._start_at = self._started_at = 0.0
        self.given_up = False

    def tend(self) -> None:
        """Start the process when it is due; take note when it has ended."""
        now = time.monotonic()
        if self._process is None:
            if not self.given_up and now >= self._start_at and self._has_faults():
                self._started_at = now
                self._process = subprocess.Popen(
                    self._command,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    preexec_fn=_tie_to_parent(),
                )
            return
        code = self._process.poll()
        if code is None:
            return
        self._process = None
        if code == ExitCode.NEEDS_PERSON:
            self.given_up = True
            self._log.error("kiosk_given_up", serial=self._serial, exit_code=code)
            return
        if now - self._started_at > STEADY:
            self._backoff.reset()
        delay = self._backoff.next_delay()
        self._start_at = now + delay
        self._log.warning("kiosk_died", serial=self._serial, exit_code=code, restart_in=round(delay, 1))

    def _has_faults(self) -> bool:
        """Whether the kiosk has the faults it is to begin with; if not, its start is put off."""
        if self._faults is not None:
            try:
                self._fault_file.save(self._faults)
            except OSError as error:
                delay = self._backoff.next_delay()
                self._start_at = time.monotonic() + delay
                self._log.warning("faults_not_saved", serial=self._serial, reason=str(error), again_in=round(delay, 1))
                return False
            self._faults = None  # a restart must not undo what was switched since
        return True

    def terminate(self) -> None:
        """Ask the process to stop."""
        if self._process:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic), then enforce it: the readings are safe anyway."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
            return
        self._log.warning("kiosk_killed", serial=self._serial)
        self._process.kill()
        self._process.wait()


def supervise(
    specs: Sequence[KioskSpec], server_url: str, data_dir: Path, signals: "SimpleQueue[int]", log: EventLog
) -> ExitCode:
    """Run the kiosks until a signal arrives, or until each of them needs a person."""
    kiosks = [KioskProcess(spec, server_url, data_dir, log) for spec in specs]
    log.info("spawner_started", kiosks=len(kiosks), server_url=server_url)
    try:
        while not _arrived(signals):
            for kiosk in kiosks:
                kiosk.tend()
            if all(kiosk.given_up for kiosk in kiosks):
                return ExitCode.NEEDS_PERSON
        return ExitCode.STOPPED
    finally:
        for kiosk in kiosks:
            kiosk.terminate()
        deadline = time.monotonic() + GRACE
        for kiosk in kiosks:
            kiosk.wait(deadline)
        log.info("spawner_stopped")


def _arrived(signals: "SimpleQueue[int]") -> bool:
    """Whether a signal came within one tick."""
    try:
        signals.get(timeout=TICK)
    except Empty:
        return False
    return True


def _command(spec: KioskSpec, server_url: str, data_dir: Path) -> list[str]:
    options: dict[str, object] = {
        "serial": spec.serial,
        "server_url": server_url,
        "data_dir": data_dir,
        "interval": spec.interval,
        "model": spec.model,
        "assigned_location": spec.assigned_location and "{},{}".format(*spec.assigned_location),
        "real_location": spec.real_location and "{},{}".format(*spec.real_location),
        "sales": spec.sales,
    }
    given = [f"--{name}={value}" for name, value in options.items() if value is not None]
    return [sys.executable, str(SCRIPT), *given]


def _environment(spec: KioskSpec) -> dict[str, str]:
    """The spawner's own, with this kiosk's enrolment token: `ps` shows everyone command lines, not this."""
    environment = {name: value for name, value in os.environ.items() if name != ENROLMENT_VARIABLE}
    if spec.enrolment_token:
        environment[ENROLMENT_VARIABLE] = spec.enrolment_token
    return environment


def _tie_to_parent() -> Callable[[], None] | None:
    """What a child does first: ask Linux for SIGTERM when the spawner ends, even by kill -9."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    spawner = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != spawner:  # it ended before the request was made
            os._exit(ExitCode.STOPPED)

    return tie
