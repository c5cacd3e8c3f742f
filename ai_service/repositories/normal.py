"""A kiosk's minutes that count as normal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, or_, select
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from ai_service.models.minutes import KioskProfile, kiosk_minutes
from common.kiosk_access import ACCESS

AROUND = timedelta(minutes=10)
"""Before an incident was seen, it has begun."""


def with_mask(session: Session, kiosk_id: int, start: datetime) -> Sequence[Row[Any]]:
    """(at, values, normal) of a kiosk's rows from `start` on, oldest first.

    Not normal are minutes that were muted, had an alarm or no reading, and those of incidents that are open or that
    people called a true fault; what they called a false alarm is normal, alarm or not.
    """
    table = kiosk_minutes
    touched = (Incident.kiosk_id == kiosk_id) & (table.c.at >= Incident.started_at - AROUND)
    open_or_true = exists().where(
        touched,
        or_(Incident.ended_at.is_(None), (Incident.verdict == "true_fault") & (table.c.at <= Incident.ended_at)),
    )
    false = exists().where(touched, Incident.verdict == "false_alarm", table.c.at <= Incident.ended_at)
    normal = (~table.c.muted) & (table.c.readings > 0) & ~open_or_true & (~table.c.alarm | false)
    query = select(table.c.at, table.c["values"], normal.label("normal"))
    return session.execute(query.where(table.c.kiosk_id == kiosk_id, table.c.at >= start).order_by(table.c.at)).all()


def due_for_profile(
    session: Session, rows_seen: int, fitted_before: datetime, version: int | None, limit: int
) -> list[int]:
    """Kiosks with enough minutes whose profile is missing, old, or calibrated for another model; oldest first."""
    table = KioskProfile
    stale = or_(
        table.fitted_at.is_(None), table.fitted_at < fitted_before, table.model_version.is_distinct_from(version)
    )
    in_service = ~exists().where(ACCESS.c.kiosk_id == table.kiosk_id, ACCESS.c.lifecycle == "retired")
    query = select(table.kiosk_id).where(table.rows_seen >= rows_seen, stale, in_service)
    return list(session.scalars(query.order_by(table.fitted_at.nulls_first()).limit(limit)))


def profile_of(session: Session, kiosk_id: int) -> KioskProfile | None:
    return session.get(KioskProfile, kiosk_id, populate_existing=True)
