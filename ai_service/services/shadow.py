"""The day in shadow: a challenger that passed the gate on few real incidents is judged by what came afterwards.

Scores follow from rows alone, so they are calculated when the day is over, from the rows of that day, which neither
version was trained on: the same as if both had scored all along, and it costs the live scoring nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ai_service.anomaly.fleet import FleetModel
from ai_service.models.registry import TrainingRun
from ai_service.registry.files import ModelError
from ai_service.repositories import models as model_rows
from ai_service.repositories import runs
from ai_service.services import models, training_data
from ai_service.services.cycle import SHADOW, Cycle
from ai_service.services.models import By
from ai_service.training import gate
from ai_service.training.data import Dataset
from ai_service.training.exam import Exam, sit
from common.database import transaction

FEWEST_ROWS = 1440
"""Normal minutes of a day in shadow without which it lasts another day."""
LONGEST = timedelta(days=4)
"""After that a challenger of which too little was seen is refused."""


def due(session: Session, now: datetime) -> list[int]:
    """Runs whose day is over."""
    found = runs.in_state(session, models.ANOMALY, "shadow")
    return [run.id for run in found if run.shadow_until and run.shadow_until <= now]


def judge(cycle: Cycle, session: Session, run_id: int, now: datetime) -> None:
    """Decide about a run whose day in shadow is over; nothing when it is not, or was decided already."""
    run = runs.find(session, run_id)
    if run is None or run.state != "shadow" or not run.shadow_until or run.shadow_until > now:
        session.rollback()
        return
    assert run.data is not None
    assert run.gate is not None
    began = datetime.fromisoformat(run.data["held_out_to"] or run.created_at.isoformat())
    data = training_data.gather(session, now, run_id)
    before, day = data.between(0, began.timestamp()), data.between(began.timestamp(), now.timestamp())
    if _too_little(day) and now - run.created_at < LONGEST:
        with transaction(session):
            run.shadow_until = now + SHADOW
        return
    decision = _unseen(run) if _too_little(day) else _decision(cycle, session, run, before, day)
    session.rollback()
    with transaction(session):
        models.get(session, run.name, locked=True)
        current = runs.find(session, run_id, locked=True)
        if current is None or current.state != "shadow" or current.version is None:
            return
        current.state = "promoted" if decision.decision == "promote" else "refused"
        current.gate, current.ended_at = decision.to_dict(), now
        version = models.get_version(session, run.name, current.version)
        if current.state == "refused":
            models.refuse(session, version, By(run_id=run_id, reason="shadow_refused"), {})
        elif model_rows.aliases(session, run.name).get("champion") != version.version:
            models.promote(session, cycle.files, run.name, version.version, By(run_id=run_id, reason="shadow_passed"))
    cycle.tell(current, current.state, 1, 1)


def _decision(cycle: Cycle, session: Session, run: TrainingRun, before: Dataset, day: Dataset) -> gate.Verdict:
    assert run.gate is not None
    assert run.version is not None
    champion = cycle.champion(session, run.name)
    version = models.get_version(session, run.name, run.version)
    budget = models.get(session, run.name).alerts_per_kiosk_day
    session.rollback()
    try:
        stored = cycle.files.load(run.name, version.version, version.checksum)
        challenger = FleetModel.from_arrays(stored.arrays, stored.manifest.config)
    except (ModelError, ValueError, KeyError, TypeError):
        words = gate.Words("Rechazada: sus archivos ya no sirven.", "Refused: its files cannot be used any more.")
        return gate.Verdict("refuse", words, gate.checks_of(run.gate))
    exam = Exam(before, day, budget, kiosks=0)
    figures = sit([challenger, champion.model if champion else challenger], exam)
    return gate.after_shadow(run.gate, figures[0], figures[1], budget)


def _unseen(run: TrainingRun) -> gate.Verdict:
    """When so little came that nothing can be said, as after days in which the system stood still."""
    assert run.gate is not None
    words = gate.Words(
        "Rechazada: en la sombra vio muy pocos minutos normales para juzgarla.",
        "Refused: in shadow it saw too few normal minutes to be judged by.",
    )
    return gate.Verdict("refuse", words, gate.checks_of(run.gate))


def _too_little(day: Dataset) -> bool:
    return sum(int(rows.normal.sum()) for rows in day.kiosks) < FEWEST_ROWS
