"""Scores of kiosks as people see them: over time, and the risk of the fleet now."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ai_service.anomaly.alarms import AlarmPolicy
from ai_service.models.incidents import Incident
from ai_service.models.minutes import MATURITIES, kiosk_minutes
from ai_service.repositories import incidents, kiosks, minutes
from ai_service.services import models
from common.errors import Invalid, NotFound
from common.events import utc_now
from common.kiosk_access import visible
from common.tokens import Principal

MOST_POINTS = 2000
MINUTE = 60
A_DAY = timedelta(days=1)
NOW = timedelta(minutes=5)
"""How old the newest minute of a kiosk may be and still count as now."""


@dataclass(frozen=True)
class KioskScores:
    """`points` are (begin, highest probability, whether there was an alarm) of `step` seconds each."""

    step: int
    points: Sequence[tuple[datetime, float, bool]]
    maturity: str
    threshold: float
    model_version: int | None
    incidents: Sequence[Incident]


def scores_of(
    session: Session, principal: Principal, kiosk_id: int, start: datetime | None, end: datetime | None
) -> KioskScores:
    """A kiosk's scores in [start, end), at most 2,000 points however long that is.

    Raises:
        NotFound: `kiosk_not_found`, also when the caller may not see it.
        Invalid: `empty_range`.
    """
    if not kiosks.is_visible(session, principal, kiosk_id):
        raise NotFound("kiosk_not_found")
    end = end or utc_now()
    start = start or end - A_DAY
    if start >= end:
        raise Invalid("empty_range")
    # One more step than fits exactly, as the range need not begin where a step does.
    step = MINUTE * max(1, math.ceil((end - start).total_seconds() / MINUTE / (MOST_POINTS - 1)))
    last = minutes.last_of(session, kiosk_id)
    return KioskScores(
        step=step,
        points=minutes.points(session, kiosk_id, start, end, step),
        maturity=MATURITIES[last.maturity if last else 0],
        threshold=policy(session).on,
        model_version=last.model_version if last else None,
        incidents=incidents.in_range(session, kiosk_id, start, end),
    )


def policy(session: Session) -> AlarmPolicy:
    """When alarms begin and end, by the budget that people set."""
    return AlarmPolicy(models.settings(session, models.ANOMALY)["alerts_per_kiosk_day"], MINUTE)


@dataclass(frozen=True)
class Risk:
    """What is thought of a kiosk now."""

    kiosk_id: int
    at: datetime
    probability: float
    alarm: bool
    muted: bool
    maturity: str
    incident: Incident | None


def risk(session: Session, principal: Principal, now: datetime) -> list[Risk]:
    """The newest minute of each kiosk that the caller may see and that had one in the last minutes, by kiosk."""
    found: Sequence[Any] = minutes.newest(session, now - NOW, visible(principal, kiosk_minutes.c.kiosk_id))
    opened = incidents.open_of(session, [row.kiosk_id for row in found])
    return [
        Risk(
            row.kiosk_id, row.at, row.probability, row.alarm, row.muted, MATURITIES[row.maturity],
            opened.get(row.kiosk_id),
        )
        for row in found
    ]  # fmt: skip
