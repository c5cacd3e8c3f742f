"""What is usual for one machine: a few kilobytes that make machines comparable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ai_service.anomaly import features
from ai_service.anomaly.table import Floats, Mask, Table

_NORMAL_QUARTILES = 1.349
"""The distance of a normal distribution's quartiles, in standard deviations."""
_LEAST_SPREAD = 0.05
_USUAL = (0.5, 99.5)
_TINY = 1e-5


@dataclass(frozen=True)
class Profile:
    """`centre`, `scale` and usual range, `low` to `high`, of each metric in its own unit [m]; mean and spread of each
    feature [features.count(m)]; and of how many `rows` that was learned."""

    centre: Floats
    scale: Floats
    low: Floats
    high: Floats
    feature_centre: Floats
    feature_spread: Floats
    rows: float

    @classmethod
    def fit(cls, table: Table, mask: Mask | None = None) -> "Profile":
        """From the rows where `mask` is true, those held to be normal; from all without it.

        A metric without any value gets the centre 0 and the scale 1. An hour of rows gives a rough idea, a day a good
        one.
        """
        normal = np.ones(len(table), bool) if mask is None else np.asarray(mask, bool)
        centre, scale, low, high = _metrics(table.values[normal].astype(np.float64))
        size = features.count(len(table.names))
        sums, squares, seen = np.zeros(size), np.zeros(size), np.zeros(size)
        for rows in features.blocks(chosen_rows(normal)):
            part = features.at_rows(table.values, centre, scale, rows)
            sums += np.nansum(part, axis=0, dtype=np.float64)
            squares += np.nansum(part * part, axis=0, dtype=np.float64)
            seen += np.isfinite(part).sum(axis=0)
        mean = sums / np.maximum(seen, 1)
        spread = np.sqrt(np.maximum(squares / np.maximum(seen, 1) - mean**2, 0.0))
        spread = np.where(seen > 1, spread + _LEAST_SPREAD, 1.0)
        return cls(centre, scale, low, high, mean, spread, float(normal.sum()))

    @classmethod
    def pooled(cls, profiles: Sequence["Profile"]) -> "Profile":
        """What is usual for machines of one kind, for one that has no past of its own: the medians of theirs, with the
        scale widened by how much their centres differ.

        Raises:
            ValueError: without any profile.
        """
        if not profiles:
            raise ValueError("no profile to pool")
        stacked = {field.name: np.stack([getattr(one, field.name) for one in profiles]) for field in fields(cls)}
        middle = {name: np.median(values, axis=0) for name, values in stacked.items()}
        between = 1.4826 * np.median(np.abs(stacked["centre"] - middle["centre"]), axis=0)
        return cls(
            middle["centre"],
            np.hypot(middle["scale"], between),
            stacked["low"].min(axis=0),
            stacked["high"].max(axis=0),
            middle["feature_centre"],
            middle["feature_spread"],
            float(middle["rows"]),
        )

    def update(self, table: Table, mask: Mask | None = None, forget: float = 0.3) -> "Profile":
        """This profile moved towards that of newer normal rows by `forget`, 0 to 1; unchanged when there are none."""
        newer = Profile.fit(table, mask)
        if not newer.rows:
            return self
        moved = {
            field.name: (1 - forget) * getattr(self, field.name) + forget * getattr(newer, field.name)
            for field in fields(self)
        }
        return Profile(**{**moved, "rows": self.rows + newer.rows})

    def to_arrays(self) -> dict[str, Floats]:
        return {field.name: np.asarray(getattr(self, field.name), np.float64) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Profile":
        """Raises KeyError when one is missing."""
        numbers = {field.name: np.asarray(arrays[field.name], np.float64) for field in fields(cls)}
        return cls(**{**numbers, "rows": float(numbers["rows"])})  # type: ignore[arg-type]


def chosen_rows(normal: Mask, most: int = 12_000) -> NDArray[np.intp]:
    """Normal rows to learn from, at even distances when there are more than `most`: neighbours see nearly the same."""
    rows = np.flatnonzero(normal)
    return rows[:: -(-len(rows) // most)] if len(rows) else rows


def _metrics(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Centre, scale, low and high of each column; robust, and finite also for columns that are empty or constant."""
    columns = values.shape[1]
    centre, scale, low, high = np.zeros(columns), np.ones(columns), np.zeros(columns), np.zeros(columns)
    for column in range(columns):
        known = values[:, column][np.isfinite(values[:, column])]
        if not len(known):
            continue
        low[column], quarter, centre[column], three_quarters, high[column] = np.percentile(
            known, [_USUAL[0], 25, 50, 75, _USUAL[1]]
        )
        scale[column] = _scale(
            (three_quarters - quarter) / _NORMAL_QUARTILES, float(known.std()), float(np.abs(known).max())
        )
    return centre, scale, low, high


def _scale(quartiles: float, deviation: float, largest: float) -> float:
    """The quartiles' measure, which outliers do not move, unless the metric rests at one value most of the time.

    One that does not spread has the scale 1; of a metric that is tiny in its unit, its `largest` value stands for it.
    """
    scale = quartiles if quartiles >= 0.1 * deviation else max(quartiles, 0.3 * deviation)
    unit = largest if 0 < largest < _TINY else 1.0
    return scale if scale > 1e-6 * unit else unit
