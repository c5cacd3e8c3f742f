"""Takes a reading every interval and puts it into the store, whatever the network does."""

import asyncio
import time
from typing import Any

from kiosk_app.clock import Clock, iso
from kiosk_app.config import KioskConfig
from kiosk_app.faults import FaultWatch
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.log import EventLog
from kiosk_app.store import ReadingQueue

TAKEN = "taken"  # when a reading was taken by the clock nobody can set, while the time was not known yet; never sent
CLOCK_ERROR = 600.0  # seconds that the fault clock_jump of severity 1 makes the system clock fast


class Sampler:
    """The loop between hardware and store."""

    def __init__(
        self,
        hardware: SimulatedHardware,
        readings: ReadingQueue,
        clock: Clock,
        faults: FaultWatch,
        config: KioskConfig,
        log: EventLog,
    ) -> None:
        self._hardware = hardware
        self._readings = readings
        self._clock = clock
        self._faults = faults
        self._config = config
        self._log = log
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Sample until cancelled. Readings keep their beat; after a pause of the machine it starts anew."""
        beat = time.monotonic()
        while True:
            self._take_reading()
            while (left := beat + self._config.interval - time.monotonic()) > 0:
                try:
                    async with asyncio.timeout(left):
                        await self._changed.wait()
                except TimeoutError:
                    break
                self._changed.clear()
            beat = max(beat + self._config.interval, time.monotonic() - 1)

    def follow(self, config: KioskConfig) -> None:
        """Use another interval from now on."""
        self._config = config
        self._changed.set()

    def _take_reading(self) -> None:
        faults = self._faults.active()
        jump = faults.get("clock_jump")
        self._clock.error = CLOCK_ERROR * jump.severity if jump else 0.0
        now = self._clock.now()
        reading: dict[str, Any] = {"timestamp": iso(now), **self._hardware.read(now, faults)}
        if not self._clock.is_set:
            reading[TAKEN] = self._clock.mark()
        elif offset := self._clock.offset:
            reading["clock_offset"] = offset
        dropped = self._readings.dropped
        self._readings.append(reading, self._hardware.state)
        if self._readings.dropped > dropped:
            self._log.warning("store_full", dropped_in_all=self._readings.dropped, pending=self._readings.pending)
