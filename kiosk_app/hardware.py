"""Simulated kiosk hardware: sensors and peripherals that move together as those of a real machine do.

People come at certain hours; they load the processor, the processor warms, the air is worse, the network
slower. The weather follows the sun and the season at the kiosk's place. Everything also wanders by itself.
"""

import math
import random
from datetime import UTC, datetime
from typing import Any

from kiosk_app.config import Place
from kiosk_app.peripherals import Peripheral, fitted_peripherals

FIRMWARE = "sim-1.0.0"
CAPABILITIES = {
    "sensors": ["environmental", "hardware", "network", "location"],
    "peripherals": ["printer", "cash_acceptor", "card_reader"],
    "features": ["store_and_forward", "kiosk_config"],
}
INDOORS = 21.0  # °C that heating and cooling aim at
METRES_PER_DEGREE = 111_320.0


class Drift:
    """A mean-reverting random walk (Ornstein-Uhlenbeck) with deviation `spread`, forgetting in `memory` s."""

    def __init__(self, rng: random.Random, spread: float, memory: float) -> None:
        self._rng, self._spread, self._memory = rng, spread, memory
        self._value = rng.gauss(0, spread)

    def after(self, seconds: float) -> float:
        """Let `seconds` pass and return the new value; exact for steps of any length."""
        kept = math.exp(-seconds / self._memory)
        self._value = self._value * kept + self._spread * math.sqrt(1 - kept * kept) * self._rng.gauss(0, 1)
        return self._value


class SimulatedHardware:
    """One machine. The model decides how it is built, the serial how this one differs from its sisters."""

    def __init__(self, serial: str, model: str = "", place: Place | None = None) -> None:
        build = random.Random(f"model {model}")
        self._heat_per_load = build.uniform(0.28, 0.45)  # °C per % of processor use
        self._idle_rise = build.uniform(10, 18)  # °C above the air at rest
        self._ram_base = build.uniform(28, 42)
        rng = self._rng = random.Random(f"serial {serial}")
        self._exposure = rng.uniform(0.1, 0.7)  # 0: air-conditioned hall, 1: open street
        self._popularity = rng.uniform(0.6, 1.3)
        self._idle_cpu = rng.uniform(3, 9)
        self._disk_base = rng.uniform(22, 55)
        self._latency_base = rng.uniform(18, 60)
        self._signal_base = rng.uniform(-82, -58)
        self._weather = Drift(rng, 2.0, 6 * 3600)
        self._moisture = Drift(rng, 6.0, 4 * 3600)
        self._air = Drift(rng, 5.0, 1800)
        self._demand = Drift(rng, 0.15, 600)
        self._work = Drift(rng, 4.0, 20)
        self._memory_use = Drift(rng, 1.5, 900)
        self._radio = Drift(rng, 4.0, 1200)
        self._traffic = Drift(rng, 0.25, 120)
        self._peripherals: list[Peripheral] = fitted_peripherals(rng)
        self._cpu_heat: float | None = None
        self._last: datetime | None = None
        self.place = place

    def read(self, at: datetime) -> dict[str, Any]:
        """The sections of a reading taken `at` (an aware time); contract 5 gives units and ranges.

        `location` is missing while the machine does not know where it is.
        """
        at = at.astimezone(UTC)
        # A clock that jumps back counts as no time passed.
        seconds = max(0.0, (at - self._last).total_seconds()) if self._last else 0.0
        self._last = at
        hour = (at.hour + at.minute / 60 + at.second / 3600 + (self.place.lng / 15 if self.place else 0)) % 24
        busy = self._busyness(hour, at.weekday() >= 5, seconds)
        air_temperature = self._air_temperature(at, hour, seconds)
        reading: dict[str, Any] = {
            "environmental": self._environment(air_temperature, busy, seconds),
            "hardware": self._machine(air_temperature, busy, hour, at, seconds),
            "peripherals": {each.name: each.after(seconds, busy) for each in self._peripherals},
            "network": self._network(busy, seconds),
        }
        if self.place:
            reading["location"] = self._fix(self.place)
        return reading

    def ready(self) -> set[str]:
        """The names of the peripherals that are ready for use, as of the last reading."""
        return {each.name for each in self._peripherals if each.state == "ready"}

    def _busyness(self, hour: float, weekend: bool, seconds: float) -> float:
        """How many people use the kiosk, from 0 to 1: lunch and evening peaks, quiet nights and weekends."""
        lunch = math.exp(-(((hour - 13) / 2.2) ** 2))
        evening = math.exp(-(((hour - 19) / 2.0) ** 2))
        usual = (0.04 + 0.6 * lunch + 0.7 * evening) * self._popularity * (0.7 if weekend else 1)
        return _clamp(usual * (1 + self._demand.after(seconds)), 0, 1)

    def _air_temperature(self, at: datetime, hour: float, seconds: float) -> float:
        lat = self.place.lat if self.place else 0.0
        summer = math.cos(2 * math.pi * (at.timetuple().tm_yday - 200) / 365)  # 1 in the middle of July
        climate = 27 - 0.0075 * lat * lat + 0.22 * lat * summer
        sun = 4.5 * math.cos(2 * math.pi * (hour - 15) / 24)  # warmest at three
        outdoors = climate + sun + self._weather.after(seconds)
        return INDOORS + self._exposure * (outdoors - INDOORS)

    def _environment(self, temperature: float, busy: float, seconds: float) -> dict[str, float]:
        # Warm air holds more water, so the same water is a lower humidity.
        humidity = 52 - 1.4 * (temperature - INDOORS) + self._moisture.after(seconds)
        return {
            "temperature": _metric(temperature + self._rng.gauss(0, 0.05), -40, 85),
            "humidity": _metric(humidity, 0, 100),
            "air_quality": _metric(24 + 38 * busy + self._air.after(seconds), 0, 100),
        }

    def _machine(
        self, air_temperature: float, busy: float, hour: float, at: datetime, seconds: float
    ) -> dict[str, float]:
        cpu = _clamp(self._idle_cpu + 55 * busy + self._work.after(seconds), 0.5, 100)
        heat = self._idle_rise + self._heat_per_load * cpu
        lag = math.exp(-seconds / 90) if self._cpu_heat is not None else 0.0  # a heat sink takes minutes
        self._cpu_heat = heat + ((self._cpu_heat or 0.0) - heat) * lag
        since_reboot = (hour - 4) % 24 / 24  # it restarts at four in the night; until then memory leaks a little
        since_cleaning = (at.weekday() + hour / 24) / 7  # logs are thrown away once a week
        ram = self._ram_base + 18 * busy + 7 * since_reboot + self._memory_use.after(seconds)
        return {
            "cpu_temp": _metric(air_temperature + self._cpu_heat, -40, 125),
            "cpu_usage": _metric(cpu, 0, 100),
            "ram_usage": _metric(ram, 0, 100),
            "disk_usage": _metric(self._disk_base + 6 * since_cleaning, 0, 100),
        }

    def _network(self, busy: float, seconds: float) -> dict[str, float]:
        signal = _clamp(self._signal_base + self._radio.after(seconds), -150, 0)
        weak = max(0.0, -75 - signal) * 1.5  # below -75 dBm packets are repeated
        latency = (self._latency_base + 25 * busy + weak) * math.exp(self._traffic.after(seconds))
        return {"latency": _metric(latency, 1, 600_000), "signal_strength": round(signal)}

    def _fix(self, place: Place) -> dict[str, float]:
        """A satellite fix a few metres off."""
        accuracy = self._rng.uniform(3, 9)
        north, east = self._rng.gauss(0, accuracy / 3), self._rng.gauss(0, accuracy / 3)
        degrees_east = east / (METRES_PER_DEGREE * max(0.01, math.cos(math.radians(place.lat))))
        return {
            "lat": round(_clamp(place.lat + north / METRES_PER_DEGREE, -90, 90), 6),
            "lng": round(_clamp(place.lng + degrees_east, -180, 180), 6),
            "accuracy": round(accuracy, 1),
        }


def _clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _metric(value: float, low: float, high: float) -> float:
    return round(_clamp(value, low, high), 1)
