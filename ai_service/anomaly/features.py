"""What the model sees of a row: each metric now, on average, in its spread and in its change, over several windows.

Causal: the features of a row come from this row and the `HISTORY` - 1 rows before it. Windows count rows, not seconds.
"""

from collections.abc import Iterator

import numpy as np

from ai_service.anomaly.table import Floats, Values

WINDOWS = (4, 12, 48)
CHANGES = (4, 12)
HISTORY = max(WINDOWS)
"""Rows that the features of one row need, the row itself among them."""
CLIP = 20.0
"""Beyond so many scales from its centre a metric is simply far away."""
_LEAST_VARIANCE = 0.05**2


def count(metrics: int) -> int:
    """How many features so many metrics have."""
    return metrics * (1 + 2 * len(WINDOWS) + len(CHANGES))


def standardise(values: Values, centre: Floats, scale: Floats) -> Floats:
    """Distances from the centre in scales, clipped; missing stays NaN. `values` [..., m]."""
    return np.clip((values - centre) / scale, -CLIP, CLIP)


def features(z: Floats, rows: int) -> Floats:
    """The features [k, rows, count(m)] of the last `rows` rows of k machines, from `z` [k, L, m] standardised.

    Windows that reach before the first row, and missing values, count what there is; of nothing the mean is 0, which is
    usual. To be complete `z` needs HISTORY - 1 rows before those asked for.
    """
    machines, length, metrics = z.shape
    present = np.isfinite(z)
    known = np.where(present, z, 0.0)
    sums, squares = _running(known), _running(known * known)
    counts = None if present.all() else _running(present.astype(np.float64))
    out = np.empty((machines, rows, count(metrics)))
    parts = iter(np.split(out, out.shape[2] // metrics, axis=2)) if metrics else iter(())
    if not metrics:
        return out
    next(parts)[...] = known[:, length - rows :]
    for window in WINDOWS:
        seen = _window_counts(counts, length, rows, window)
        mean = _within(sums, length, rows, window) / seen
        variance = _within(squares, length, rows, window) / seen - mean * mean
        next(parts)[...] = mean
        # A logarithm: what matters is how many times the usual spread it is. The floor keeps still metrics finite.
        next(parts)[...] = 0.5 * np.log(np.maximum(variance, 0.0) + _LEAST_VARIANCE)
    for distance in CHANGES:
        next(parts)[...] = _changes(known, present, rows, distance)
    return out


def _running(x: Floats) -> Floats:
    """Sums over the rows before each, with a zero in front: [k, L + 1, m]."""
    sums = np.zeros((x.shape[0], x.shape[1] + 1, x.shape[2]))
    np.cumsum(x, axis=1, out=sums[:, 1:])
    return sums


def _within(sums: Floats, length: int, rows: int, window: int) -> Floats:
    ends = np.arange(length - rows + 1, length + 1)
    starts = np.maximum(ends - window, 0)
    result: Floats = sums[:, ends] - sums[:, starts]
    return result


def _window_counts(counts: Floats | None, length: int, rows: int, window: int) -> Floats:
    if counts is None:
        ends = np.arange(length - rows + 1, length + 1, dtype=np.float64)
        return np.minimum(ends, window)[None, :, None]
    return np.maximum(_within(counts, length, rows, window), 1.0)


def _changes(known: Floats, present: np.ndarray, rows: int, distance: int) -> Floats:
    """Now minus `distance` rows ago; 0 where one of them is missing."""
    length = known.shape[1]
    changes = np.zeros((known.shape[0], rows, known.shape[2]))
    first = max(length - rows, distance)
    if first < length:
        both = present[:, first:] & present[:, first - distance : length - distance]
        change = known[:, first:] - known[:, first - distance : length - distance]
        changes[:, first - (length - rows) :] = np.where(both, change, 0.0)
    return changes


def of_rows(values: Values, centre: Floats, scale: Floats, start: int, stop: int) -> Floats:
    """The features [stop - start, count(m)] of these rows of one machine's `values` [n, m]."""
    z = standardise(values[max(0, start - HISTORY + 1) : stop], centre, scale)
    result: Floats = features(z[None], stop - start)[0]
    return result


def blocks(rows: int, size: int = 4096) -> Iterator[tuple[int, int]]:
    """Start and end of blocks of rows, so that the memory needed stays bounded."""
    for start in range(0, rows, size):
        yield start, min(start + size, rows)


def short_mean(seen: Floats) -> Floats:
    """The mean over the shortest window, one of the features: steady enough to tell which metrics are off."""
    metrics = seen.shape[-1] // count(1)
    return seen[..., metrics : 2 * metrics]


def middle_spread(seen: Floats) -> Floats:
    """The spread within the middle window, one of the features."""
    metrics = seen.shape[-1] // count(1)
    return seen[..., 4 * metrics : 5 * metrics]
