"""What the model sees of a row: each metric now, on average, in its spread and in its change, over several windows.

Causal: the features of a row come from this row and the `HISTORY` - 1 rows before it. Windows count rows, not seconds.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ai_service.anomaly.table import Floats, Values

WINDOWS = (4, 12, 48)
CHANGES = (4, 12)
KINDS = 1 + 2 * len(WINDOWS) + len(CHANGES)
"""Features of each metric. A row's features are ordered by kind, then by metric."""
SPANS = np.array([1, *(window for window in WINDOWS for _ in range(2)), *CHANGES])
"""By kind: how many rows it looks at."""
_KINDS_OF_SPAN = [np.flatnonzero(rows == SPANS) for rows in np.unique(SPANS)]
HISTORY = max(WINDOWS)
"""Rows that the features of one row need, the row itself among them."""
CLIP = 20.0
"""Beyond so many scales from its centre a metric is simply far away."""
_LEAST_VARIANCE = 0.05**2
_LEAST_SEEN = 0.25
"""Of less than this part of a window nothing is said about it."""

Places = NDArray[np.intp]


def count(metrics: int) -> int:
    """How many features so many metrics have."""
    return metrics * KINDS


def standardise(values: Values, centre: Floats, scale: Floats) -> Floats:
    """Distances from the centre in scales, clipped; missing stays NaN. `values` [..., m]."""
    return np.clip((values - centre) / scale, -CLIP, CLIP)


def features(z: Floats, rows: int) -> Values:
    """The features [k, rows, count(m)] of the last `rows` rows of k machines; see `features_at`."""
    return features_at(z, np.arange(z.shape[1] - rows, z.shape[1]))


def features_at(z: Floats, rows: Places) -> Values:
    """The features [k, len(rows), count(m)] of these rows of k machines, from `z` [k, L, m] standardised.

    Missing values are left out of windows; what cannot be told, as a window mostly before the first row, is NaN.
    """
    machines, _, metrics = z.shape
    present = np.isfinite(z)
    complete = bool(present.all())
    known = z if complete else np.where(present, z, 0.0)
    sums, squares = _running(known), _running(known * known)
    counts = None if complete else _running(present.astype(np.float64))
    out = np.empty((machines, len(rows), KINDS, metrics), np.float32)
    out[:, :, 0] = z[:, rows]
    for place, window in enumerate(WINDOWS):
        seen = _seen(counts, rows, window)
        enough = seen >= window * _LEAST_SEEN
        spreads = enough & (seen > 1)  # one value has none
        seen = np.maximum(seen, 1.0)
        mean = _within(sums, rows, window) / seen
        variance = _within(squares, rows, window) / seen - mean * mean
        # A logarithm: what matters is how many times the usual spread it is. The floor keeps still metrics finite.
        spread = 0.5 * np.log(np.maximum(variance, 0.0) + _LEAST_VARIANCE)
        out[:, :, 1 + 2 * place] = mean if enough.all() else np.where(enough, mean, np.nan)
        out[:, :, 2 + 2 * place] = spread if spreads.all() else np.where(spreads, spread, np.nan)
    for place, distance in enumerate(CHANGES, 1 + 2 * len(WINDOWS)):
        change = z[:, rows] - z[:, np.maximum(rows - distance, 0)]
        out[:, :, place] = np.where(rows[None, :, None] < distance, np.nan, change)
    return out.reshape(machines, len(rows), KINDS * metrics)


def of_rows(values: Values, centre: Floats, scale: Floats, start: int, stop: int) -> Values:
    """The features [stop - start, count(m)] of these rows of one machine's `values` [n, m]."""
    return at_rows(values, centre, scale, np.arange(start, stop))


def at_rows(values: Values, centre: Floats, scale: Floats, rows: Places) -> Values:
    """The features [len(rows), count(m)] of these rows, in ascending order, of one machine's `values` [n, m]."""
    if not len(rows):
        return np.empty((0, count(values.shape[1])), np.float32)
    start = max(0, int(rows[0]) - HISTORY + 1)
    z = standardise(values[start : int(rows[-1]) + 1], centre, scale)
    result: Values = features_at(z[None], rows - start)[0]
    return result


def blocks(rows: Places, size: int = 4096) -> Iterator[Places]:
    """These rows in parts, so that the memory needed stays bounded."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def of_kind(seen: Values, kind: int) -> Values:
    """Of features [..., count(m)] one kind [..., m]."""
    metrics = seen.shape[-1] // KINDS
    return seen[..., kind * metrics : (kind + 1) * metrics]


def by_span(seen: Values) -> list[Floats]:
    """Of numbers for each feature [n, count(m)] the means [n] over the features of each span."""
    by_kind = seen.reshape(len(seen), KINDS, -1).mean(axis=2, dtype=np.float64)
    return [by_kind[:, kinds].mean(axis=1) for kinds in _KINDS_OF_SPAN]


SHORT_MEAN = 1
"""The mean over the shortest window: steady enough to tell which metrics are off."""
MIDDLE_SPREAD = 4


def _running(x: Floats) -> Floats:
    """Sums over the rows before each, with a zero in front: [k, L + 1, m]."""
    sums = np.zeros((x.shape[0], x.shape[1] + 1, x.shape[2]))
    np.cumsum(x, axis=1, out=sums[:, 1:])
    return sums


def _within(sums: Floats, rows: Places, window: int) -> Floats:
    result: Floats = sums[:, rows + 1] - sums[:, np.maximum(rows + 1 - window, 0)]
    return result


def _seen(counts: Floats | None, rows: Places, window: int) -> Floats:
    """How many values each window has."""
    if counts is None:
        return np.minimum(rows + 1, window).astype(np.float64)[None, :, None]
    return _within(counts, rows, window)
