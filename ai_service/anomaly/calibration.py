"""Turns scores into probabilities, by how scores of recent normal rows are spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.table import Floats

_KNOTS = 65
_TAIL = 0.98
"""From this quantile on the tail is fitted; below it the scores speak for themselves."""
_LEAST_TAIL = 0.02
_SHARES = np.linspace(0, _TAIL, _KNOTS)
_KEPT = 0.7
"""Chosen on labelled series: about four of five events at about one false alert a day; see docs/ai.md."""
_NEXT = 1e-6
"""Above a score in its logarithm: the next one that is stranger."""
RAREST = 1e-9
"""No score is called rarer than this: no past is long enough to tell."""


@dataclass(frozen=True)
class Calibration:
    """`knots`: quantiles of the logarithm of normal scores, evenly spaced up to the tail; beyond, the exceedance falls
    by e for each `tail`: peaks over a threshold, with an exponential excess (Pickands, Balkema and de Haan)."""

    knots: tuple[float, ...]
    tail: float

    @classmethod
    def fit(cls, raw_normal: ArrayLike) -> "Calibration":
        """From scores of recent normal rows; an hour gives a rough idea, a day a good one.

        Raises:
            ValueError: without any finite score.
        """
        scores = _strength(np.asarray(raw_normal, np.float64))
        scores = scores[np.isfinite(scores)]
        if not len(scores):
            raise ValueError("no normal score to learn from")
        # Spread at least as an exponential with the least tail is: what rests at one score is usual there.
        apart = -_LEAST_TAIL * np.log1p(-_SHARES)
        knots = np.maximum.accumulate(np.quantile(scores, _SHARES) - apart) + apart
        beyond = scores[scores > knots[-1]] - knots[-1]
        return cls(tuple(float(knot) for knot in knots), max(float(beyond.mean()) if len(beyond) else 0, _LEAST_TAIL))

    def exceedance(self, raw: ArrayLike) -> Floats:
        """The share of normal rows that score higher, RAREST to 1; grows rarer with the score without end above."""
        strength = _strength(np.nan_to_num(np.asarray(raw, np.float64), nan=0.0, posinf=1e30))
        knots = np.asarray(self.knots)
        below = 1 - np.interp(strength, knots, np.linspace(0, _TAIL, len(knots)))
        beyond = (1 - _TAIL) * np.exp(-np.maximum(strength - knots[-1], 0) / self.tail)
        result: Floats = np.clip(np.where(strength > knots[-1], beyond, below), RAREST, 1.0)
        return result

    def probability(self, raw: ArrayLike) -> Floats:
        """That a normal row would score lower: 0 usual, near 1 strange."""
        return 1.0 - self.exceedance(raw)

    def to_dict(self) -> dict[str, Any]:
        return {"knots": list(self.knots), "tail": self.tail}

    @classmethod
    def from_dict(cls, state: Mapping[str, Any]) -> "Calibration":
        """Raises KeyError when a part is missing."""
        return cls(tuple(float(knot) for knot in state["knots"]), float(state["tail"]))


def learned_level(raw: ArrayLike, rows_per_day: float, budget_per_day: float) -> float | None:
    """The score that a machine may exceed in `budget_per_day` episodes a day, by its own past; None while that is
    shorter than a span in which one alert is allowed.

    The past is cut into such spans, or days when more are allowed a day. Of each span counts the strongest episode that
    would be one too many; the level holds the budget in `_KEPT` of the spans, so that spans with real faults, which are
    the strangest, do not raise it as they would raise a mean. It is always above what is usual: a machine that rests at
    one score does not exceed it by resting.
    """
    scores = np.asarray(raw, np.float64)
    rows = round(rows_per_day * max(1.0, 1.0 / budget_per_day))
    allowed = max(1, int(budget_per_day))
    spans = [scores[stop - rows : stop] for stop in range(len(scores), rows - 1, -rows)]
    if not spans:
        return None
    level = np.quantile([_episode(span, allowed) for span in spans], _KEPT)
    usual = np.median(scores)
    return float(np.expm1(max(_strength(level) + _NEXT, _strength(usual) + _LEAST_TAIL)))


def _episode(scores: Floats, place: int) -> float:
    """The peak of the strongest episode but `place`; episodes are a window apart, or less where so many do not fit."""
    left = scores.copy()
    apart = min(HISTORY, (len(scores) - 1) // (2 * place + 1))
    for _ in range(place):
        strongest = int(np.argmax(left))
        left[max(0, strongest - apart) : strongest + apart + 1] = -np.inf
    return float(left.max()) if np.isfinite(left.max()) else float(scores.min())


def _strength(raw: ArrayLike) -> Floats:
    """Scores spread over decades: their logarithm has the simple tail."""
    result: Floats = np.log(np.maximum(raw, 0.0) + 1.0)
    return result
