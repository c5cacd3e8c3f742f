"""Readings that came late, such as after an outage of a kiosk's network: their minutes scored afterwards, in order.

Their rows take the place of what stood there. What would have been an incident is kept as one, with its own times,
resolved and marked `late`, and nobody is told: it is over. If what is wrong goes on, the minutes of now tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.anomaly import alarms
from ai_service.anomaly.alarms import AlarmPolicy
from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.limits import crossed
from ai_service.anomaly.table import Floats, Table, Values
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.minutes.features import Gathered, features, merged
from ai_service.minutes.samples import Sample
from ai_service.models.incidents import Incident
from ai_service.models.minutes import MATURITIES
from ai_service.repositories import incidents, minutes
from ai_service.repositories.minutes import Minute
from ai_service.services.live.explaining import SILENT, Evidence
from ai_service.services.live.judgement import Model, heard, is_scorable, of_limits, usual
from ai_service.services.live.known import FLEET, Known

LateMinutes = Mapping[int, Mapping[int, Sample]]
"""Samples by seq, by minute."""


@dataclass(frozen=True)
class Judges:
    """What rows are judged with."""

    model: Model | None
    policy: AlarmPolicy
    zone: tzinfo


def take(session: Session, kiosk_id: int, late: LateMinutes, known: Known, judges: Judges) -> list[Minute]:
    """The rows of a kiosk's late minutes, with scores; incidents in them are stored."""
    first, last = min(late), max(late)
    start = first - HISTORY + 1
    there = {
        int(row.at.timestamp()) // MINUTE: row
        for row in minutes.stored(session, kiosk_id, _moment(start), _moment(last + 1))
    }
    grid = np.full((last - start + 1, len(NAMES)), np.nan, np.float32)
    for minute, row in there.items():
        if len(row.values) == len(NAMES):
            grid[minute - start] = row.values
    ordered = sorted(late)
    gathered = [
        Gathered(kiosk_id, minute, late[minute], interval=known.interval, place=known.place) for minute in ordered
    ]
    counts = {}
    for one, row_values in zip(gathered, features(gathered), strict=True):
        before = there[one.minute].readings if one.minute in there else 0
        counts[one.minute] = before + len(one.samples)
        place = one.minute - start
        grid[place] = merged(grid[place], before, row_values, len(one.samples), known.interval)
    raw, probability, limits = _judged(start, grid, known, judges.model)
    rows = [
        Minute(
            kiosk_id=kiosk_id,
            at=_moment(minute),
            readings=counts[minute],
            values=grid[minute - start],
            raw=None if np.isnan(raw[minute - start]) else float(raw[minute - start]),
            probability=float(probability[minute - start]),
            alarm=False,
            muted=known.is_muted(_moment(minute)),
            maturity=known.maturity,
            model_version=judges.model.version if judges.model and known.maturity >= FLEET else None,
            limits=limits[minute - start],
        )
        for minute in ordered
    ]
    return _with_alarms(session, rows, start, grid, late, known, judges)


def _judged(
    start: int, grid: Values, known: Known, model: Model | None
) -> tuple[np.ndarray, np.ndarray, list[list[str]]]:
    raw, probability = np.full(len(grid), np.nan), np.zeros(len(grid))
    if model is not None and known.maturity >= FLEET:
        profile, calibration = usual(model, known)
        table = Table(NAMES, _times(start, len(grid)), heard(grid), MINUTE)
        padded = np.concatenate((np.full((HISTORY - 1, len(NAMES)), np.nan, np.float32), grid))
        scorable = is_scorable(np.lib.stride_tricks.sliding_window_view(padded, HISTORY, axis=0).transpose(0, 2, 1))
        raw = np.where(scorable, model.model.detector.score_table(profile, table).raw, np.nan)
        probability = np.where(scorable, calibration.probability(raw), 0.0)
    broken = crossed(NAMES, grid)
    limits = [[name for name in now if name in before] for now, before in zip(broken, [[], *broken[:-1]], strict=True)]
    return raw, np.maximum(probability, [of_limits(names) for names in limits]), limits


def _with_alarms(
    session: Session, rows: list[Minute], start: int, grid: Values, late: LateMinutes, known: Known, judges: Judges
) -> list[Minute]:
    points = [(row.at.timestamp(), 0.0 if row.muted else row.probability) for row in rows]
    alarmed, found = alarms.group(judges.policy, points)
    for incident in found:
        _keep(session, rows[0].kiosk_id, incident, start, grid, late, known, judges)
    return [row._replace(alarm=alarm) for row, alarm in zip(rows, alarmed, strict=True)]


def _keep(
    session: Session,
    kiosk_id: int,
    incident: alarms.Incident,
    start: int,
    grid: Values,
    late: LateMinutes,
    known: Known,
    judges: Judges,
) -> None:
    """Store an incident of the past, unless one that is known touches it: then that is longer than was thought."""
    begun, peak = (datetime.fromtimestamp(moment, UTC) for moment in (incident.started_at, incident.peak_at))
    ended = _moment(max(late)) if incident.ended_at is None else _moment_of(incident.ended_at)
    margin = judges.policy.cool_down
    around = (_moment_of(incident.started_at - margin), _moment_of(ended.timestamp() + margin))
    for other in incidents.in_range(session, kiosk_id, *around):
        if other.template == SILENT:
            continue  # this tells what was the matter while nothing was heard
        if other.late and other.ended_at is not None:
            other.started_at, other.ended_at = min(other.started_at, begun), max(other.ended_at, ended)
        return
    place = int(incident.peak_at) // MINUTE - start
    window = grid[place - HISTORY + 1 : place + 1]  # it reaches so far back
    times = _times(start + place - HISTORY + 1, HISTORY)
    newest = crossed(NAMES, window[-1:])[0]
    samples = late.get(start + place, {})
    why = Evidence(judges.model, known, times, window, newest, samples, judges.zone).explained(begun)
    session.add(
        Incident(
            kiosk_id=kiosk_id,
            started_at=begun,
            peak_at=peak,
            ended_at=ended,
            peak_probability=incident.peak_probability,
            severity=why.severity,
            maturity=MATURITIES[known.maturity],
            model_version=judges.model.version if judges.model else None,
            template=why.template,
            explanation=why.told,
            alarm={},
            late=True,
        )
    )
    session.flush()


def _times(first: int, count: int) -> Floats:
    """When `count` minutes from `first` on begin, in seconds since 1970."""
    return np.arange(first, first + count, dtype=np.float64) * MINUTE


def _moment(minute: int) -> datetime:
    return _moment_of(minute * MINUTE)


def _moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
