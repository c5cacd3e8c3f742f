"""Scores of readings that are handed in, not taken from the log."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np
from sqlalchemy.orm import Session

from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.limits import crossed
from ai_service.anomaly.table import Floats, Table, Values
from ai_service.minutes.columns import AVERAGED, MINUTE, NAMES, SPREAD, TROUBLE
from ai_service.minutes.features import as_row
from ai_service.repositories import kiosks, knowledge, minutes
from ai_service.services import scores
from ai_service.services.live.judgement import AT_ONCE, Model, heard, in_order_of, of_limits, usual
from ai_service.services.live.known import OWN, Known, own_of
from common.errors import FieldProblem, Invalid, NotFound
from common.events import utc_now
from common.readings import METRICS, PERIPHERALS
from common.tokens import Principal

Reading = Mapping[str, Any]
ALSO_CALLED = {"memory_usage": "ram_usage", "network_latency": "latency"}
_SHARES = dict(
    zip(TROUBLE, ("printer_trouble_share", "card_trouble_share", "cash_trouble_share"), strict=True)
)  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """Of each reading: `contributions` by metric; `version` is None when there is no model, then limits alone count."""

    probability: Floats
    is_anomaly: list[bool]
    contributions: list[dict[str, float]]
    limits: list[list[str]]
    version: int | None
    profile: Literal["kiosk", "fleet", "none"]


def score(
    session: Session, principal: Principal, readings: Sequence[Reading], kiosk_id: int | None, model: Model | None
) -> Scored:
    """Score readings, each on its own and against what is usual in the fleet.

    Args:
        kiosk_id: whose readings they are, in the order in which they were taken, a minute apart: then they follow its
            past and are compared with what is usual for it.

    Raises:
        NotFound: `kiosk_not_found`, also when the caller may not see it.
        Invalid: `invalid_request`, with the fields.
    """
    if kiosk_id is not None and not kiosks.is_visible(session, principal, kiosk_id):
        raise NotFound("kiosk_not_found")
    rows = np.stack([_row(reading, place) for place, reading in enumerate(readings)])
    limits, policy = crossed(NAMES, rows), scores.policy(session)
    probability, contributions = np.zeros(len(rows)), np.zeros(rows.shape, np.float32)
    profile: Literal["kiosk", "fleet", "none"] = "none"
    if model is not None:
        probability, contributions, own = _by_model(session, rows, kiosk_id, model)
        profile = "kiosk" if own else "fleet"
    probability = np.maximum(probability, [of_limits(names) for names in limits])
    names = model.model.detector.names if model else NAMES
    return Scored(
        probability,
        [bool(value) for value in probability >= policy.on],
        [_told(names, row) for row in contributions],
        limits,
        model.version if model else None,
        profile,
    )


def _by_model(session: Session, rows: Values, kiosk_id: int | None, model: Model) -> tuple[Floats, Values, bool]:
    """(probability, contributions, whether the kiosk's own past was used)."""
    detector, known = model.model.detector, Known()
    past = np.zeros((0, len(NAMES)), np.float32)
    if kiosk_id is not None:
        known = _known(session, kiosk_id)
        start = utc_now() - timedelta(minutes=HISTORY)
        found = minutes.stored(session, kiosk_id, start, utc_now())
        past = np.array([row.values for row in found if len(row.values) == len(NAMES)], np.float32).reshape(
            -1, len(NAMES)
        )
    profile, calibration = usual(model, known)
    if kiosk_id is None:
        return *_alone(model, in_order_of(detector.names, rows)), False
    values = in_order_of(detector.names, np.concatenate((heard(past), rows)))
    times = np.arange(len(values), dtype=np.float64) * MINUTE
    found_scores = detector.score_table(profile, Table(detector.names, times, values, MINUTE), len(past))
    return calibration.probability(found_scores.raw), found_scores.contributions, known.maturity >= OWN


def _alone(model: Model, rows: Values) -> tuple[Floats, Values]:
    """(probability, contributions) of rows that have nothing to do with each other."""
    fleet = model.model
    raw, contributions = np.zeros(len(rows)), np.zeros(rows.shape, np.float32)
    for start in range(0, len(rows), AT_ONCE):
        some = slice(start, min(start + AT_ONCE, len(rows)))
        windows = np.full((some.stop - start, fleet.detector.window(), rows.shape[1]), np.nan, np.float32)
        windows[:, -1] = rows[some]
        found = fleet.detector.score_last([fleet.profile] * len(windows), windows)
        raw[some], contributions[some] = found.raw, found.contributions
    return fleet.calibration.probability(raw), contributions


def _known(session: Session, kiosk_id: int) -> Known:
    rows = knowledge.profiles(session, [kiosk_id])
    return Known(rows_seen=rows[0].rows_seen, own=own_of(rows[0])) if rows else Known()


def _told(names: Sequence[str], contributions: Values) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(names, contributions, strict=True) if value}


def _row(reading: Reading, place: int) -> Values:
    """A reading as a row: in the form of `kiosk_update`, or flat, by the names of metrics or of columns."""
    flat: dict[str, Any] = {}
    for name, value in reading.items():
        flat |= value if isinstance(value, dict) else {ALSO_CALLED.get(name, name): value}
    row: dict[str, float | None] = {"missing_share": 0.0}
    for name in NAMES:
        if flat.get(name) is not None:
            row[name] = _number(flat[name], name, place)
    for name in SPREAD:
        row.setdefault(f"{name}_max", row.get(name))
    for name, column in _SHARES.items():
        if flat.get(name) is not None:
            if not isinstance(flat[name], str) or flat[name] not in PERIPHERALS[name]:
                raise _wrong(place, name, "literal_error", expected=", ".join(sorted(PERIPHERALS[name])))
            row.setdefault(column, float(flat[name] in TROUBLE[name]))
    if not any(name in row for name in (*AVERAGED, *_SHARES.values())):
        raise _wrong(place, "", "missing")
    return as_row(row)


def _number(value: Any, name: str, place: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(place, name, "float_type")
    try:
        number = float(value)
    except OverflowError:  # JSON has integers of any length
        number = math.inf
    if not math.isfinite(number):
        raise _wrong(place, name, "float_type")
    metric = METRICS.get(name)
    if metric is not None and not metric.low <= number <= metric.high:
        raise _wrong(place, name, "out_of_range")
    return number


def _wrong(place: int, name: str, code: str, **details: str) -> Invalid:
    field = f"readings.{place}.{name}".rstrip(".")
    return Invalid("invalid_request", errors=[FieldProblem(field=field, code=code, details=details)])
