"""Takes a reading every interval and puts it into the store, whatever the network does."""

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk_app.config import KioskConfig
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.log import EventLog
from kiosk_app.store import ReadingStore


class Sampler:
    """The loop between hardware and store; `on_reading` is called after each reading is durable."""

    def __init__(
        self,
        hardware: SimulatedHardware,
        store: ReadingStore,
        config: KioskConfig,
        log: EventLog,
        on_reading: Callable[[], None],
    ) -> None:
        self._hardware = hardware
        self._store = store
        self._config = config
        self._log = log
        self._on_reading = on_reading
        self._stopping = False
        self._changed = threading.Event()

    def run(self) -> None:
        """Sample until stopped. Readings keep their beat; after a pause of the machine it starts anew."""
        beat = time.monotonic()
        while not self._stopping:
            self._take_reading()
            while not self._stopping and (left := beat + self._config.interval - time.monotonic()) > 0:
                self._changed.wait(left)
                self._changed.clear()
            beat = max(beat + self._config.interval, time.monotonic() - 1)

    def follow(self, config: KioskConfig) -> None:
        """Use another interval from now on."""
        self._config = config
        self._changed.set()

    def stop(self) -> None:
        """Make `run` return."""
        self._stopping = True
        self._changed.set()

    def _take_reading(self) -> None:
        now = datetime.now(UTC)
        timestamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        dropped = self._store.dropped
        try:
            self._store.append({"timestamp": timestamp, **self._hardware.read(now)})
        except sqlite3.Error as error:  # a full or broken disk: the next reading may fit again
            self._log.error("reading_not_kept", error=str(error))
            return
        if self._store.dropped > dropped:
            self._log.warning("store_full", dropped_in_all=self._store.dropped, pending=self._store.pending)
        self._on_reading()
