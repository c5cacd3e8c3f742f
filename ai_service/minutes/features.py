"""The features of minutes, from the samples in them: a row depends on nothing else, however the samples came.

All minutes are worked out together; the order of their samples, repeated ones and how they were divided into calls
change nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ai_service.minutes.columns import AVERAGED, COLUMNS, MINUTE, NAMES, PLACE, SPREAD, TROUBLE
from ai_service.minutes.samples import STATES, WIDTH, Sample

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.float32]

EARTH_RADIUS = 6_371_000.0
"""Metres."""
HOUR = 3600

_MEANS = slice(0, len(AVERAGED))
_STATES = {name: len(AVERAGED) + place for place, name in enumerate(TROUBLE)}
_LAT, _LNG, _CLOCK = WIDTH - 3, WIDTH - 2, WIDTH - 1
_TROUBLE = {name: np.array([float(state in TROUBLE[name]) for state in states]) for name, states in STATES.items()}
_SHARES = {"printer_status": "printer_trouble_share", "card_reader": "card_trouble_share",
           "cash_acceptor": "cash_trouble_share"}  # fmt: skip
_CHANGES = {"printer_status": "printer_changes", "card_reader": "card_changes"}


@dataclass(frozen=True)
class Gathered:
    """The samples of one kiosk in one minute, by `seq`; `minute` counts minutes since 1970.

    `interval` is how many seconds lie between its readings; `place` where it should stand (latitude, longitude);
    `sales_ratio` its sales of the last hour over what is usual.
    """

    kiosk_id: int
    minute: int
    samples: Mapping[int, Sample] = field(default_factory=dict)
    interval: float = 5.0
    place: tuple[float, float] | None = None
    sales_ratio: float | None = None


def features(minutes: Sequence[Gathered]) -> Values:
    """A row for each minute [k, len(COLUMNS)], NaN for what is not known; a minute without samples is all missing."""
    out = np.full((len(minutes), len(COLUMNS)), np.nan)
    spoken = [row for row, minute in enumerate(minutes) if minute.samples]
    if spoken:
        out[spoken] = _of_samples([minutes[row] for row in spoken])
    out[:, PLACE["missing_share"]] = [missing_share(len(minute.samples), minute.interval) for minute in minutes]
    out[:, PLACE["sales_rate_ratio"]] = [
        np.nan if minute.sales_ratio is None else minute.sales_ratio for minute in minutes
    ]
    return out.astype(np.float32)


def missing_share(readings: int, interval: float) -> float:
    """Of the readings that a minute should have; one is enough for a kiosk that speaks more rarely."""
    return max(0.0, 1.0 - readings / max(1.0, MINUTE / interval))


def _of_samples(minutes: Sequence[Gathered]) -> Floats:
    samples = np.array(
        [minute.samples[seq] for minute in minutes for seq in sorted(minute.samples)], np.float64
    ).reshape(-1, WIDTH)
    counts = np.array([len(minute.samples) for minute in minutes])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    out = np.full((len(minutes), len(COLUMNS)), np.nan)

    means = _mean(samples[:, _MEANS], starts)
    for column, name in enumerate(AVERAGED):
        out[:, PLACE[name]] = means[:, column]
    for name in SPREAD:
        values = samples[:, AVERAGED.index(name), None]
        mean = means[:, AVERAGED.index(name), None]
        out[:, PLACE[f"{name}_max"]] = np.fmax.reduceat(values, starts)[:, 0]
        out[:, PLACE[f"{name}_spread"]] = np.sqrt(_mean((values - np.repeat(mean, counts, axis=0)) ** 2, starts))[:, 0]
    for name, place in _STATES.items():
        state = samples[:, place]
        known = np.isfinite(state)
        trouble = np.where(known, _TROUBLE[name][np.where(known, state, 0).astype(int)], np.nan)
        out[:, PLACE[_SHARES[name]]] = _mean(trouble[:, None], starts)[:, 0]
        if name in _CHANGES:
            out[:, PLACE[_CHANGES[name]]] = _changes(state, starts) * (HOUR / MINUTE)
    out[:, PLACE["distance_m"]] = _distances(minutes, samples, starts)
    out[:, PLACE["clock_offset_s"]] = _last(samples[:, _CLOCK], starts)
    return out


def _mean(values: Floats, starts: NDArray[np.intp]) -> Floats:
    known = np.isfinite(values)
    sums = np.add.reduceat(np.where(known, values, 0.0), starts)
    counts = np.add.reduceat(known.astype(np.float64), starts)
    with np.errstate(invalid="ignore"):
        result: Floats = sums / counts  # of none it is not known
    return result


def _last(values: Floats, starts: NDArray[np.intp]) -> Floats:
    """The last known value of each minute."""
    places = np.maximum.reduceat(np.where(np.isfinite(values), np.arange(len(values)), -1), starts)
    return np.where(places >= starts, values[places], np.nan)


def _changes(states: Floats, starts: NDArray[np.intp]) -> Floats:
    """How often the state differs from the one before in the same minute; NaN when it was never known."""
    differs = np.zeros(len(states))
    differs[1:] = (states[1:] != states[:-1]) & np.isfinite(states[1:]) & np.isfinite(states[:-1])
    differs[starts] = 0
    known = np.add.reduceat(np.isfinite(states).astype(np.float64), starts) > 0
    return np.where(known, np.add.reduceat(differs, starts), np.nan)


def _distances(minutes: Sequence[Gathered], samples: Floats, starts: NDArray[np.intp]) -> Floats:
    """Metres on the sphere from where each should stand to where it last said to be."""
    unknown = (np.nan, np.nan)
    places = np.radians([minute.place or unknown for minute in minutes]).reshape(-1, 2)
    said = np.radians(np.stack([_last(samples[:, column], starts) for column in (_LAT, _LNG)], axis=1))
    half = np.sin((said - places) / 2) ** 2
    chord = half[:, 0] + np.cos(said[:, 0]) * np.cos(places[:, 0]) * half[:, 1]
    result: Floats = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return result


def merged(old: Values, old_count: int, new: Values, new_count: int, interval: float) -> Values:
    """The row of a minute from two parts of its samples, for readings that come when the rest is stored already.

    As good as if they had come together while every reading has every metric; changes between the parts are not seen.
    """
    if not old_count:
        return np.where(np.isfinite(new), new, old)
    a, b = old.astype(np.float64), new.astype(np.float64)
    weight = new_count / (old_count + new_count)
    result = np.where(np.isnan(a), b, np.where(np.isnan(b), a, a + (b - a) * weight))
    for name in SPREAD:
        mean, spread, most = PLACE[name], PLACE[f"{name}_spread"], PLACE[f"{name}_max"]
        result[most] = np.fmax(a[most], b[most])
        if not np.isnan(a[spread] + b[spread]):
            distance = b[mean] - a[mean]
            variance = a[spread] ** 2 * (1 - weight) + b[spread] ** 2 * weight + distance**2 * weight * (1 - weight)
            result[spread] = np.sqrt(variance)
    for name in _CHANGES.values():
        result[PLACE[name]] = np.nan if np.isnan(a[PLACE[name]]) and np.isnan(b[PLACE[name]]) else np.nansum(
            [a[PLACE[name]], b[PLACE[name]]]
        )  # fmt: skip
    for name in ("distance_m", "clock_offset_s"):
        result[PLACE[name]] = a[PLACE[name]] if np.isnan(b[PLACE[name]]) else b[PLACE[name]]
    result[PLACE["missing_share"]] = missing_share(old_count + new_count, interval)
    return result.astype(np.float32)


def as_row(known: Mapping[str, float | None]) -> Values:
    """A row from values by column name; others are missing."""
    values = (known.get(name) for name in NAMES)
    return np.array([np.nan if value is None else value for value in values], np.float32)
