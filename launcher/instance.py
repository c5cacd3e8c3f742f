"""Which supervisor runs on a data folder: a lock that ends with its process, and who holds it."""

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from launcher.refusal import Refusal
from launcher.settings import Settings

STOP_SECONDS = 90.0
# The first stage hands the lock it holds to the second one, which takes its place by exec.
LOCK_VARIABLE = "ADMIN_KIOSK_LOCK"


@dataclass(frozen=True)
class Holder:
    """The process that runs the system, and where."""

    pid: int
    url: str


class Instance:
    """The lock on one data folder. The kernel frees it when its process dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, settings: Settings) -> Self:
        """Raises `Refusal` when the system already runs on this data folder."""
        path = _lock_file(settings)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise Refusal(
                f"The data folder {settings.data_dir} cannot be used ({reason}). Choose another: DATA_DIR=… make up"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            holder = _read_holder(path)
            where = f" at {holder.url} (process {holder.pid})" if holder else ""
            raise Refusal(
                f"Admin Kiosk is already running{where} on {settings.data_dir}. Stop it with: make down"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "url": settings.url}).encode(), 0)
        return cls(descriptor)

    @classmethod
    def inherit_or_acquire(cls, settings: Settings) -> Self:
        """The lock of the stage before this one, else a new one."""
        inherited = os.environ.pop(LOCK_VARIABLE, "")
        if not inherited:
            return cls.acquire(settings)
        os.set_inheritable(int(inherited), False)
        return cls(int(inherited))

    def hand_over(self) -> dict[str, str]:
        """Keep the lock over an exec; the answer belongs in the environment of what comes after."""
        os.set_inheritable(self._descriptor, True)
        return {LOCK_VARIABLE: str(self._descriptor)}

    def release(self) -> None:
        os.close(self._descriptor)


def holder(settings: Settings) -> Holder | None:
    """Who runs the system on this data folder, if anyone does."""
    path = _lock_file(settings)
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_holder(path)
    finally:
        os.close(descriptor)
    return None


def stop(settings: Settings) -> bool:
    """Stop the system that runs on this data folder and wait for its end; False when none runs.

    Raises:
        Refusal: when it belongs to somebody else, or does not end in time.
    """
    running = holder(settings)
    if running is None:
        return False
    try:
        os.kill(running.pid, signal.SIGTERM)
    except PermissionError:
        raise Refusal(f"Process {running.pid} runs Admin Kiosk but belongs to another user.") from None
    except ProcessLookupError:
        pass
    deadline = time.monotonic() + STOP_SECONDS
    while holder(settings) is not None:
        if time.monotonic() > deadline:
            raise Refusal(f"Process {running.pid} still runs, {STOP_SECONDS:.0f} s after it was asked to stop.")
        time.sleep(0.1)
    return True


def _lock_file(settings: Settings) -> Path:
    return settings.run_dir / "supervisor.lock"


def _read_holder(path: Path) -> Holder | None:
    with contextlib.suppress(OSError, ValueError, KeyError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return Holder(pid=int(found["pid"]), url=str(found["url"]))
    return None
