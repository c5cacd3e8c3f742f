"""Repeatable chance: every value follows from a seed and the time, so a restarted machine goes on where it was."""

import math
import zlib

_MASK = (1 << 64) - 1


def seed_of(text: str) -> int:
    """A seed that is the same in every process, unlike `hash`."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _mixed(seed: int, number: int) -> int:
    """64 well mixed bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    value = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def uniform(seed: int, moment: float) -> float:
    """A number from 0 to 1 that belongs to this millisecond."""
    return _mixed(seed, int(moment * 1000)) / _MASK


def normal(seed: int, number: int) -> float:
    """Mean 0, deviation 1, between -3 and 3: the sum of three uniform numbers (Irwin-Hall)."""
    bits = _mixed(seed, number)
    return ((bits & 0x1FFFFF) + (bits >> 21 & 0x1FFFFF) + (bits >> 42 & 0x1FFFFF)) / 0x1FFFFF * 2 - 3


def jitter(seed: int, moment: float) -> float:
    """The noise of a sensor at this moment, mean 0 and deviation 1."""
    return normal(seed, int(moment * 1000))


class Wander:
    """A smooth random curve over time, of deviation `spread` at its knots, `period` seconds apart."""

    __slots__ = ("_cell", "_left", "_period", "_right", "_seed", "_spread")

    def __init__(self, seed: int, spread: float, period: float) -> None:
        self._seed, self._spread, self._period = seed, spread, period
        self._cell: int | None = None
        self._left = self._right = 0.0

    def at(self, moment: float) -> float:
        """The value at `moment` (Unix seconds)."""
        cell, within = divmod(moment / self._period, 1)
        if int(cell) != self._cell:
            self._cell = int(cell)
            self._left, self._right = normal(self._seed, self._cell), normal(self._seed, self._cell + 1)
        weight = (1 - math.cos(math.pi * within)) / 2
        return self._spread * (self._left + (self._right - self._left) * weight)


def clamp(value: float, low: float, high: float) -> float:
    """`value`, or the nearer end of the range."""
    return min(max(value, low), high)


def metric(value: float, low: float, high: float) -> float:
    """As a sensor gives it: one decimal, within its range."""
    return round(clamp(value, low, high), 1)
