"""Hard limits: values that are wrong on any machine, whatever it is used to. They need no training."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Limit(NamedTuple):
    """A value below `low` or above `high` is out of bounds; `critical` ones want somebody at once.

    `worse`: where people know that it is out of bounds, so much further tells them something new.
    """

    low: float | None
    high: float | None
    critical: bool
    worse: float


LIMITS: Mapping[str, Limit] = {
    "cpu_usage": Limit(None, 97, False, 2),
    "ram_usage": Limit(None, 95, False, 2),
    "disk_usage": Limit(None, 95, True, 1),
    "cpu_temp": Limit(0, 90, True, 5),  # processors slow themselves down from about here
    "temperature": Limit(-10, 50, True, 5),  # what cabinets and thermal printers are made for
    "humidity": Limit(None, 95, False, 3),
    "latency": Limit(None, 2000, False, 1000),
    "signal_strength": Limit(-95, None, False, 5),
    "distance_m": Limit(None, 500, True, 500),
    "clock_offset_s": Limit(-300, 300, False, 300),
    "missing_share": Limit(None, 0.99, False, 1),
}


def crossed(names: Sequence[str], values: ArrayLike) -> list[list[str]]:
    """For each row of `values` [n, m], in the units of the contract, the metrics that are out of their limits."""
    rows = np.asarray(values, np.float64)
    found: list[list[str]] = [[] for _ in range(len(rows))]
    for column, name in enumerate(names):
        limit = LIMITS.get(name)
        if limit is None:
            continue
        out = np.zeros(len(rows), bool)
        if limit.low is not None:
            out |= rows[:, column] < limit.low
        if limit.high is not None:
            out |= rows[:, column] > limit.high
        for row in np.flatnonzero(out):
            found[row].append(name)
    return found
