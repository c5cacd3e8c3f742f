"""Forecasts of sums: a group's, the fleet's. The sum is that of its places; what it misses by is learned on the sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.forecast.conformal import Margins, Replay
from ai_service.forecast.panel import WEEK, Series

OLDER_DAYS = 4 * WEEK
FEWEST_OLDER = 4


@dataclass(frozen=True)
class Past:
    """What was forecast for a panel in the past, whose last day is yesterday."""

    values: Series
    replays: Sequence[Replay]


@dataclass(frozen=True)
class Replayed:
    """A forecast as it would have been made `days_ago` days ago, with bounds learned from what was known then."""

    days_ago: int
    expected: Series
    low: Series
    high: Series


def summed(parts: Sequence[Past]) -> Past:
    """The past of the sum of all places, as one place. Of each day it holds the places of which the day is known.

    Only the days ago on which every part was replayed count.
    """
    common = set.intersection(*({part.values.shape[1] - replay.origin for replay in part.replays} for part in parts))
    days = min(part.values.shape[1] for part in parts)
    common = {ago for ago in common if ago <= days - WEEK}
    values = np.sum([np.nan_to_num(part.values[:, -days:]).sum(axis=0) for part in parts], axis=0)
    replays = [
        Replay(days - ago, np.sum([_sum_then(part, ago) for part in parts], axis=0)[None, :]) for ago in sorted(common)
    ]
    return Past(values[None, :], replays)


def _sum_then(part: Past, ago: int) -> Series:
    """What was expected of the places of which the day is known by now; of days to come, of all."""
    origin = part.values.shape[1] - ago
    replay = next(replay for replay in part.replays if replay.origin == origin)
    expected = replay.expected.copy()
    truth = part.values[:, origin : origin + expected.shape[1]]
    expected[:, : truth.shape[1]][np.isnan(truth)] = 0.0
    total: Series = expected.sum(axis=0)
    return total


def replayed(past: Past) -> list[Replayed]:
    """The replays that had enough before them to learn bounds from, newest first."""
    found = []
    for replay in sorted(past.replays, key=lambda each: -each.origin):
        older = [each for each in past.replays if each.origin <= replay.origin - OLDER_DAYS]
        if len(older) >= FEWEST_OLDER:
            low, high = Margins(past.values[:, : replay.origin], older).around(replay.expected)
            found.append(Replayed(past.values.shape[1] - replay.origin, replay.expected, low, high))
    return found
