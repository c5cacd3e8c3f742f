"""One machine's metrics over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Values = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LARGEST = float(np.finfo(np.float32).max) / 4


@dataclass(frozen=True)
class Table:
    """Rows in the order of time, regular or not.

    `times` are seconds since 1970 [n]; `values` [n, m] with NaN for what is missing; `interval` is the usual distance
    of two rows in seconds. Make one by `Table.of`, which cleans.
    """

    names: tuple[str, ...]
    times: Floats
    values: Values
    interval: float

    @classmethod
    def of(cls, names: Sequence[str], times: ArrayLike, values: ArrayLike, interval: float | None = None) -> "Table":
        """A table of rows in any order: sorted by time, of equal times the last one given, infinite as missing.

        Without `interval` it is the median distance of the rows, or a minute when there are fewer than two.

        Raises:
            ValueError: when the shapes do not fit, two names are equal, or a time is no number.
        """
        at, what = np.asarray(times, np.float64), np.asarray(values, np.float64)
        if len(set(names)) != len(names):
            raise ValueError("two metrics have one name")
        if what.shape != (len(at), len(names)):
            raise ValueError(f"values have the shape {what.shape}, not {(len(at), len(names))}")
        if not np.isfinite(at).all():
            raise ValueError("a time is no number")
        order = np.argsort(at, kind="stable")
        at = at[order]
        last = np.ones(len(at), bool)
        last[:-1] = at[1:] != at[:-1]
        order, at = order[last], at[last]
        if interval is None:
            interval = float(np.median(np.diff(at))) if len(at) > 1 else 60.0
        return cls(tuple(names), at, clean(what[order]), interval)

    def __len__(self) -> int:
        return len(self.times)

    def rows(self, start: int, stop: int | None = None) -> "Table":
        """The rows from `start` to before `stop`."""
        return replace(self, times=self.times[start:stop], values=self.values[start:stop])

    def columns(self, names: Sequence[str]) -> "Table":
        """These columns in this order; one that the table does not have is missing throughout."""
        if tuple(names) == self.names:
            return self
        place = {name: column for column, name in enumerate(self.names)}
        values = np.full((len(self), len(names)), np.nan, np.float32)
        for column, name in enumerate(names):
            if name in place:
                values[:, column] = self.values[:, place[name]]
        return replace(self, names=tuple(names), values=values)


def clean(values: ArrayLike) -> Values:
    """As float32, with NaN for what is infinite or too large to calculate with."""
    numbers = np.asarray(values, np.float64)
    return np.where(np.abs(numbers) < _LARGEST, numbers, np.nan).astype(np.float32)
