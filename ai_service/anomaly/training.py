"""Makes a Detector from normal rows of one machine or of many."""

from collections.abc import Callable, Sequence

import numpy as np

from ai_service.anomaly import features
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Mask, Table

Progress = Callable[[int, int, str], None]
_REGULARISATION = 0.3
"""Added to each variance: directions in which nothing moved in training are not trusted blindly."""


def train_detector(
    tables: Sequence[Table],
    *,
    seed: int,
    masks: Sequence[Mask | None] | None = None,
    profiles: Sequence[Profile] | None = None,
    weights: Sequence[float] | None = None,
    progress: Progress | None = None,
) -> Detector:
    """A detector of the metrics of the first table, from the rows that `masks` hold to be normal.

    `profiles` are those of the tables, made of the same rows when not given; `weights` say how much a row of each table
    counts, 1 when not given. `progress` is told (done, total, stage). The same input and `seed` give the same detector.

    Raises:
        ValueError: without any normal row.
    """
    if not tables:
        raise ValueError("no table to learn from")
    names = tables[0].names
    tables = [table.columns(names) for table in tables]
    masks = masks or [None] * len(tables)
    profiles = profiles or [Profile.fit(table, mask) for table, mask in zip(tables, masks, strict=True)]
    weights = weights or [1.0] * len(tables)
    size = features.count(len(names))
    products, total = np.zeros((size, size)), 0.0
    for done, (table, profile, mask, weight) in enumerate(zip(tables, profiles, masks, weights, strict=True)):
        for seen in _normal_rows(table, profile, mask):
            products += weight * (seen.T @ seen)
            total += weight * len(seen)
        if progress:
            progress(done + 1, len(tables), "covariance")
    if not total:
        raise ValueError("no normal row to learn from")
    variance, basis = np.linalg.eigh(products / total)
    return Detector(names, basis / np.sqrt(np.maximum(variance, 0.0) + _REGULARISATION))


def _normal_rows(table: Table, profile: Profile, mask: Mask | None) -> list[Floats]:
    """Standardised features, block by block."""
    rows = []
    for start, stop in features.blocks(len(table)):
        seen = features.of_rows(table.values, profile.centre, profile.scale, start, stop)
        seen = (seen - profile.feature_centre) / profile.feature_spread
        rows.append(seen if mask is None else seen[mask[start:stop]])
    return rows
