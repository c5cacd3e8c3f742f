"""How likely it is that rows are not normal, by the model and by the hard limits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.features import WINDOWS
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.limits import crossed
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Mask, Values
from ai_service.minutes.columns import NAMES, PLACE
from ai_service.registry.serving import Served
from ai_service.services.live.known import FLEET, OWN, Known

FEWEST_ROWS = 12
"""Of its window that must be known before a kiosk's row is scored: what has just come back looks strange at first."""
AT_ONCE = 256
"""Kiosks that are scored together: bounded memory."""
LIMIT_PROBABILITY = 1 - 1e-7
"""Of a broken limit: beyond every budget."""
SILENCE_PROBABILITY = 1 - 1e-5
"""Of silence: beyond every budget too, but less than other limits, so that after it they are not taken for the same."""

Model = Served[FleetModel]


@dataclass(frozen=True)
class Judged:
    """`raw` [k] is NaN for kiosks that the model does not score; `limits` are those broken for two minutes."""

    raw: Floats
    probability: Floats
    limits: list[list[str]]


def judge(model: Model | None, known: Sequence[Known], windows: Values) -> Judged:
    """The newest row of each kiosk; `windows` [k, W, len(NAMES)], oldest first."""
    raw, probability = np.full(len(known), np.nan), np.zeros(len(known))
    if model is not None:
        spoken = heard(windows)
        seen = is_scorable(spoken)
        scored = [row for row, kiosk in enumerate(known) if kiosk.maturity >= FLEET and seen[row]]
        pairs = [usual(model, known[row]) for row in scored]
        detector = model.model.detector
        for start in range(0, len(scored), AT_ONCE):
            some = scored[start : start + AT_ONCE]
            rows = in_order_of(detector.names, spoken[some])[:, -detector.window() :]
            raw[some] = detector.score_last([profile for profile, _ in pairs[start : start + AT_ONCE]], rows).raw
        _calibrate(raw, probability, scored, [calibration for _, calibration in pairs])
    limits = lasting_limits(windows)
    probability = np.maximum(probability, [of_limits(names) for names in limits])
    return Judged(raw, probability, limits)


def heard(rows: Values) -> Values:
    """Rows [..., m] with those of silent minutes unknown: that a kiosk was silent is told by a limit, and must not make
    the minutes after it look strange."""
    return np.where(is_heard(rows)[..., None], rows, np.float32(np.nan))


def is_heard(rows: Values) -> Mask:
    """Whether a minute had any reading: one without has one column, how many are missing."""
    result: Mask = np.isfinite(rows).sum(axis=-1) > 1
    return result


def is_scorable(windows: Values) -> Mask:
    """Whether the newest row of each window [k, W, m] can be scored: its shortest window was heard as a whole, as the
    spread of less tells nothing, and enough of the longest."""
    known = is_heard(windows)
    result: Mask = known[:, -min(WINDOWS) :].all(axis=1) & (known.sum(axis=1) >= FEWEST_ROWS)
    return result


def _calibrate(raw: Floats, probability: Floats, scored: list[int], calibrations: Sequence[Calibration]) -> None:
    """The kiosks that share a calibration at once: most have the fleet's."""
    sharing: dict[int, list[int]] = {}
    for place, calibration in enumerate(calibrations):
        sharing.setdefault(id(calibration), []).append(place)
    for places in sharing.values():
        rows = [scored[place] for place in places]
        probability[rows] = calibrations[places[0]].probability(raw[rows])


def usual(model: Model, known: Known) -> tuple[Profile, Calibration]:
    """What a kiosk is compared with: its own past as soon as there is enough of it, else the fleet's."""
    fleet, own = model.model, known.own
    if known.maturity < OWN or own is None or len(own.profile.centre) != len(fleet.detector.names):
        return fleet.profile, fleet.calibration
    calibrated = own.calibration is not None and own.version == model.version
    return own.profile, own.calibration if calibrated and own.calibration else fleet.calibration


def of_limits(broken: Sequence[str]) -> float:
    """The probability that broken limits stand for; 0 for none."""
    if not broken:
        return 0.0
    return SILENCE_PROBABILITY if list(broken) == ["missing_share"] else LIMIT_PROBABILITY


def lasting_limits(windows: Values) -> list[list[str]]:
    """The limits that the newest row breaks and the one before broke too: a peak of a minute is no fault."""
    newest, before = crossed(NAMES, windows[:, -1]), crossed(NAMES, windows[:, -2])
    return [[name for name in now if name in then] for now, then in zip(newest, before, strict=True)]


def in_order_of(names: tuple[str, ...], rows: Values) -> Values:
    """Rows of NAMES [..., len(NAMES)] as a model knows them: a column that only it knows is missing."""
    if names == NAMES:
        return rows
    out = np.full((*rows.shape[:-1], len(names)), np.nan, np.float32)
    for column, name in enumerate(names):
        if name in PLACE:
            out[..., column] = rows[..., PLACE[name]]
    return out
