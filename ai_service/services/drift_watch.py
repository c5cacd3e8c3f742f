"""Compares the last days with what the champion was trained on, and keeps the result on the model."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ai_service.models.registry import CHAMPION
from ai_service.repositories import models as model_rows
from ai_service.services import models, training_data
from ai_service.services.cycle import Cycle
from ai_service.training import drift
from common.database import transaction
from common.events import iso
from common.logs import get_logger

logger = get_logger(__name__)

RECENT = timedelta(days=3)
MOST_ROWS = 200_000


def watch(cycle: Cycle, session: Session, now: datetime) -> bool:
    """Whether the last days have drifted; False while there is no champion or too little to compare."""
    champion = cycle.champion(session, models.ANOMALY)
    session.rollback()
    if champion is None:
        return False
    recent = training_data.gather(session, now, now.toordinal(), kept=RECENT, most_rows=MOST_ROWS)
    if recent.rows < drift.FEWEST:
        return False
    edges = cycle.files.load(models.ANOMALY, champion.version).manifest.config.get("reference", {})
    found = drift.compare(champion.model, edges, recent.kiosks)
    moved = drift.calls_for_training(found)
    with transaction(session):
        model = models.get(session, models.ANOMALY, locked=True)
        if model_rows.aliases(session, models.ANOMALY).get(CHAMPION) == champion.version:
            model.drift = {
                "at": iso(now),
                "drifted": moved,
                "version": champion.version,
                "items": [item.to_dict() for item in found],
            }
    logger.info("drift", drifted=[item.metric for item in found if item.drifted])
    return moved
