"""When a model is to be trained anew without anybody asking for it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from ai_service.models.registry import TrainingRun

ENOUGH_VERDICTS = 20


def new_verdicts(session: Session, last: TrainingRun | None) -> int:
    """Verdicts on incidents since the last run began."""
    query = select(func.count()).select_from(Incident).where(Incident.verdict.is_not(None))
    if last is not None:
        query = query.where(Incident.verdict_at > last.created_at)
    return session.scalar(query) or 0
