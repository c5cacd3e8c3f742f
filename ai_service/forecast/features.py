"""What the pooled model sees of a day to come, from what was known on an origin: numbers without a unit.

Every amount is divided by the place's own level (its mean of the last four weeks), so that small and large places
teach each other. An origin is a number of days: features of origin t are made from the days before day t only.
"""

from dataclasses import dataclass

import numpy as np

from ai_service.forecast import theta
from ai_service.forecast.calendar import day_features
from ai_service.forecast.movement import AHEAD, HALF_YEAR, movement
from ai_service.forecast.panel import WEEK, Panel, Series, mean

LEVEL_DAYS = 4 * WEEK
YEAR = 52 * WEEK
"""A year of whole weeks, so that weekdays meet."""
WEEKS_SEEN = 8
FEWEST_BEFORE = 3 * WEEK
"""Days before an origin without which there is nothing to learn from it."""
FULL_YEAR = 400
"""Days of history from which on the time of the year can be learned."""


@dataclass(frozen=True)
class Examples:
    """Features of every place and day ahead of one origin: `inputs[i, h]`; `level[i]` is what amounts are divided by,
    `base[i, h]` the usual forecast in the same measure, which the model corrects; `movement` is the log of how
    far the whole group is expected to move away from it."""

    inputs: Series
    level: Series
    base: Series
    movement: float

    def plain(self) -> Series:
        """The usual forecast, moved as far as the whole group is expected to move, in the places' own units."""
        moved: Series = self.base * self.level[:, None] * np.exp(self.movement)
        return moved


class FeatureMaker:
    """Makes examples of a panel, for any origin within it or at its end.

    Args:
        horizon: days ahead.
        learned: of these, how many a model is taught; later ones are told as the last of them.
        country: whose holidays count; None for no holidays at all.
    """

    def __init__(self, panel: Panel, horizon: int, learned: int, country: str | None) -> None:
        self._values = panel.values
        self._horizon = horizon
        self._learned = learned
        days = panel.days + max(horizon, learned)
        self._days = day_features(country, panel.first_day, days)
        self._holidays = self._days[:, :3].max(axis=1) > 0
        self._young = panel.days < HALF_YEAR
        weekdays = (panel.first_day.weekday() + np.arange(days)) % WEEK
        angle = 2 * np.pi * (np.array([panel.day(n).timetuple().tm_yday for n in range(days)]) / 365.25)
        seasonal = panel.days >= FULL_YEAR
        self._season = np.stack([np.sin(angle), np.cos(angle)], axis=1) * (1.0 if seasonal else 0.0)
        self._weekdays = weekdays.astype(float)

    def at(self, origin: int, horizon: int | None = None) -> Examples:
        """The examples of an origin, for all days ahead or the first `horizon` of them."""
        horizon = horizon or self._horizon
        known = self._values[:, :origin]
        level = level_of(known)
        scaled = known / level[:, None]
        fleet = mean(scaled, axis=0)[None, :]
        usual = usual_forecast(known, max(horizon, AHEAD))
        base = usual[:, :horizon] / level[:, None]
        parts = [
            self._of_days(origin, len(known), horizon),
            _spread(_of_places(known, level), horizon),
            _spread(_of_history(scaled), horizon),
            _spread(np.repeat(_of_history(fleet), len(known), axis=0), horizon),
            _of_weekday(scaled, horizon),
            np.repeat(_of_weekday(fleet, horizon), len(known), axis=0),
            _of_last_year(scaled, horizon),
            np.repeat(_of_last_year(fleet, horizon), len(known), axis=0),
            base[:, :, None],
        ]
        moved = movement(known, level, usual, self._holidays[:origin], young=self._young)
        return Examples(np.concatenate(parts, axis=2), level, base, moved)

    def _of_days(self, origin: int, places: int, horizon: int) -> Series:
        ahead = slice(origin, origin + horizon)
        one = np.concatenate(
            [
                np.minimum(np.arange(1, horizon + 1), self._learned)[:, None],
                self._weekdays[ahead, None],
                self._days[ahead],
                self._season[ahead],
            ],
            axis=1,
        )
        return np.repeat(one[None, :, :], places, axis=0)


def _of_places(known: Series, level: Series) -> Series:
    """How large a place is, how often it sells nothing, how much weeks differ."""
    recent = known[:, -WEEKS_SEEN * WEEK :]
    zeros = mean(np.where(np.isnan(recent), np.nan, recent == 0))
    change = np.abs(recent[:, WEEK:] - recent[:, :-WEEK])
    noise = mean(change) / level if change.shape[1] else np.full(len(known), np.nan)
    return np.stack([np.log1p(level), zeros, noise], axis=1)


def level_of(known: Series) -> Series:
    """The mean of the last four weeks, or where that is nothing of longer; never zero."""
    level = mean(known[:, -LEVEL_DAYS:])
    longer = np.nan_to_num(mean(known))
    return np.maximum(np.where(level > 0.05 * longer, level, 0.05 * longer), 1e-9)


def usual_forecast(known: Series, horizon: int) -> Series:
    """The mean of Theta and of the last four same weekdays."""
    return 0.5 * (theta.forecast(known, horizon) + same_weekday_mean(known, horizon))


def same_weekday_mean(known: Series, horizon: int) -> Series:
    """Of the last four known weeks, for each day ahead; the mean of all where a weekday is not known."""
    weeks = min(4, known.shape[1] // WEEK)
    recent = known[:, known.shape[1] - weeks * WEEK :].reshape(len(known), weeks, WEEK)
    usual = mean(recent, axis=1) if weeks else np.full((len(known), WEEK), np.nan)
    overall = np.nan_to_num(mean(known[:, -LEVEL_DAYS:]))[:, None]
    filled = np.where(np.isnan(usual), overall, usual)
    return np.tile(filled, (1, -(-horizon // WEEK)))[:, :horizon]


def _spread(features: Series, horizon: int) -> Series:
    """Places × features → places × horizon × features."""
    return np.repeat(features[:, None, :], horizon, axis=1)


def _of_history(scaled: Series) -> Series:
    """How the last weeks compare with the level, newest first: momentum and trend."""
    recent = [mean(scaled[:, -days:]) for days in (WEEK, 2 * WEEK)]
    before = [_window(scaled, *span) for span in ((14, 28), (28, 56), (56, 91), (91, 182))]
    return np.stack([*recent, *before], axis=1)


def _window(scaled: Series, newest: int, oldest: int) -> Series:
    """The mean of the days from `oldest` to `newest` days before the origin; `nan` unless all of it is there."""
    days = scaled.shape[1]
    return mean(scaled[:, days - oldest : days - newest]) if days >= oldest else np.full(len(scaled), np.nan)


def _of_weekday(scaled: Series, horizon: int) -> Series:
    """Places × horizon × 4: the same weekday last week, its mean over two, four and eight weeks."""
    days = scaled.shape[1]
    weeks = min(WEEKS_SEEN, days // WEEK)
    blocks = np.full((len(scaled), WEEKS_SEEN, WEEK), np.nan)
    if weeks:
        blocks[:, -weeks:] = scaled[:, days - weeks * WEEK :].reshape(len(scaled), weeks, WEEK)
    columns = np.stack([mean(blocks[:, -count:], axis=1) for count in (1, 2, 4, WEEKS_SEEN)], axis=2)
    return np.tile(columns, (1, -(-horizon // WEEK), 1))[:, :horizon]


def _of_last_year(scaled: Series, horizon: int) -> Series:
    """Places × horizon × 2: what the week around the day, and the day itself, were a year ago beside the level then."""
    days = scaled.shape[1]
    found = np.full((len(scaled), horizon, 2), np.nan)
    start = days - YEAR
    if start < LEVEL_DAYS:
        return found
    then = mean(scaled[:, start - LEVEL_DAYS : start])[:, None]
    then = np.where(then > 0, then, np.nan)
    around = np.stack([mean(scaled[:, start + h - 3 : start + h + 4]) for h in range(horizon)], axis=1)
    found[:, :, 0] = around / then
    found[:, :, 1] = scaled[:, start : start + horizon] / then
    return found
