"""A simulated machine: sensors and devices that move together as those of a real one do.

People come at certain hours; they load the processor, the processor warms its heat sink, paper runs down, the air is
worse, the network slower. The weather follows the sun and the season at the kiosk's place. Faults act on these causes,
not on single values. All chance follows from serial and time (noise.py), and `state` holds what has a memory: with
both, a restarted machine goes on where it was.
"""

import math
import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk_app.computer import Computer
from kiosk_app.config import SOMEWHERE, Place
from kiosk_app.faults import Fault, Faults
from kiosk_app.noise import Wander, clamp, jitter, metric, seed_of
from kiosk_app.peripherals import CASH_SHARE, Peripherals
from kiosk_app.surroundings import Surroundings
from kiosk_app.trade import demand

FIRMWARE = "sim-1.1.0"
CAPABILITIES = {
    "sensors": ["environmental", "hardware", "network", "location"],
    "peripherals": ["printer", "cash_acceptor", "card_reader"],
    "features": ["store_and_forward", "kiosk_config"],
}
METRES_PER_DEGREE = 111_320.0
WALK = 1.4  # m/s
MOVED = 2_000.0  # m
NO_FAULTS: Mapping[str, Fault] = {}
BUSIEST = 600.0  # seconds between two sales at the busiest time, where no till counts them


class SimulatedHardware:
    """One machine. The model decides how it is built, the serial how this one differs from its sisters.

    `state` is what an earlier run left (see the attribute of the same name); `sells` tells that a till will report
    each sale by `sold`, otherwise paper and cash follow the usual trade.
    """

    def __init__(
        self,
        serial: str,
        model: str = "",
        place: Place = SOMEWHERE,
        state: Mapping[str, Any] | None = None,
        sells: bool = False,
    ) -> None:
        seed = self._seed = seed_of(serial) << 8
        rng = random.Random(f"serial {serial}")
        self.place = place
        self.state: dict[str, Any] = dict(state or {})
        self._sells = sells
        self._popularity = rng.uniform(0.6, 1.0)
        self._latency_base = rng.uniform(18, 60)
        self._signal_base = rng.uniform(-82, -58)
        self._bearing = rng.uniform(0, 2 * math.pi)
        self._crowd = Wander(seed + 60, 0.15, 900)
        self._radio = Wander(seed + 61, 4.0, 1200)
        self._traffic = Wander(seed + 62, 0.2, 60)
        self._congestion = Wander(seed + 63, 1.0, 1800)
        self._surroundings = Surroundings(seed, rng, self.state)
        self._computer = Computer(seed, random.Random(f"model {model}"), rng, self.state)
        self._peripherals = Peripherals(seed, self.state)
        self._shown: dict[str, str] = {}

    def read(self, at: datetime, faults: Faults = NO_FAULTS) -> dict[str, Any]:
        """The sections of one reading, as of `at`."""
        moment = at.timestamp()
        last = float(self.state.get("at", moment))
        seconds = min(max(0.0, moment - last), 3600.0)  # switched off it is not used, however long
        self.state["at"] = round(moment, 3)
        trade = demand(at, self.place)
        busy = clamp(trade * self._popularity * (1 + self._crowd.at(moment)), 0, 1)
        if not self._sells:
            sales = seconds * trade / BUSIEST
            self._peripherals.use(sales, sales * CASH_SHARE)
        self._peripherals.after(seconds, busy, at, self.place)
        self._shown = self._peripherals.reading(faults, moment)
        air, environment = self._surroundings.read(at, self.place, busy, seconds, faults)
        machine = self._computer.read(at, self.place, busy, air, seconds, faults)
        return {
            "environmental": environment,
            "hardware": machine,
            "peripherals": self._shown,
            "location": self._fix(self.place, moment, faults.get("kiosk_moved")),
            "network": self._network(moment, busy, self._computer.strain, faults),
        }

    def sold(self, method: str) -> None:
        """A sale was made: a receipt is printed, a note taken."""
        self._peripherals.use(1, method == "cash")

    def ready(self) -> set[str]:
        """The names of the peripherals that are ready for use, as of the last reading."""
        return {name for name, state in self._shown.items() if state == "ready"}

    def _network(self, moment: float, busy: float, strain: float, faults: Faults) -> dict[str, float]:
        signal = self._signal_base + self._radio.at(moment) + jitter(self._seed + 64, moment) * 0.7
        burst = 1.0
        if weak := faults.get("weak_link"):
            signal -= 18 * weak.severity
            burst += weak.severity * abs(jitter(self._seed + 65, moment))
        if moved := faults.get("kiosk_moved"):
            signal -= 12 * _distance(moved, moment) / MOVED
        signal = clamp(signal, -150, 0)
        repeated = max(0.0, -75 - signal) * 2.5 * burst  # below -75 dBm packets are repeated
        congested = math.exp(max(0.0, self._congestion.at(moment) - 1.6) * 4)  # now and then, for some minutes
        latency = (self._latency_base + 25 * busy + repeated) * congested * (1 + 2 * strain)
        noise = math.exp(self._traffic.at(moment) + 0.06 * jitter(self._seed + 66, moment))
        return {"latency": metric(latency * noise, 1, 600_000), "signal_strength": round(signal)}

    def _fix(self, place: Place, moment: float, moved: Fault | None) -> dict[str, float]:
        """A satellite fix some metres off: the worse the sky, the further."""
        accuracy = 6 + 1.2 * jitter(self._seed + 67, moment // 60)
        north, east = (accuracy / 3 * jitter(self._seed + salt, moment) for salt in (68, 69))
        if moved:
            distance = _distance(moved, moment)
            north, east = north + distance * math.cos(self._bearing), east + distance * math.sin(self._bearing)
        degrees_east = east / (METRES_PER_DEGREE * max(0.01, math.cos(math.radians(place.lat))))
        return {
            "lat": round(clamp(place.lat + north / METRES_PER_DEGREE, -90, 90), 6),
            "lng": round(clamp(place.lng + degrees_east, -180, 180), 6),
            "accuracy": round(accuracy, 1),
        }


def _distance(moved: Fault, moment: float) -> float:
    """Metres from the place, so long after somebody began to carry it off."""
    return min(MOVED * moved.severity, WALK * 3600 * moved.hours(moment))
