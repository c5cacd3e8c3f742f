"""What a run learns from: the rows of each kiosk, and which of them are known to be normal or faulty."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from ai_service.anomaly.table import Mask, Table
from ai_service.minutes.columns import MINUTE

FEWEST_ROWS = 60
"""An hour: under this a kiosk tells nothing of what is usual for it."""
MOST_ROWS = 600_000
"""Rows of a run: what bounds its time and memory, however large the fleet is."""
NEWEST, TUNING = 0.2, 0.1
"""Shares of the time: the newest is held out for the gate, what lies before it tells how much synthetic data helps."""


@dataclass(frozen=True)
class KioskRows:
    """One kiosk's rows in the order of time. `normal` and `fault` [n] never hold both; rows with neither (muted, an
    incident nobody judged) count nowhere."""

    kiosk: int
    table: Table
    normal: Mask
    fault: Mask

    def __len__(self) -> int:
        return len(self.table)

    def between(self, start: float, end: float) -> "KioskRows":
        """The rows from `start` to before `end`, in seconds since 1970."""
        first, last = np.searchsorted(self.table.times, [start, end])
        return KioskRows(
            self.kiosk, self.table.rows(int(first), int(last)), self.normal[first:last], self.fault[first:last]
        )


@dataclass(frozen=True)
class Dataset:
    """Kiosks' rows, and how many rows do not count as normal, by reason."""

    kiosks: Sequence[KioskRows]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(len(kiosk) for kiosk in self.kiosks)

    @property
    def incidents(self) -> int:
        """Runs of rows that are known to be faulty."""
        return sum(int(np.count_nonzero(np.diff(kiosk.fault.astype(np.int8), prepend=0) == 1)) for kiosk in self.kiosks)

    def span(self) -> tuple[float, float]:
        """The times of the first and the last row; zeros without any."""
        ends = [(rows.table.times[0], rows.table.times[-1]) for rows in self.kiosks if len(rows)]
        return (float(min(first for first, _ in ends)), float(max(last for _, last in ends))) if ends else (0.0, 0.0)

    def hash(self) -> str:
        """SHA-256 over all that is learned from."""
        digest = hashlib.sha256()
        for rows in self.kiosks:
            digest.update(f"{rows.kiosk}:{','.join(rows.table.names)}:".encode())
            for array in (rows.table.times, rows.table.values, rows.normal, rows.fault):
                digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def between(self, start: float, end: float) -> "Dataset":
        return Dataset([rows.between(start, end) for rows in self.kiosks], self.left_out)

    def to_arrays(self) -> dict[str, np.ndarray]:
        arrays: dict[str, np.ndarray] = {}
        for rows in self.kiosks:
            arrays[f"{rows.kiosk}.times"] = rows.table.times
            arrays[f"{rows.kiosk}.values"] = rows.table.values
            arrays[f"{rows.kiosk}.known"] = rows.normal.astype(np.uint8) + 2 * rows.fault.astype(np.uint8)
        return arrays

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, np.ndarray], names: Sequence[str], interval: float, left_out: Mapping[str, int]
    ) -> "Dataset":
        numbers = sorted(int(key.partition(".")[0]) for key in arrays if key.endswith(".times"))
        return cls([_kiosk(arrays, number, tuple(names), interval) for number in numbers], left_out)


def _kiosk(arrays: Mapping[str, np.ndarray], number: int, names: tuple[str, ...], interval: float) -> KioskRows:
    table = Table(names, arrays[f"{number}.times"], arrays[f"{number}.values"], interval)
    known = arrays[f"{number}.known"]
    return KioskRows(number, table, known == 1, known == 2)


class Split(NamedTuple):
    """By time: nothing in a later part is known to an earlier one. `known` is `train` and `tuning` together; `cuts`
    are the begin and end of what is held out, in seconds since 1970."""

    train: Dataset
    tuning: Dataset
    known: Dataset
    held_out: Dataset
    cuts: tuple[float, float]


def split(data: Dataset) -> Split:
    """Oldest to train, then what tunes, the newest held out."""
    first, last = data.span()
    end = last + MINUTE
    held = first + (1 - NEWEST) * (end - first)
    tune = first + (1 - NEWEST - TUNING) * (end - first)
    return Split(
        train=data.between(first, tune),
        tuning=data.between(tune, held),
        known=data.between(first, held),
        held_out=data.between(held, end),
        cuts=(held, end),
    )


def newest_rows(data: Dataset, most: int) -> Dataset:
    """At most so many rows, the newest of each kiosk."""
    each = max(FEWEST_ROWS, most // max(1, len(data.kiosks)))
    return replace(data, kiosks=[_tail(rows, each) for rows in data.kiosks])


def _tail(rows: KioskRows, most: int) -> KioskRows:
    if len(rows) <= most:
        return rows
    return KioskRows(rows.kiosk, rows.table.rows(len(rows) - most), rows.normal[-most:], rows.fault[-most:])


def usable(data: Dataset) -> Iterator[KioskRows]:
    """The kiosks with enough normal rows to learn from."""
    return (rows for rows in data.kiosks if np.count_nonzero(rows.normal) >= FEWEST_ROWS)
