"""Training runs: asked for by people and triggers, one active at a time for each model."""

from sqlalchemy.orm import Session

from ai_service.models.registry import TrainingRun
from ai_service.repositories import runs
from ai_service.services import models
from common.database import transaction
from common.errors import Conflict, NotFound


def start(session: Session, name: str, trigger: str, requested_by: int | None = None) -> TrainingRun:
    """Queue a run; a worker takes it up within seconds.

    Raises:
        NotFound: `model_not_found`.
        Conflict: `run_in_progress`.
    """
    models.get(session, name)
    with transaction(session):
        run = runs.add(session, name, trigger, requested_by)
        if run is None:
            raise Conflict("run_in_progress")
    return run


def get(session: Session, name: str, run_id: int) -> TrainingRun:
    """Raises NotFound `run_not_found`."""
    run = runs.find(session, run_id)
    if run is None or run.name != name:
        raise NotFound("run_not_found")
    return run
