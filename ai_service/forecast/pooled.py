"""One model for all places of a group: gradient boosting that corrects a plain forecast, learned on past origins.

Each origin of the past is an example of what is asked now: what was known then, and what came in the days after.
Errors count in the place's own measure (what “the same as last week” usually misses by), so that every place matters
alike, whatever it sells.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ai_service.forecast.features import FEWEST_BEFORE, Examples, FeatureMaker
from ai_service.forecast.movement import HALF_YEAR
from ai_service.forecast.panel import WEEK, Panel, Series, mean

STEP_DAYS = 7
MOST_ORIGINS = 5 * 52
"""Five years; what is older teaches little of today."""
ITERATIONS = 80
MOST_WEIGHT = 10.0
"""Of one example, so that a place that hardly changes does not outweigh all others."""
MOST_KEPT = 60_000
"""Examples in memory, alike many of each origin: a thousand places would have millions."""
MOST_EXAMPLES = 20_000
"""Beyond these, examples are drawn by lot: more cost time and teach little."""


@dataclass(frozen=True)
class Dataset:
    """Examples of many origins: row by row the features, the correction that would have been right, and its weight.
    `known_from[i]` is the number of days that must be known for row i to be, `origins[i]` that on which it is asked.

    `drifts` tells whether there is half a year, so that sales have been seen to go up and down.
    """

    inputs: Series
    targets: Series
    weights: Series
    known_from: Series
    origins: Series
    drifts: bool = field(kw_only=True)

    def until(self, days: int) -> "Dataset":
        """What could be learned when only so many days were known."""
        kept = self.known_from <= days
        columns = (self.inputs, self.targets, self.weights, self.known_from, self.origins)
        return Dataset(*(column[kept] for column in columns), drifts=self.drifts)

    def corrections(self) -> Series:
        """What is to be learned. Under half a year a model would take the one season it knows for a rule: then it
        learns how days and places differ, and of each origin not how much all together went up or down."""
        if self.drifts:
            return self.targets
        _, of_row = np.unique(self.origins, return_inverse=True)
        totals = np.bincount(of_row, self.weights * self.targets) / np.bincount(of_row, self.weights)
        centred: Series = self.targets - totals[of_row]
        return centred


def dataset_of(panel: Panel, maker: FeatureMaker, horizon: int) -> Dataset:
    """The examples of the weekly origins of a panel's last five years, newest first, as far as what came is known."""
    values = panel.values
    scale = usual_miss(values)
    rows: list[tuple[Series, ...]] = []
    oldest = max(FEWEST_BEFORE, panel.days - MOST_ORIGINS * STEP_DAYS)
    asked = range(panel.days - 1, oldest - 1, -STEP_DAYS)
    for origin in asked:
        made = maker.at(origin, horizon)
        ahead = min(horizon, panel.days - origin)
        truth = values[:, origin : origin + ahead] / made.level[:, None]
        began = ~np.isnan(mean(values[:, max(0, origin - FEWEST_BEFORE) : origin]))
        usable = ~np.isnan(truth) & began[:, None] & (made.level > 1e-6)[:, None]
        _draw(usable, MOST_KEPT // len(asked), origin)
        weight = np.broadcast_to((made.level / scale)[:, None], truth.shape)
        due = np.broadcast_to(origin + 1.0 + np.arange(ahead), truth.shape)
        rows.append(
            (
                made.inputs[:, :ahead][usable],
                (truth - made.base[:, :ahead])[usable],
                np.minimum(weight, MOST_WEIGHT)[usable],
                due[usable],
                np.full(int(usable.sum()), float(origin)),
            )
        )
    if not rows:
        width = maker.at(panel.days, 1).inputs.shape[2]
        return Dataset(np.zeros((0, width)), *(np.zeros(0) for _ in range(4)), drifts=panel.days >= HALF_YEAR)
    return Dataset(*(np.concatenate(column) for column in zip(*rows, strict=True)), drifts=panel.days >= HALF_YEAR)


def _draw(usable: npt.NDArray[np.bool_], most: int, seed: int) -> None:
    """Leave at most so many of the examples of an origin, by lot."""
    found = np.flatnonzero(usable)
    if len(found) > most:
        kept = np.random.default_rng(seed).choice(found, most, replace=False)
        usable[:] = False
        usable.flat[kept] = True


def usual_miss(values: Series) -> Series:
    """By place: what “the same as last week” usually misses by."""
    usual = mean(np.abs(values[:, WEEK:] - values[:, :-WEEK]))
    level = mean(values)
    return np.maximum(np.nan_to_num(usual), np.maximum(0.05 * np.nan_to_num(level), 1e-9))


class PooledModel:
    """The fitted model; `correct` gives sales in the places' own units."""

    def __init__(self, data: Dataset, seed: int, loss: str) -> None:
        # Only who learns needs it: what serves stays small.
        from sklearn.ensemble import HistGradientBoostingRegressor

        random = np.random.default_rng(seed)
        chosen = np.arange(len(data.targets))
        if len(chosen) > MOST_EXAMPLES:
            chosen = np.sort(random.choice(chosen, MOST_EXAMPLES, replace=False))
        self._model = HistGradientBoostingRegressor(
            loss=loss,
            learning_rate=0.05,
            max_iter=ITERATIONS,
            max_leaf_nodes=15,
            min_samples_leaf=60,
            l2_regularization=1.0,
            max_features=0.5,
            early_stopping=False,
            random_state=seed,
        )
        # A young history has features of which nothing is known yet.
        self._drifts = data.drifts
        self._columns = np.flatnonzero(~np.all(np.isnan(data.inputs[chosen]), axis=0))
        self._model.fit(data.inputs[chosen][:, self._columns], data.corrections()[chosen], data.weights[chosen])

    def correct(self, made: Examples) -> Series:
        places, horizon, width = made.inputs.shape
        found = self._model.predict(made.inputs.reshape(-1, width)[:, self._columns]).reshape(places, horizon)
        moved = 1.0 if self._drifts else np.exp(made.movement)
        corrected: Series = np.maximum(made.base + found, 0.0) * made.level[:, None] * moved
        return corrected
