"""The computer in a kiosk: load, heat, memory and disk, coupled as in a real one."""

import math
import random
from datetime import datetime
from typing import Any

from kiosk_app.config import Place
from kiosk_app.faults import Faults
from kiosk_app.noise import Wander, clamp, jitter, metric
from kiosk_app.trade import solar_hour

HEAT_SINK_SECONDS = 90.0
FAN_STOP_HOURS = 1 / 6  # in which a failing fan comes to a stand
THROTTLING = 95.0  # °C
SWAPPING, OUT_OF_MEMORY = 90.0, 99.0  # % of memory


class Computer:
    """One machine; `state` keeps the heat of its processor and what leaked. `strain` (0 … 1) is how much all waits."""

    def __init__(self, seed: int, build: random.Random, own: random.Random, state: dict[str, Any]) -> None:
        self._seed = seed
        self._state = state
        self._heat_per_load = build.uniform(0.28, 0.45)  # °C per % of processor use
        self._idle_rise = build.uniform(10, 18)  # °C above the air at rest
        self._ram_base = build.uniform(28, 42)
        self._idle_cpu = own.uniform(3, 9)
        self._disk_base = own.uniform(22, 55)
        self._work = Wander(seed + 90, 4.0, 40)
        self._memory_use = Wander(seed + 91, 1.5, 900)
        self._files = Wander(seed + 92, 1.0, 20 * 86_400)
        self.strain = 0.0

    def read(
        self, at: datetime, place: Place, busy: float, air: float, seconds: float, faults: Faults
    ) -> dict[str, float]:
        """The section `hardware` of a reading, with the air around at `air` °C."""
        moment = at.timestamp()
        ram = self._ram(at, place, busy, seconds, faults)
        swapping = clamp((ram - SWAPPING) / (OUT_OF_MEMORY - SWAPPING), 0, 1)
        hot = clamp((air + float(self._state.get("heat", 0)) - THROTTLING) / 15, 0, 1)
        self.strain = max(swapping, hot)
        storm = faults.get("log_storm")
        cpu = self._idle_cpu + 55 * busy + self._work.at(moment) + 2 * jitter(self._seed + 93, moment)
        cpu += 25 * swapping + 20 * hot + (12 * storm.severity if storm else 0)
        cpu = clamp(cpu, 0.5, 100)
        return {
            "cpu_temp": metric(air + self._heat(cpu, hot, moment, seconds, faults), -40, 125),
            "cpu_usage": metric(cpu, 0, 100),
            "ram_usage": metric(ram, 0, 100),
            "disk_usage": metric(self._disk(at, place, seconds, faults), 0, 100),
        }

    def _heat(self, cpu: float, throttled: float, moment: float, seconds: float, faults: Faults) -> float:
        """Degrees above the air: a heat sink takes minutes to follow the load."""
        heat = self._idle_rise + self._heat_per_load * cpu
        if fan := faults.get("fan_failure"):
            stopped = min(1.0, fan.hours(moment) / FAN_STOP_HOURS)
            # Slowed down, a processor makes less heat: that holds it below its limit.
            heat *= 1 + 1.3 * fan.severity * stopped * (1 - 0.4 * throttled)
        before = float(self._state.get("heat", heat))
        now = clamp(heat + (before - heat) * math.exp(-seconds / HEAT_SINK_SECONDS), 0, 120)
        self._state["heat"] = round(now, 3)
        return now

    def _ram(self, at: datetime, place: Place, busy: float, seconds: float, faults: Faults) -> float:
        since_restart = (solar_hour(at, place) - 4) % 24 / 24  # at four in the night; until then it creeps up
        leaked = float(self._state.get("leaked", 0.0))
        leak = faults.get("memory_leak")
        leaked = leaked + 6 * leak.severity * seconds / 3600 if leak else 0.0
        ram = self._ram_base + 18 * busy + 7 * since_restart + self._memory_use.at(at.timestamp()) + leaked
        if leak and ram >= OUT_OF_MEMORY:  # the system ends the program, which starts anew and leaks again
            ram -= leaked
            leaked = 0.0
        self._state["leaked"] = round(leaked, 5)
        return ram

    def _disk(self, at: datetime, place: Place, seconds: float, faults: Faults) -> float:
        days = at.timestamp() / 86_400 + place.lng / 360
        since_rotation = days % 7 / 7  # logs are thrown away once a week
        filled = float(self._state.get("filled", 0.0))
        filling = faults.get("disk_filling")
        filled = min(100.0, filled + 4 * filling.severity * seconds / 3600) if filling else 0.0
        self._state["filled"] = round(filled, 5)
        logs = 0.0
        if storm := faults.get("log_storm"):
            logs = 15 * storm.severity * (storm.hours(at.timestamp()) % 1)
        return self._disk_base + 6 * since_rotation + self._files.at(at.timestamp()) + filled + logs
