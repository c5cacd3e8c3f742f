"""Daily sales of several places side by side: what forecasts learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

WEEK = 7

Series: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """`values[i, d]` is what place i sold on day `first_day` + d; `nan` where that is not known.

    All amounts are in one currency. The days before a place's first known day are `nan`.
    """

    names: Sequence[str]
    first_day: date
    values: Series

    @property
    def days(self) -> int:
        return int(self.values.shape[1])

    def day(self, index: int) -> date:
        """The date of a day, also of one that is still to come."""
        return self.first_day + timedelta(days=index)

    def until(self, days: int) -> "Panel":
        """Only the first so many days: what was known then."""
        return Panel(self.names, self.first_day, self.values[:, :days])


def mean(values: Series, axis: int = -1) -> Series:
    """The mean of what is known along an axis, `nan` where nothing is."""
    known = ~np.isnan(values)
    counts = known.sum(axis=axis)
    sums = np.where(known, values, 0.0).sum(axis=axis)
    means: Series = np.divide(sums, counts, out=np.full(np.shape(sums), np.nan), where=counts > 0)
    return means
