"""The Theta method: exponential smoothing of the level with half of the trend, on a weekly pattern.

Assimakopoulos and Nikolopoulos (2000), “The theta model”, in the form of Hyndman and Billah (2003): simple exponential
smoothing with a drift of half the slope of a straight line, here through the last eight weeks. The smoothing constant
is the one that had the least error one step ahead. All places are worked out at once.
"""

import numpy as np

from ai_service.forecast.panel import WEEK, Series, mean

WEEKS_OF_PATTERN = 12
WEEKS_OF_LEVEL = 26
WEEKS_OF_TREND = 8
CONSTANTS = np.array([0.02, 0.05, 0.1])
"""Small ones: what serves the next day best follows the noise too closely for a month ahead."""
DAMPING = 0.95
"""What is left of the trend's step after each day: a month ahead a straight line is rarely right."""
LEAST_FACTOR = 0.02


def forecast(values: Series, horizon: int) -> Series:
    """The `horizon` days after `values` (places × days, `nan`: not known); zero for a place of which nothing is."""
    recent = values[:, -WEEK * WEEKS_OF_LEVEL :]
    places, days = recent.shape
    pattern = weekday_pattern(recent)
    position = np.arange(days + horizon) - days  # 0 is the first day ahead
    factors = pattern[:, position % WEEK]
    flat = recent / factors[:, :days]
    level = _smoothed(flat)
    steps = np.cumsum(DAMPING ** np.arange(horizon))
    ahead = level[:, None] + 0.5 * _slope(flat[:, -WEEK * WEEKS_OF_TREND :])[:, None] * steps
    found: Series = np.maximum(ahead * factors[:, days:], 0.0).reshape(places, horizon)
    return found


def weekday_pattern(values: Series) -> Series:
    """`weekday_shares`, drawn towards 1 as if one more week without any pattern had been seen, and never near zero."""
    weeks = min(WEEKS_OF_PATTERN, values.shape[1] // WEEK)
    pattern = (np.nan_to_num(weekday_shares(values), nan=1.0) * weeks + 1.0) / (weeks + 1.0)
    found: Series = np.maximum(pattern / pattern.mean(axis=1, keepdims=True), LEAST_FACTOR)
    return found


def weekday_shares(values: Series) -> Series:
    """Places × 7: how each weekday compares with the mean of all; column 0 is the weekday after the last day. `nan`
    where that is not known.

    From the last twelve weeks without the highest and the lowest fifth of each weekday, so that holidays do not shape
    it.
    """
    weeks = min(WEEKS_OF_PATTERN, values.shape[1] // WEEK)
    cut = weeks // 5
    ordered = np.sort(values[:, values.shape[1] - weeks * WEEK :].reshape(-1, weeks, WEEK), axis=1)
    usual = mean(ordered[:, cut : weeks - cut], axis=1)
    of_all = mean(usual)[:, None]
    shares: Series = np.divide(usual, of_all, out=np.full(usual.shape, np.nan), where=of_all > 0)
    return shares


def _smoothed(values: Series) -> Series:
    """The level at the end, by the constant that foretold each next day best."""
    start = np.nan_to_num(mean(values[:, : 2 * WEEK]), nan=0.0)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    began = np.isnan(mean(values[:, : 2 * WEEK]))
    level = np.repeat(start[:, None], len(CONSTANTS), axis=1)
    error = np.zeros_like(level)
    for day in range(values.shape[1]):
        seen = known[:, day]
        first = seen & began
        level[first] = filled[first, day, None]
        began = began & ~seen
        miss = np.where(seen[:, None], filled[:, day, None] - level, 0.0)
        error += np.abs(miss)
        level += CONSTANTS * miss
    best: Series = level[np.arange(len(level)), np.argmin(error, axis=1)]
    return best


def _slope(values: Series) -> Series:
    """Of the straight line through what is known, per day."""
    known = ~np.isnan(values)
    counts = np.maximum(known.sum(axis=1), 1)
    time = np.arange(values.shape[1], dtype=float)[None, :] * known
    centre = time.sum(axis=1) / counts
    centred = np.where(known, np.arange(values.shape[1])[None, :] - centre[:, None], 0.0)
    spread = (centred**2).sum(axis=1)
    filled = np.where(known, values, 0.0)
    slope = (centred * filled).sum(axis=1)
    found: Series = np.divide(slope, spread, out=np.zeros(len(values)), where=spread > 0)
    return found
