"""What time it is, whatever the system clock says."""

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOTABLE = 1.0  # seconds; a smaller difference to the server is left to the network


class Clock:
    """The kiosk's time: that of the server at the last join, plus what has passed since; before it, the system's.

    What has passed is measured by a clock that nobody can set, so a jump of the system clock changes nothing.
    `error` makes the system clock wrong by so many seconds (the fault clock_jump).
    """

    def __init__(self) -> None:
        self.error = 0.0
        self._ahead: timedelta | None = None  # server time minus `elapsed()`

    def now(self) -> datetime:
        """The best time there is, in UTC."""
        if self._ahead is None:
            return self.system()
        return datetime.fromtimestamp(0, UTC) + self._ahead + timedelta(seconds=elapsed())

    def system(self) -> datetime:
        """What the system clock says."""
        return datetime.now(UTC) + timedelta(seconds=self.error)

    @property
    def is_set(self) -> bool:
        """Whether the server has told the time."""
        return self._ahead is not None

    @property
    def offset(self) -> float:
        """Seconds by which the system clock is ahead of the server's time; 0 when that is not known or not notable."""
        seconds = (self.system() - self.now()).total_seconds()
        return round(seconds, 1) if abs(seconds) >= NOTABLE else 0.0

    def set(self, server_time: object, asked_at: float) -> None:
        """Follow the server; `asked_at` is `elapsed()` before the question. What is no time changes nothing."""
        try:
            told = datetime.fromisoformat(server_time) if isinstance(server_time, str) else None
        except ValueError:
            told = None
        if told is None or told.tzinfo is None:
            return
        halfway = (asked_at + elapsed()) / 2
        self._ahead = told - datetime.fromtimestamp(0, UTC) - timedelta(seconds=halfway)

    def mark(self) -> list[object]:
        """When it is now, for `dated` later; it is good until the machine is switched off."""
        return [BOOT, round(elapsed(), 3)]

    def dated(self, mark: object) -> datetime | None:
        """The time of a mark, now that the server's time is known; None when that cannot be told."""
        if self._ahead is None or not isinstance(mark, list) or len(mark) != 2 or mark[0] != BOOT:
            return None
        return datetime.fromtimestamp(0, UTC) + self._ahead + timedelta(seconds=float(mark[1]))


def iso(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def elapsed() -> float:
    """Seconds on a clock that nobody can set and that goes on while the machine sleeps, where there is such a one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _boot() -> str:
    """Names the run of the machine to which `elapsed` belongs."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return uuid.uuid4().hex


BOOT = _boot()
