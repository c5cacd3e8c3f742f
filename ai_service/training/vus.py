"""VUS-PR: the volume under the range-PR surface, which forgives a detector that is a little early or late.

Paparrizos, Boniol, Palpanas, Tsay, Elmore, Franklin: Volume Under the Surface, PVLDB 15(11), 2022. For a buffer of ℓ
rows each labelled event is widened by ℓ/2 on both sides, with weights √(1 − distance/ℓ); recall is multiplied by the
share of events that were touched at all; the area under precision over recall is averaged over all buffers up to a
largest one. Written from the paper; point adjustment plays no part in it.
"""

import numpy as np
from numpy.typing import ArrayLike

from ai_service.anomaly.table import Floats, Mask

THRESHOLDS = 250
BUFFER = 30
"""The largest buffer in rows, half an hour of a kiosk."""


def vus_pr(labels: ArrayLike, scores: ArrayLike, buffer: int = BUFFER, thresholds: int = THRESHOLDS) -> float:
    """The measure, 0 to 1; `nan` without any labelled row.

    Args:
        labels: true where something is wrong [n], in the order of time.
        scores: higher is stranger [n].
        buffer: the largest buffer, in rows.
    """
    wrong, score = np.asarray(labels, bool), np.asarray(scores, np.float64)
    if not wrong.any():
        return float("nan")
    descending = np.argsort(-score, kind="stable")
    levels = score[descending][np.linspace(0, len(score) - 1, min(thresholds, len(score))).astype(int)]
    flagged = np.searchsorted(-score[descending], -levels, side="right")
    areas = [_area(wrong, score, descending, levels, flagged, width) for width in range(buffer + 1)]
    return float(np.mean(areas))


def events(labels: ArrayLike) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of true."""
    edges = np.diff(np.concatenate([[0], np.asarray(labels, np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def _area(wrong: Mask, score: Floats, descending: np.ndarray, levels: Floats, flagged: np.ndarray, width: int) -> float:
    """Under precision over recall, for one buffer."""
    ramp = _ramps(wrong, width)

    def caught(weights: Floats) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(weights[descending])])
        result: Floats = sums[flagged]
        return result

    soft = caught(ramp)
    hits = caught(wrong.astype(np.float64)) + soft
    highest = np.array([score[start:stop].max() for start, stop in events(wrong | (ramp > 0))])
    touched = (highest[None, :] >= levels[:, None]).mean(axis=1)
    # What there is to be found counts its ramps by half: as the mean of the narrow and the widened labels.
    recall = np.minimum(hits / (wrong.sum() + soft / 2), 1.0) * touched
    return float(np.diff(recall, prepend=0.0) @ (hits / flagged))


def _ramps(wrong: Mask, width: int) -> Floats:
    """The weights beside the events, 0 inside of them."""
    ramp = np.zeros(len(wrong))
    for away in range(1, width // 2 + 1):
        weight = np.sqrt(1 - away / width)
        beside = np.zeros(len(wrong))
        starts = [start - away for start, _ in events(wrong) if start >= away]
        ends = [stop - 1 + away for _, stop in events(wrong) if stop - 1 + away < len(wrong)]
        np.add.at(beside, [*starts, *ends], weight)
        ramp += beside
    return np.where(wrong, 0.0, np.minimum(ramp, 1.0))
