"""When a model is to be trained anew without anybody asking for it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from ai_service.models.registry import CHAMPION, TrainingRun
from ai_service.repositories import firmware, models, runs
from ai_service.services import runs as training
from ai_service.services.models import ANOMALY
from common.database import transaction
from common.errors import Conflict
from common.events import Event

ENOUGH_VERDICTS = 20
PART_OF_THE_FLEET = 0.05
NEW_FIRMWARE = timedelta(days=1)
"""How long a new firmware is watched before it is learned from."""
SETTLED = timedelta(hours=6)
"""After a run nothing but verdicts and people start another one for so long."""
AGAIN = timedelta(hours=1)
"""After a first run that failed."""


def note_firmware(session: Session, event: Event) -> None:
    """`kiosk.changed` tells a kiosk's firmware."""
    if known := event.data.get("firmware"):
        with transaction(session):
            firmware.keep(session, event.data["kiosk_id"], known, datetime.fromisoformat(event.at))


def look(session: Session, now: datetime) -> TrainingRun | None:
    """Start a run of the anomaly model if something calls for it; returns it."""
    last = runs.newest(session, ANOMALY)
    trigger = _due(session, last, now)
    session.rollback()
    if trigger is None:
        return None
    try:
        return training.start(session, ANOMALY, trigger)
    except Conflict:  # one is in progress: what called for this one is looked at again afterwards
        return None


def nightly(session: Session) -> TrainingRun | None:
    """The nightly run; none while a challenger is in shadow, which would never come to its end."""
    if runs.in_state(session, ANOMALY, "shadow"):
        return None
    try:
        return training.start(session, ANOMALY, "nightly")
    except Conflict:
        return None


def new_verdicts(session: Session, last: TrainingRun | None) -> int:
    """Verdicts on incidents since the last run began."""
    query = select(func.count()).select_from(Incident).where(Incident.verdict.is_not(None))
    if last is not None:
        query = query.where(Incident.verdict_at > last.created_at)
    return session.scalar(query) or 0


def _due(session: Session, last: TrainingRun | None, now: datetime) -> str | None:
    if models.aliases(session, ANOMALY).get(CHAMPION) is None:
        return "first" if last is None or last.created_at < now - AGAIN else None
    if new_verdicts(session, last) >= ENOUGH_VERDICTS:
        return "verdicts"
    if last is not None and (last.created_at > now - SETTLED or last.state == "shadow"):
        return None
    model = models.find(session, ANOMALY)
    drift = model.drift if model else None
    if drift and drift["drifted"] and (last is None or drift["at"] > last.created_at.isoformat()):
        return "drift"
    since = last.created_at - NEW_FIRMWARE if last else now - 30 * NEW_FIRMWARE
    found = firmware.changed_within(session, since, now - NEW_FIRMWARE)
    return "firmware" if found.changed and found.changed >= PART_OF_THE_FLEET * found.all else None
