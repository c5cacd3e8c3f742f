"""Intervals from forecasts of the past: no distribution is assumed.

Split conformal prediction with a scale (Lei et al. 2018, “Distribution-free predictive inference for regression”, and
its weighted form): what the forecasts of the past missed by, in each place's own measure, is put in order, and the
bounds are those that four of five misses stayed inside.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.forecast.panel import WEEK, Series, mean

LEVEL = 0.8
"""Four of five days are to fall into their interval."""
MONTH = 30
"""Days of the sum that has bounds of its own."""
TESTED_MONTH = 28
FEWEST = 30
"""Misses below which a later week ahead takes the margin of the week before it."""
POOLED_DAYS = 14.0
"""How many days of its own misses the group's usual miss counts for in a place's measure."""
QUIET = 0.1
"""Part of the mean day below which a day's own amount makes its interval no narrower."""


@dataclass(frozen=True)
class Replay:
    """What was forecast, or would have been, from day `origin` on: places × days ahead."""

    origin: int
    expected: Series

    def misses(self, values: Series) -> Series:
        """What came minus what was expected, as far as it is known; not longer than the forecast."""
        truth = values[:, self.origin : self.origin + self.expected.shape[1]]
        return truth - self.expected[:, : truth.shape[1]]


class Margins:
    """How far the truth may lie from a forecast, learned from replays of a panel's past.

    Args:
        values: places × days, as they came.
        replays: at least one.
    """

    def __init__(self, values: Series, replays: Sequence[Replay]) -> None:
        # What has been below zero, as refunds are, may be so again.
        self._floor = np.where((values < 0).any(axis=1), -np.inf, 0.0)
        misses = [replay.misses(values) for replay in replays]
        shapes = [_shape(replay.expected) for replay in replays]
        usual = np.concatenate([replay.expected for replay in replays], axis=1).mean(axis=1)
        self.scale = _scale(np.concatenate(misses, axis=1), usual)
        relative = [
            miss / (self.scale[:, None] * shape[:, : miss.shape[1]]) for miss, shape in zip(misses, shapes, strict=True)
        ]
        self._by_week = _by_week(relative)
        sums = [_sum(miss) / self.scale for miss in misses if miss.shape[1] >= TESTED_MONTH]
        self._month = _largest(np.concatenate(sums)) if sums else None

    def around(self, expected: Series) -> tuple[Series, Series]:
        """Low and high of each day; not below zero where no day was, and what is expected is always inside."""
        low, high = np.empty_like(expected), np.empty_like(expected)
        unit = self.scale[:, None] * _shape(expected)
        for ahead in range(expected.shape[1]):
            week = ahead // WEEK
            known = self._by_week[min(week, len(self._by_week) - 1)]
            # Beyond what was tested the margin grows as that of a random walk does.
            growth = np.sqrt(max(1.0, (week + 1) / len(self._by_week)))
            low[:, ahead] = expected[:, ahead] + growth * min(known[0], 0.0) * unit[:, ahead]
            high[:, ahead] = expected[:, ahead] + growth * max(known[1], 0.0) * unit[:, ahead]
        return np.maximum(low, self._floor[:, None]), high

    def around_month(self, expected: Series, low: Series, high: Series) -> tuple[Series, Series]:
        """Low and high of the sum of the first 30 days. While no whole month could be tested, the sums of the days'
        bounds: days that miss are likely to miss together."""
        whole = expected[:, :MONTH].sum(axis=1)
        if self._month is None:
            return low[:, :MONTH].sum(axis=1), high[:, :MONTH].sum(axis=1)
        margin = min(MONTH, expected.shape[1]) / TESTED_MONTH * self._month * self.scale
        return np.maximum(whole - margin, self._floor), whole + margin


def _shape(expected: Series) -> Series:
    """How far a day is likely to miss compared with the place's mean day: with the root of its amount, as counts do."""
    usual = expected.mean(axis=1, keepdims=True)
    relative = np.divide(expected, usual, out=np.ones_like(expected), where=usual > 0)
    shape: Series = np.sqrt(np.maximum(relative, QUIET))
    return shape


def _scale(misses: Series, usual: Series) -> Series:
    """By place: its mean absolute miss, drawn towards what places of its size miss by."""
    size, days, usual = np.abs(misses), np.sum(~np.isnan(misses), axis=1), np.abs(usual)
    own = np.nan_to_num(mean(size))
    total = float(np.sum(usual))
    of_group = usual * (float(np.sum(own)) / total if total > 0 else 0.0)
    scale: Series = np.maximum((days * own + POOLED_DAYS * of_group) / (days + POOLED_DAYS), 1e-9)
    return scale


def _by_week(relative: Sequence[Series]) -> list[tuple[float, float]]:
    weeks = max(part.shape[1] for part in relative)
    found: list[tuple[float, float]] = []
    for week in range(-(-weeks // WEEK)):
        part = np.concatenate([miss[:, week * WEEK : (week + 1) * WEEK].ravel() for miss in relative])
        part = part[~np.isnan(part)]
        if len(part) >= FEWEST or (not found and len(part)):
            found.append(_bounds(part))
    return found or [(0.0, 0.0)]


def _bounds(misses: Series) -> tuple[float, float]:
    """The k-th smallest and largest of n, k = ⌊(n + 1)(1 − LEVEL) / 2⌋, at least 1: widened for a small n."""
    ordered = np.sort(misses)
    k = max(1, int((len(ordered) + 1) * (1 - LEVEL) / 2))
    return float(ordered[k - 1]), float(ordered[-k])


def _largest(misses: Series) -> float:
    """What four of five stay below whichever way they miss: months that overlap all miss to the same side, and the next
    may miss to the other."""
    ordered = np.sort(np.abs(misses))
    return float(ordered[min(len(ordered), math.ceil((len(ordered) + 1) * LEVEL)) - 1])


def _sum(miss: Series) -> Series:
    """Of the first 28 days; a day that is not known counts as forecast."""
    total: Series = np.nan_to_num(miss[:, :TESTED_MONTH]).sum(axis=1)
    return total
