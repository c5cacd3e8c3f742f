"""Intervals from a forecast's own past errors: no distribution is assumed."""

from typing import NamedTuple

import numpy as np

from ai_service.forecast.same_weekday import WEEK, Series, errors, weeks_ahead

LEVEL = 0.8
"""Four of five days are to fall into their interval."""
FEWEST_ERRORS = 7
NEWEST_ERRORS = 365


class Margin(NamedTuple):
    """How far the truth may lie below (negative) and above the forecast."""

    low: float
    high: float


def margin(past_errors: Series) -> Margin:
    """The range that holds `LEVEL` of the errors, widened for their small number as conformal prediction does.

    The k-th smallest and largest of n errors, k = ⌊(n + 1)(1 − LEVEL) / 2⌋, at least 1.
    """
    ordered = np.sort(past_errors[-NEWEST_ERRORS:])
    k = max(1, int((len(ordered) + 1) * (1 - LEVEL) / 2))
    return Margin(float(ordered[k - 1]), float(ordered[-k]))


def margins(history: Series, horizon: int) -> list[Margin]:
    """A margin for each day ahead, from errors of predictions made as many weeks before.

    A young history has too few of those for the later weeks: they get the margin of the last week that has enough.

    Raises:
        ValueError: when there is no error at all to learn from.
    """
    by_week: list[Margin] = []
    for weeks in range(1, weeks_ahead(horizon) + 1):
        past = errors(history, weeks)
        if len(past) >= FEWEST_ERRORS or (not by_week and len(past)):
            by_week.append(margin(past))
        elif by_week:
            by_week.append(by_week[-1])
        else:
            raise ValueError("no prediction of the past can be checked")
    return [by_week[ahead // WEEK] for ahead in range(horizon)]
