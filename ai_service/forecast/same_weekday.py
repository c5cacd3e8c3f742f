"""What a day will sell: the mean of the last four days of the same weekday that are known by then.

A history is one number a day without holes in its calendar; `nan` marks a day that is not known. Nothing here looks
further ahead than the days a prediction was allowed to know, so the same function forecasts and tests itself.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

WEEK = 7
WEEKDAYS_AVERAGED = 4

Series: TypeAlias = npt.NDArray[np.float64]


def weeks_ahead(days_ahead: int) -> int:
    """How many weeks back the youngest known day of the same weekday lies."""
    return -(-days_ahead // WEEK)


def predictions(history: Series, weeks: int) -> Series:
    """For each day of the history and of `weeks` weeks after it, what was to be expected `weeks` weeks before.

    A day none of whose four predecessors is known has `nan`.
    """
    length = len(history) + WEEK * weeks
    known = np.full((WEEKDAYS_AVERAGED, length), np.nan)
    for row in range(WEEKDAYS_AVERAGED):
        lag = WEEK * (weeks + row)
        if lag < length:
            known[row, lag:] = history[: length - lag]
    counts = np.sum(~np.isnan(known), axis=0)
    means = np.full(length, np.nan)
    np.divide(np.nansum(known, axis=0), counts, out=means, where=counts > 0)
    return means


def forecast(history: Series, horizon: int) -> Series:
    """The `horizon` days after the history. A weekday that is unknown for four weeks is given the mean of all."""
    recent = history[-WEEK * WEEKDAYS_AVERAGED :]
    anything = float(np.nanmean(recent)) if np.any(~np.isnan(recent)) else 0.0
    by_week = [predictions(history, weeks) for weeks in range(1, weeks_ahead(horizon) + 1)]
    days = [by_week[weeks_ahead(ahead) - 1][len(history) - 1 + ahead] for ahead in range(1, horizon + 1)]
    return np.where(np.isnan(days), anything, days)


def errors(history: Series, weeks: int) -> Series:
    """By how much each day of the history differed from what was expected `weeks` weeks before; oldest first."""
    differences = history - predictions(history, weeks)[: len(history)]
    return differences[~np.isnan(differences)]
