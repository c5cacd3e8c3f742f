"""The forecast of one series of daily sales, as people ask for it."""

from dataclasses import dataclass

import numpy as np

from ai_service.forecast.backtest import Backtest, backtest
from ai_service.forecast.intervals import margins
from ai_service.forecast.same_weekday import WEEK, Series, forecast

MODEL = "same-weekday-mean-4"
FEWEST_DAYS = 2 * WEEK
LONGEST_HISTORY = 2 * 366
"""Days that are looked at: older ones would change neither the forecast nor, much, its intervals."""


class NotEnoughHistory(Exception):
    """There are fewer than two weeks to learn from."""


@dataclass(frozen=True)
class SalesForecast:
    """Expected sales of the days after a history, with the bounds of each; none is below zero."""

    expected: Series
    low: Series
    high: Series
    backtest: Backtest


def forecast_sales(history: Series, horizon: int) -> SalesForecast:
    """Forecast `horizon` days from a history of one amount a day (`nan`: not known), the last complete day at its end.

    Raises:
        NotEnoughHistory: when fewer than two weeks are known, or no two days of one weekday within a month.
    """
    history = history[-LONGEST_HISTORY:]
    if np.count_nonzero(~np.isnan(history)) < FEWEST_DAYS:
        raise NotEnoughHistory
    expected = np.maximum(forecast(history, horizon), 0)
    try:
        low, high = np.array(margins(history, horizon)).T
    except ValueError as error:
        raise NotEnoughHistory from error
    return SalesForecast(
        expected=expected,
        # The errors may all have one sign (growing sales): the bounds still enclose what is expected.
        low=np.clip(expected + np.minimum(low, 0), 0, None),
        high=expected + np.maximum(high, 0),
        backtest=backtest(history),
    )
