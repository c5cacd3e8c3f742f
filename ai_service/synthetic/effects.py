"""What an event does to a span of rows, as building blocks that `faults` and `negatives` put together.

A strength is told in sigmas: the robust spread of that metric in the rows it is done to, so that the same event is as
plain on a calm machine as on a restless one. Metrics the rows do not have are passed over.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ai_service.anomaly.table import Floats, Table, Values
from common.readings import METRICS

_NORMAL_QUARTILES = 1.349
_LEAST_SIGMA: Mapping[str, float] = {
    "temperature": 0.3,
    "humidity": 1.0,
    "air_quality": 1.5,
    "cpu_temp": 0.8,
    "cpu_usage": 1.5,
    "ram_usage": 0.8,
    "disk_usage": 0.5,
    "latency": 4.0,
    "signal_strength": 1.0,
}
"""A sigma is at least this, in the metric's unit: on a metric at rest there would be none."""


class Span:
    """The rows of an event, to be changed in place. `t` is minutes since it began [n]."""

    def __init__(self, table: Table, start: int, stop: int, rng: np.random.Generator) -> None:
        self.rng = rng
        self.t: Floats = (table.times[start:stop] - table.times[start]) / 60
        self.rows = stop - start
        self._all: Values = table.values
        self.values: Values = table.values[start:stop].copy()
        self._place = {name: place for place, name in enumerate(table.names)}

    def has(self, name: str) -> bool:
        return name in self._place

    def get(self, name: str) -> Floats:
        """A copy of a column; NaN throughout where there is none."""
        if name not in self._place:
            return np.full(self.rows, np.nan)
        return self.values[:, self._place[name]].astype(np.float64)

    def put(self, name: str, column: Floats | float) -> None:
        """Write a column, within the range of its metric; minutes that are missing stay so."""
        if name not in self._place:
            return
        place = self._place[name]
        base = name.removesuffix("_max")
        if base in METRICS:
            column = np.clip(column, METRICS[base].low, METRICS[base].high)
        self.values[:, place] = np.where(np.isnan(self.values[:, place]), np.nan, column)

    def sigma(self, name: str) -> float:
        """The robust spread of a metric over the whole table."""
        least = _LEAST_SIGMA.get(name, 1e-6)
        if name not in self._place:
            return least
        known = self._all[:, self._place[name]]
        known = known[np.isfinite(known)]
        if not len(known):
            return least
        low, high = np.percentile(known, [25, 75])
        return max(float(high - low) / _NORMAL_QUARTILES, least)

    def add(self, name: str, amount: Floats | float) -> None:
        """Raise a metric, and its maximum in the minute with it, by an amount in its own unit."""
        self.put(name, self.get(name) + amount)
        self.put(f"{name}_max", self.get(f"{name}_max") + amount)

    def shift(self, name: str, sigmas: Floats | float) -> None:
        """Raise a metric by so many sigmas."""
        self.add(name, np.asarray(sigmas) * self.sigma(name))

    def shake(self, name: str, sigmas: Floats | float) -> None:
        """Let the readings within each minute jump about by so many sigmas."""
        noise = np.asarray(sigmas) * self.sigma(name)
        self.put(f"{name}_spread", np.hypot(self.get(f"{name}_spread"), noise))
        self.put(f"{name}_max", self.get(f"{name}_max") + 1.6 * noise)

    def load(self, percent: Floats | float, degrees_per_percent: float = 0.35) -> None:
        """More processor use, and the heat that it makes."""
        before = self.get("cpu_usage")
        self.add("cpu_usage", percent)
        used = np.nan_to_num(self.get("cpu_usage") - before) if self.has("cpu_usage") else np.zeros(self.rows)
        self.add("cpu_temp", degrees_per_percent * used * self.ramp(5))

    def ramp(self, minutes: float) -> Floats:
        """From 0 to 1 within so many minutes."""
        result: Floats = np.minimum(1.0, (self.t + 1) / minutes)
        return result

    def noise(self) -> Floats:
        return self.rng.standard_normal(self.rows)


Event = Callable[[Span, float], None]
"""Changes a span with a strength in sigmas."""


def apply(table: Table, event: Event, start: int, stop: int, strength: float, rng: np.random.Generator) -> Table:
    """The table with the event in the rows from `start` to before `stop`."""
    span = Span(table, start, stop, rng)
    event(span, strength)
    values = table.values.copy()
    values[start:stop] = span.values
    return Table(table.names, table.times, values, table.interval)
