"""Drift: whether recent data still looks like what the champion was trained on.

PSI compares distributions (population stability index: Σ (p − q) ln(p / q) over ten bins of equal share; above 0.2 is
commonly called a shift). ADWIN (Bifet, Gavaldà: Learning from time-changing data with adaptive windowing, SDM 2007)
finds changes of the mean within the recent days; it comes from river, which is imported only where it is used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats
from ai_service.training.data import KioskRows

BINS = 10
MOVED = 0.2
SCORE = "score"
SEVERAL = 3
HOURS = 24
FEWEST = 500
"""Values under which distributions are not compared."""
_LEAST_SHARE = 1e-4
_CONFIDENCE = 0.002
_LEAST_STEP = 0.5
"""A change of an hourly mean that is smaller, in scales of the metric, is nothing to train anew for."""


@dataclass(frozen=True)
class Drifted:
    """A metric, or the score. `psi` is None where there is too little to compare."""

    metric: str
    psi: float | None
    adwin: bool

    @property
    def drifted(self) -> bool:
        return self.adwin or (self.psi is not None and self.psi >= MOVED)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "drifted": self.drifted}


def reference(model: FleetModel, kiosks: Sequence[KioskRows]) -> dict[str, dict[str, list[float]]]:
    """What a version keeps of its data: for each metric and the score the inner `edges` of ten bins, of equal shares
    where its values allow that, and the `shares` of the bins."""
    columns = _columns(model, kiosks, _scores(model, kiosks))
    return {name: _bins(values) for name, values in columns.items() if len(values) >= FEWEST}


def compare(
    model: FleetModel, known: Mapping[str, Mapping[str, Sequence[float]]], recent: Sequence[KioskRows]
) -> list[Drifted]:
    """Recent normal rows against a version's reference, metric by metric, the score last."""
    scores = _scores(model, recent)
    columns = _columns(model, recent, scores)
    hourly = _hourly(model, recent, scores)
    return [
        Drifted(name, _psi(known.get(name), values), name in hourly and _steps(hourly[name]))
        for name, values in columns.items()
    ]


def calls_for_training(found: Sequence[Drifted]) -> bool:
    """Whether so much has moved that a model should learn anew: the score, or several metrics. One alone has often a
    rhythm of its own, such as a disk that is cleared once a week."""
    moved = {item.metric for item in found if item.drifted}
    return SCORE in moved or len(moved) >= SEVERAL


def _psi(known: Mapping[str, Sequence[float]] | None, values: Floats) -> float | None:
    if not known or len(values) < FEWEST:
        return None
    p = np.maximum(_shares(values, known["edges"]), _LEAST_SHARE)
    q = np.maximum(known["shares"], _LEAST_SHARE)
    return round(float(((p - q) * np.log(p / q)).sum()), 4)


def _bins(values: Floats) -> dict[str, list[float]]:
    """A metric that rests at one value has fewer bins: edges that are equal are one."""
    edges = np.unique(np.quantile(values, np.arange(1, BINS) / BINS)).tolist()
    return {"edges": edges, "shares": _shares(values, edges).tolist()}


def _shares(values: Floats, edges: Sequence[float]) -> Floats:
    found = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    result: Floats = found / len(values)
    return result


def _scores(model: FleetModel, kiosks: Sequence[KioskRows]) -> list[Floats]:
    """Of each kiosk's normal rows the logarithm of the score under the fleet's profile."""
    names = model.detector.names
    return [
        np.log1p(model.detector.score_table(model.profile, rows.table.columns(names)).raw[rows.normal])
        for rows in kiosks
    ]


def _columns(model: FleetModel, kiosks: Sequence[KioskRows], scores: Sequence[Floats]) -> dict[str, Floats]:
    """The normal values of each metric, and the scores."""
    names = model.detector.names
    parts: dict[str, list[Floats]] = {name: [] for name in names}
    for rows in kiosks:
        table = rows.table.columns(names)
        for place, name in enumerate(names):
            known = table.values[rows.normal, place].astype(np.float64)
            parts[name].append(known[np.isfinite(known)])
    parts[SCORE] = list(scores)
    return {name: np.concatenate(values) if values else np.zeros(0) for name, values in parts.items()}


def _hourly(model: FleetModel, kiosks: Sequence[KioskRows], scores: Sequence[Floats]) -> dict[str, Floats]:
    """The fleet's mean of each hour, of metrics and score in each machine's own scales, less what is usual at that hour
    of the day."""
    names = model.detector.names
    if not kiosks:
        return {}
    first = min(rows.table.times[0] for rows in kiosks if len(rows))
    last = max(rows.table.times[-1] for rows in kiosks if len(rows))
    hours = int((last - first) // 3600) + 1
    sums, counts = np.zeros((2, hours, len(names) + 1))
    for rows, score in zip(kiosks, scores, strict=True):
        if not len(score):
            continue
        table = rows.table.columns(names)
        profile = Profile.fit(table, rows.normal)
        z = np.column_stack(
            [
                (table.values[rows.normal] - profile.centre) / profile.scale,
                (score - np.median(score)) / (float(score.std()) or 1.0),
            ]
        )
        z = np.clip(z, -5, 5)
        hour = ((table.times[rows.normal] - first) // 3600).astype(int)
        known = np.isfinite(z)
        np.add.at(sums, hour, np.where(known, z, 0.0))
        np.add.at(counts, hour, known)
    means = sums / np.maximum(counts, 1)
    means[counts == 0] = np.nan
    result = {}
    for place, name in enumerate((*names, SCORE)):
        series = means[:, place]
        usual = np.array(
            [
                np.nanmedian(series[hour::HOURS]) if np.isfinite(series[hour::HOURS]).any() else 0.0
                for hour in range(HOURS)
            ]
        )
        residual = series - usual[np.arange(hours) % HOURS]
        result[name] = residual[np.isfinite(residual)]
    return result


def _steps(series: Floats) -> bool:
    """Whether ADWIN sees the mean change by as much as matters."""
    from river.drift import ADWIN

    detector: Any = ADWIN(delta=_CONFIDENCE, clock=1, grace_period=HOURS)  # type: ignore[no-untyped-call]  # river's
    changed = False
    for place, value in enumerate(series, start=1):
        detector.update(float(value))
        if detector.drift_detected and place > HOURS:
            last, earlier = series[place - HOURS : place].mean(), series[: place - HOURS].mean()
            changed = changed or bool(abs(last - earlier) >= _LEAST_STEP)
    return changed
