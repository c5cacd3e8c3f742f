"""The forecast of a group of places: a plain one and a pooled model, blended by how they did on the group's past.

The past is tested as the future is met. A model that knows nothing of the last weeks (at most sixteen) forecasts them
from one weekly origin after the other. From these forecasts come the weight of the model, the intervals, and what is
told of the forecast's quality. What is answered then comes from models that know everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.forecast.conformal import Margins, Replay
from ai_service.forecast.features import Examples, FeatureMaker
from ai_service.forecast.panel import WEEK, Panel, Series
from ai_service.forecast.pooled import Dataset, PooledModel, dataset_of, usual_miss
from ai_service.forecast.tested import Tested, tested_on

LEARNED_DAYS = 4 * WEEK
"""Days ahead that are learned and tested; later ones are taken for the last of these."""
FEWEST_LEARNED = 8 * WEEK
"""Under eight weeks there is too little to learn from: the plain forecast stands alone."""
FEWEST_DAYS = 2 * WEEK
TESTED_DAYS = 16 * WEEK
TESTED_SHARE = 0.4
"""Of the history, at most, is kept from the model that is tested."""
FEWEST_EXAMPLES = 500
WORTH = 8.0
"""Months of history at which the pooled model, before it is tested, is trusted as much as the plain forecast."""
USUAL_WORTH = 2.0
"""How many tested months that trust counts for."""


@dataclass(frozen=True)
class PanelForecast:
    """By place and day ahead: what is expected, with the bounds that four of five days are to fall into, and the bounds
    of the sum of the first 30 days. `weight` is the pooled model's by place, 0 where it has no say."""

    expected: Series
    low: Series
    high: Series
    month_low: Series
    month_high: Series
    weight: Series
    tested: Tested
    replays: Sequence[Replay]


def forecast_panel(
    panel: Panel, horizon: int, *, country: str | None, seed: int = 0, learn: bool = True
) -> PanelForecast:
    """Forecast every place of a panel for the `horizon` days after its last. The same seed gives the same numbers.

    Args:
        country: whose holidays count, None for none.
        learn: False for the plain forecast alone, in milliseconds.

    Raises:
        ValueError: when the panel has less than two weeks.
    """
    if panel.days < FEWEST_DAYS:
        raise ValueError("less than two weeks")
    maker = FeatureMaker(panel, horizon, LEARNED_DAYS, country)
    now = maker.at(panel.days)
    first = _first_tested(panel)
    past = {origin: maker.at(origin, LEARNED_DAYS) for origin in range(panel.days - WEEK, first - 1, -WEEK)}
    data = dataset_of(panel, maker, LEARNED_DAYS) if learn and panel.days >= FEWEST_LEARNED else None
    weight = 0.0
    pooled_past: dict[int, Series] = {}
    expected = now.plain()
    ripe = (np.sum(~np.isnan(panel.values), axis=1) >= FEWEST_LEARNED)[:, None]
    known_then = data.until(first) if data is not None else None
    if data is not None and known_then is not None and len(known_then.targets) >= FEWEST_EXAMPLES:
        tested_models = _models(known_then, seed)
        pooled_past = {origin: _mean_of(tested_models, made) for origin, made in past.items()}
        weight = _weight(panel, past, pooled_past)
        expected += weight * ripe * (_mean_of(_models(data, seed), now) - expected)
    replays = []
    for origin, made in past.items():
        plain = made.plain()
        replays.append(Replay(origin, plain + weight * ripe * (pooled_past.get(origin, plain) - plain)))
    margins = Margins(panel.values, replays)
    low, high = margins.around(expected)
    month_low, month_high = margins.around_month(expected, low, high)
    return PanelForecast(
        expected, low, high, month_low, month_high, weight * ripe[:, 0], tested_on(panel.values, replays), replays
    )


def _models(data: Dataset, seed: int) -> list[PooledModel]:
    """One that aims at the middle of what may come, which most days are near to, and one at its mean, as sums do."""
    return [PooledModel(data, seed, "absolute_error"), PooledModel(data, seed + 1, "squared_error")]


def _mean_of(models: Sequence[PooledModel], made: Examples) -> Series:
    corrected: Series = np.mean([model.correct(made) for model in models], axis=0)
    return corrected


def _weight(panel: Panel, past: Mapping[int, Examples], pooled: Mapping[int, Series]) -> float:
    """Of the pooled model: what would have been best on the past, the less believed the less past there is."""
    scale = usual_miss(panel.values)[:, None]
    shares = np.linspace(0.0, 1.0, 21)
    errors = np.zeros(len(shares))
    for origin, made in past.items():
        truth = panel.values[:, origin : origin + LEARNED_DAYS]
        ahead = truth.shape[1]
        plain, found = made.plain()[:, :ahead], pooled[origin][:, :ahead]
        for n, share in enumerate(shares):
            errors[n] += np.nansum(np.abs(truth - plain - share * (found - plain)) / scale)
    history, tested = panel.days / LEARNED_DAYS, len(past) * WEEK / LEARNED_DAYS
    usual = history / (history + WORTH)
    return float((tested * shares[np.argmin(errors)] + USUAL_WORTH * usual) / (tested + USUAL_WORTH))


def _first_tested(panel: Panel) -> int:
    """The first origin that is tested: of a young panel, nearly the first that there is."""
    if panel.days < FEWEST_LEARNED:
        return min(FEWEST_DAYS, panel.days - WEEK)
    weeks = min(TESTED_DAYS, int(panel.days * TESTED_SHARE)) // WEEK
    return panel.days - weeks * WEEK
