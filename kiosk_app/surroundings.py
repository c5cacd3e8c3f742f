"""The air around and inside a kiosk, and the sensors that measure it."""

import math
import random
from datetime import datetime
from typing import Any

from kiosk_app.config import Place
from kiosk_app.faults import Faults
from kiosk_app.noise import Wander, clamp, jitter, metric
from kiosk_app.trade import solar_hour

INDOORS = 21.0  # °C that heating and cooling aim at
DOOR_SECONDS = 300.0  # in which most of the air is exchanged through an open door
SEALED_SECONDS = 1200.0  # in which the inside follows the outside when it is closed


class Surroundings:
    """Temperature, humidity and air quality at one kiosk. In `state` it keeps how far the door's effect has come."""

    def __init__(self, seed: int, rng: random.Random, state: dict[str, Any]) -> None:
        self._seed = seed
        self._state = state
        self._exposure = rng.uniform(0.1, 0.7)  # 0: air-conditioned hall, 1: open street
        self._weather = Wander(seed + 80, 2.0, 6 * 3600)
        self._moisture = Wander(seed + 81, 5.0, 4 * 3600)
        self._dust = Wander(seed + 82, 5.0, 1800)

    def read(
        self, at: datetime, place: Place, busy: float, seconds: float, faults: Faults
    ) -> tuple[float, dict[str, float]]:
        """The true temperature of the air (°C), and what the sensors say."""
        moment = at.timestamp()
        outdoors = self._outdoors(at, place)
        open_ = self._openness(seconds, faults)
        exposure = self._exposure + (1 - self._exposure) * open_
        air = INDOORS + exposure * (outdoors - INDOORS)
        # Warm air holds more water, so the same water is a lower humidity.
        humidity = 52 - 1.4 * (air - INDOORS) + self._moisture.at(moment) * (1 + open_)
        dust = 24 + 38 * busy + self._dust.at(moment) + 30 * open_
        return air, self._sensed(moment, air, humidity, dust, faults)

    def _outdoors(self, at: datetime, place: Place) -> float:
        summer = math.cos(2 * math.pi * (at.timetuple().tm_yday - 200) / 365)  # 1 in the middle of July
        climate = 27 - 0.0075 * place.lat**2 + 0.22 * place.lat * summer
        sun = 4.5 * math.cos(2 * math.pi * (solar_hour(at, place) - 15) / 24)  # warmest at three
        return climate + sun + self._weather.at(at.timestamp())

    def _openness(self, seconds: float, faults: Faults) -> float:
        """How far the inside has become outside, 0 … 1; the air takes minutes to come in and longer to be gone."""
        fault = faults.get("door_open")
        wanted = min(1.0, fault.severity) if fault else 0.0
        slowness = DOOR_SECONDS if fault else SEALED_SECONDS
        before = float(self._state.get("door", 0.0))
        now = wanted + (before - wanted) * math.exp(-seconds / slowness)
        self._state["door"] = round(now, 5)
        return now

    def _sensed(self, moment: float, air: float, humidity: float, dust: float, faults: Faults) -> dict[str, float]:
        air += 0.05 * jitter(self._seed + 83, moment)
        if drifting := faults.get("sensor_drifting"):
            air += drifting.severity * drifting.hours(moment)
            humidity -= 2 * drifting.severity * drifting.hours(moment)
        if noisy := faults.get("sensor_noisy"):
            air += 4 * noisy.severity * jitter(self._seed + 84, moment)
            humidity += 9 * noisy.severity * jitter(self._seed + 85, moment)
            dust += 15 * noisy.severity * jitter(self._seed + 86, moment)
        if "sensor_stuck" in faults:
            air, humidity = self._state.setdefault("stuck", [round(air, 1), round(clamp(humidity, 0, 100), 1)])
        else:
            self._state.pop("stuck", None)
        return {
            "temperature": metric(air, -40, 85),
            "humidity": metric(humidity, 0, 100),
            "air_quality": metric(dust, 0, 100),
        }
