"""One machine day by day: judged by what was known before, then learned from, as live kiosks are each night."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.detector import Detector, Scores
from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Mask, Table
from ai_service.anomaly.training import train_detector

DAY = 86_400.0
_SUSPECTED = 0.2
"""The strangest part of each day is not learned from: faults seldom take more, and usual days have plenty left."""
_GROWTH = 0.05
"""A long past is learned from again only when it has grown by so much."""
_SHORT = 4 * HISTORY
"""Rows of a past that is too short to judge a day by: it is learned from again as soon as it has doubled."""
_RETRAIN = 2.0
"""The network is trained anew when its past has grown to so many times what it was trained on."""


@dataclass(frozen=True)
class Stretch:
    """Rows `start` to before `stop` of a table, scored by what was known before `start`."""

    start: int
    stop: int
    scores: Scores


def score_day_by_day(table: Table, train_rows: int, *, seed: int) -> Iterator[Stretch]:
    """Scores of all rows from the middle of the first `train_rows` on, which are held to be normal.

    Those of the second half of them tell what scores normal rows have that were not learned from. A stretch depends on
    nothing after its end, and its rows not on those after them.

    Raises:
        ValueError: with fewer than two rows to train on.
    """
    if train_rows < 2:
        raise ValueError("at least two rows to train on are needed")
    normal = np.zeros(len(table), bool)
    start = train_rows // 2
    normal[min(HISTORY, start // 2) : start] = True
    detector: Detector | None = None
    trained_on = 0
    while start < len(table):
        past = table.rows(0, start)
        profile = Profile.fit(past, normal[:start])
        fresh = detector is None or start >= _RETRAIN * trained_on
        detector = train_detector(
            [past], seed=seed, masks=[normal[:start]], profiles=[profile], parent=None if fresh else detector
        )
        trained_on = start if fresh else trained_on
        stop = _next(start, train_rows, len(table), table.interval)
        scores = detector.score_table(profile, table.rows(0, stop), start)
        normal[start:stop] = True if start < train_rows else _unsuspected(scores)
        yield Stretch(start, stop, scores)
        start = stop


def _next(start: int, train_rows: int, end: int, interval: float) -> int:
    """Where the day that begins at `start` ends; what is held to be normal ends with a day."""
    day = max(int(DAY / interval), 1)
    stop = min(start + max(min(day, start) if start < _SHORT else day, int(_GROWTH * start)), end)
    return min(stop, train_rows) if start < train_rows else stop


def _unsuspected(scores: Scores) -> Mask:
    result: Mask = scores.raw <= np.quantile(scores.raw, 1 - _SUSPECTED)
    return result
