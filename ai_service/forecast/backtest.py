"""How good the forecast has been: each past day predicted from what was known a week before it."""

from dataclasses import dataclass

import numpy as np

from ai_service.forecast.intervals import FEWEST_ERRORS, NEWEST_ERRORS, margin
from ai_service.forecast.same_weekday import WEEK, Series, errors


@dataclass(frozen=True)
class Backtest:
    """Over `days` days: the mean absolute error, that of “as much as a week ago”, and how many intervals held.

    `coverage` is None while the history is too young to test an interval.
    """

    days: int
    mean_absolute_error: float
    naive_absolute_error: float
    coverage: float | None


def backtest(history: Series) -> Backtest:
    """Test the forecast on at most the last year of a history."""
    ours = errors(history, weeks=1)[-NEWEST_ERRORS:]
    naive = (history[WEEK:] - history[:-WEEK])[-NEWEST_ERRORS:]
    naive = naive[~np.isnan(naive)]
    return Backtest(
        days=len(ours),
        mean_absolute_error=float(np.mean(np.abs(ours))),
        naive_absolute_error=float(np.mean(np.abs(naive))) if len(naive) else float("nan"),
        coverage=_coverage(ours),
    )


def _coverage(past: Series) -> float | None:
    """The share of errors inside the interval that the errors known a week before it gave."""
    held = []
    for day in range(FEWEST_ERRORS + WEEK - 1, len(past)):
        low, high = margin(past[: day - WEEK + 1])
        held.append(low <= past[day] <= high)
    return float(np.mean(held)) if held else None
