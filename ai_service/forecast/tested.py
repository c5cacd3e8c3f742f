"""How good forecasts of the past were, beside “the same as last week”."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai_service.forecast.conformal import Margins, Replay
from ai_service.forecast.panel import WEEK, Series, mean

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tested:
    """By place: how many past days were forecast (from one to four weeks before), the mean absolute error, that of
    repeating the last known week, and the share of days that fell into intervals learned before (`nan`: too young)."""

    days: Series
    error: Series
    naive: Series
    coverage: Series


def tested_on(values: Series, replays: Sequence[Replay]) -> Tested:
    """Hold replays against what came."""
    misses = [replay.misses(values) for replay in replays]
    naive = [_repeated(values, replay) for replay in replays]
    both = [np.isnan(ours) | np.isnan(theirs) for ours, theirs in zip(misses, naive, strict=True)]
    return Tested(
        days=_days(values, replays),
        error=mean(_without(misses, both)),
        naive=mean(_without(naive, both)),
        coverage=_coverage(values, replays),
    )


def _repeated(values: Series, replay: Replay) -> Series:
    """What “the same as last week” missed by; the week before where a day of the last one is not known."""
    ahead = min(replay.expected.shape[1], values.shape[1] - replay.origin)
    known = values[:, : replay.origin]
    week = np.full((len(values), WEEK), np.nan)
    for back in range(1, min(4, known.shape[1] // WEEK) + 1):
        start = known.shape[1] - back * WEEK
        week = np.where(np.isnan(week), known[:, start : start + WEEK], week)
    missed: Series = values[:, replay.origin : replay.origin + ahead] - np.tile(week, (1, -(-ahead // WEEK)))[:, :ahead]
    return missed


def _without(misses: Sequence[Series], unknown: Sequence[Flags]) -> Series:
    parts = [np.where(gaps, np.nan, np.abs(miss)) for miss, gaps in zip(misses, unknown, strict=True)]
    return np.concatenate(parts, axis=1)


def _days(values: Series, replays: Sequence[Replay]) -> Series:
    start = min((replay.origin for replay in replays), default=values.shape[1])
    days: Series = np.sum(~np.isnan(values[:, start:]), axis=1).astype(np.float64)
    return days


def _coverage(values: Series, replays: Sequence[Replay]) -> Series:
    """The newest month by intervals from what was known before it."""
    newest = max((replay.origin for replay in replays), default=0)
    judged = [replay for replay in replays if replay.origin > newest - 4 * WEEK]
    start = min((replay.origin for replay in judged), default=0)
    older = [replay for replay in replays if replay.origin <= start - WEEK]
    if not older:
        return np.full(len(values), np.nan)
    margins = Margins(values[:, :start], older)
    held = []
    for replay in judged:
        low, high = margins.around(replay.expected)
        truth = values[:, replay.origin : replay.origin + replay.expected.shape[1]]
        inside = (truth >= low[:, : truth.shape[1]]) & (truth <= high[:, : truth.shape[1]])
        held.append(np.where(np.isnan(truth), np.nan, inside))
    return mean(np.concatenate(held, axis=1))
