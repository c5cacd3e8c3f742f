"""How far all places of a group together are expected to move away from their usual forecasts.

What the last weeks say of one place is mostly noise; what they say of all is mostly weather and season, which last.
"""

import numpy as np
import numpy.typing as npt

from ai_service.forecast.panel import WEEK, Series
from ai_service.forecast.theta import weekday_shares

AHEAD = 4 * WEEK
"""Days to come that a trend is followed for; its mean over them counts."""
RECENT = 4 * WEEK
REMEMBERED = 26 * WEEK
HALF_YEAR = 182
FEWEST_LAST = 3
"""Days of the last week without which it tells nothing."""
TREND_DAYS = 8 * WEEK
"""Of history, before which a trend cannot be told from chance."""
FIRST_DAYS = 2 * WEEK
"""Known days from whose mean the smoothing starts."""
LEAST_SHARE = 0.1
"""Of the mean day, that a weekday sells at least to tell anything."""
PERSISTENCE = 0.5
"""How much of a last week, and of a trend, is expected to stay, were there very many places."""
FEW = 2.0
"""Places of which only half of their movement is believed: the fewer, the more of it is noise."""
LEVEL_STEP, TREND_STEP, DAMPING = 0.05, 0.1, 0.97
"""Of the smoothing: how far a day that was missed moves level and trend, and what is left of a trend after each day."""
MOST = 0.4
"""A third less or half more than usual; what goes beyond is an accident rather than a movement."""


def movement(known: Series, level: Series, usual: Series, holidays: npt.NDArray[np.bool_], *, young: bool) -> float:
    """The log of what is expected of all places, beside what their usual forecasts say. 0 with less than four weeks.

    Half of what the last week differs; of a young group, for which no model has learned how sales go up and down, also
    half of what its trend says. Of few places it is less.

    Args:
        known: places × days, all before the origin.
        level: by place, what its amounts are divided by.
        usual: places × at least AHEAD days ahead, the usual forecasts.
        holidays: of the days of `known`, those on and around holidays: they tell nothing of the days after them.
    """
    if known.shape[1] < RECENT:
        return 0.0
    even = _even(known, level)
    even[holidays[-len(even) :]] = np.nan
    moved = _last_week(even)
    if young and known.shape[1] >= TREND_DAYS:
        moved += _trend(even, float(usual[:, :AHEAD].mean(axis=1).sum() / level.sum()))
    places = int(np.sum(~np.isnan(known[:, -WEEK:]).all(axis=1)))
    return PERSISTENCE * moved * places / (places + FEW)


def _even(known: Series, level: Series) -> Series:
    """By day: what all places that are known sold beside their levels, without the pattern of the week; `nan` on
    weekdays on which hardly anything is sold."""
    recent = known[:, -REMEMBERED:]
    of_known = np.where(np.isnan(recent), 0.0, level[:, None]).sum(axis=0)
    sold = np.divide(np.nansum(recent, axis=0), of_known, out=np.full(len(of_known), np.nan), where=of_known > 0)
    shares = weekday_shares(sold[None, :])[0]
    even: Series = sold / np.where(shares > LEAST_SHARE, shares, np.nan)[np.arange(-len(sold), 0) % WEEK]
    return even


def _last_week(even: Series) -> float:
    """The log of the last week beside the last four: of their middle days, which one odd day does not move."""
    if np.sum(~np.isnan(even[-WEEK:])) < FEWEST_LAST:
        return 0.0
    return _log_ratio(float(np.nanmedian(even[-WEEK:])), float(np.nanmedian(even[-RECENT:])))


def _trend(even: Series, usual: float) -> float:
    """The log of what exponential smoothing with a damped trend expects, beside what the usual forecasts say.

    Gardner and McKenzie (1985), “Forecasting trends in time series”.
    """
    known = even[~np.isnan(even)]
    if len(known) < FIRST_DAYS:
        return 0.0
    level, slope = float(known[:FIRST_DAYS].mean()), 0.0
    for day in even:
        slope *= DAMPING
        level += slope
        if not np.isnan(day):
            miss = LEVEL_STEP * (day - level)
            level += miss
            slope += TREND_STEP * miss
    ahead = level + slope * float(np.cumsum(DAMPING ** np.arange(1, AHEAD + 1)).mean())
    return _log_ratio(ahead, usual)


def _log_ratio(value: float, beside: float) -> float:
    if not value > 0 or not beside > 0:
        return 0.0
    return float(np.clip(np.log(value / beside), -MOST, MOST))
