"""The forecast of a place that is too young for one of its own: what its neighbours are expected to sell.

The shape comes from the neighbours, the level from them and, day by day, from what the place has sold so far.
"""

from dataclasses import dataclass

import numpy as np

from ai_service.forecast.panel import WEEK, Series, mean

FEWEST = 2
"""Neighbours below which nothing is said."""


@dataclass(frozen=True)
class FromNeighbours:
    """One place's days ahead, with bounds that hold four of five neighbours' days."""

    expected: Series
    low: Series
    high: Series


def from_neighbours(own: Series, expected: Series, low: Series, high: Series) -> FromNeighbours | None:
    """
    Args:
        own: the days of the new place so far, none or some; `nan` is not known.
        expected, low, high: the neighbours' forecasts, neighbours × days ahead.

    Returns:
        None when there are fewer than two neighbours that sell.
    """
    levels = expected.mean(axis=1)
    selling = levels > 0
    if selling.sum() < FEWEST:
        return None
    usual = float(np.median(levels[selling]))
    shape = np.median(expected[selling] / levels[selling, None], axis=0)
    known = own[~np.isnan(own)]
    # A week of its own counts as much as all that the neighbours say of its level.
    level = (len(known) * float(mean(own)) + WEEK * usual) / (len(known) + WEEK) if len(known) else usual
    factor = level / usual
    ahead = shape * level
    return FromNeighbours(
        expected=ahead,
        low=np.minimum(np.quantile(low[selling], 0.1, axis=0) * factor, ahead),
        high=np.maximum(np.quantile(high[selling], 0.9, axis=0) * factor, ahead),
    )
