"""The cycle: works at a run, from what was asked to what was decided, and goes on where an earlier try stopped.

A run is taken up under a lease. Its stages leave their results in a folder of the run; publishing the challenger and
deciding about it is one transaction. Whatever dies on the way, another try finds the same state and comes to the same
decision; after LARGEST_ATTEMPTS the run has failed.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis
from sqlalchemy.orm import Session

from ai_service.anomaly.fleet import FleetModel
from ai_service.models.registry import CHALLENGER, CHAMPION, TrainingRun
from ai_service.registry.files import Manifest, ModelError, ModelFiles
from ai_service.repositories import models as model_rows
from ai_service.repositories import runs
from ai_service.services import models, training_data
from ai_service.services.models import By
from ai_service.training.pipeline import Champion, Outcome, Pipeline, Plan
from ai_service.training.workspace import Workspace
from common.database import transaction
from common.events import iso, utc_now
from common.live import EVERYBODY, announce
from common.logs import get_logger

logger = get_logger(__name__)

LEASE = timedelta(minutes=3)
LARGEST_ATTEMPTS = 3
SHADOW = timedelta(days=1)
PAUSE_SECONDS = 0.5
OVER = ("promoted", "refused", "superseded", "failed", "shadow")


class RunLost(Exception):
    """Another worker has taken the run up meanwhile, or it was ended."""


@dataclass(frozen=True)
class Cycle:
    """What a run needs beside the database: `redis` to tell of its progress, `plan` to know how much to do."""

    files: ModelFiles
    redis: Redis
    plan: Callable[[int, float], Plan] = lambda seed, budget: Plan(seed, budget)

    def work(self, session: Session, run_id: int) -> None:
        """Take a run up and bring it to its end; nothing when it is over or somebody is at it.

        Raises:
            Whatever stops a try but the last: the run stays to be taken up again.
        """
        with transaction(session):
            run = runs.claim(session, run_id, utc_now(), utc_now() + LEASE)
        if run is None:
            return
        attempt = run.attempts
        if attempt > LARGEST_ATTEMPTS:
            self._end(session, run, attempt, {"state": "failed", "error": run.error or "worker_lost"})
            return
        try:
            self._try(session, run, attempt)
        except RunLost:
            logger.warning("run_lost", run=run_id)
        except ValueError as error:  # of this data nothing can be learned; another try would see the same
            self._end(session, run, attempt, {"state": "failed", "error": str(error)[:300]})
        except Exception as error:
            session.rollback()
            kept = {"error": _shown(error), "lease_until": None}
            if attempt >= LARGEST_ATTEMPTS:
                self._end(session, run, attempt, {"state": "failed", **kept})
            else:
                with transaction(session):
                    runs.renew(session, run_id, attempt, kept)
            raise

    def _try(self, session: Session, run: TrainingRun, attempt: int) -> None:
        workspace = Workspace(self.files.workspace(run.name, run.id))
        told = _Told(self, session, run, attempt)
        budget = models.get(session, run.name).alerts_per_kiosk_day
        while True:
            champion = self.champion(session, run.name)
            session.rollback()
            outcome = Pipeline(
                gather=lambda: training_data.gather(
                    session, run.created_at, run.id, lambda done, total: told("data", done, total)
                ),
                champion=champion,
                plan=self.plan(run.id, budget),
                workspace=workspace,
                progress=told,
            ).run()
            version = self._publish(run, outcome, champion)
            if self._decide(session, run, attempt, outcome, version, champion):
                break  # else another version was promoted meanwhile: compare with that one
        workspace.remove()
        self._tell_end(session, run.id)

    def champion(self, session: Session, name: str) -> Champion | None:
        """The version that serves and can be loaded."""
        for row in model_rows.serving_order(session, name):
            try:
                stored = self.files.load(name, row.version, row.checksum)
                return Champion(row.version, FleetModel.from_arrays(stored.arrays, stored.manifest.config))
            except (ModelError, ValueError, KeyError, TypeError) as error:
                logger.warning("champion_unusable", version=row.version, error=str(error))
        return None

    def _publish(self, run: TrainingRun, outcome: Outcome, champion: Champion | None) -> int:
        """The number of the challenger's version; a try before may have published it already."""
        before = self.files.made_by(run.name, run.id)
        if before is not None:
            return before
        manifest = Manifest(
            config=outcome.config,
            created_at=iso(utc_now()),
            data_hash=outcome.data["data_hash"],
            code_version=outcome.data["code_version"],
            seed=outcome.data["seed"],
            synthetic_share=outcome.data["synthetic_share"],
            parent=champion.version if champion else None,
            run_id=run.id,
            metrics=outcome.comparison["challenger"],
        )
        return self.files.publish(run.name, outcome.model.to_arrays(), manifest)

    def _decide(
        self,
        session: Session,
        run: TrainingRun,
        attempt: int,
        outcome: Outcome,
        number: int,
        champion: Champion | None,
    ) -> bool:
        """Write the decision, all of it or nothing; False when another version serves than was compared with, also
        when there was none then."""
        stored = self.files.load(run.name, number)
        verdict = outcome.verdict
        with transaction(session):
            models.get(session, run.name, locked=True)
            compared = champion.version if champion else None
            if model_rows.aliases(session, run.name).get(CHAMPION) != compared:
                usable = self.champion(session, run.name)
                if (usable.version if usable else None) != compared:
                    return False
            models.note_version(session, stored)
            state = {"promote": "promoted", "refuse": "refused", "shadow": "shadow"}[verdict.decision]
            ours = runs.renew(
                session,
                run.id,
                attempt,
                {
                    "state": state,
                    "version": number,
                    "champion": champion.version if champion else None,
                    "data": _with_moments(outcome.data),
                    "comparison": outcome.comparison,
                    "gate": verdict.to_dict(),
                    "error": None,
                    "lease_until": None,
                    "ended_at": None if state == "shadow" else utc_now(),
                    "shadow_until": utc_now() + SHADOW if state == "shadow" else None,
                },
            )
            if not ours:
                raise RunLost
            self._carry_out(session, run, number, state)
        return True

    def _carry_out(self, session: Session, run: TrainingRun, number: int, state: str) -> None:
        if state != "refused":  # what is no better than what serves takes no one's place
            for earlier in runs.in_state(session, run.name, "shadow"):
                if earlier.id != run.id:
                    earlier.state, earlier.ended_at = "superseded", utc_now()
                    model_rows.drop_alias(session, run.name, CHALLENGER)
        version = models.get_version(session, run.name, number)
        if state == "promoted":
            models.promote(session, self.files, run.name, number, By(run_id=run.id, reason="gate_passed"))
        elif state == "refused":
            models.refuse(session, version, By(run_id=run.id, reason="gate_refused"), {})
        else:
            model_rows.point(session, run.name, CHALLENGER, number)

    def _end(self, session: Session, run: TrainingRun, attempt: int, values: Mapping[str, Any]) -> None:
        session.rollback()
        with transaction(session):
            runs.renew(session, run.id, attempt, {"lease_until": None, "ended_at": utc_now(), **values})
        Workspace(self.files.workspace(run.name, run.id)).remove()
        self._tell_end(session, run.id)

    def _tell_end(self, session: Session, run_id: int) -> None:
        run = runs.find(session, run_id)
        session.rollback()
        if run is not None:
            self.tell(run, run.state, 1, 1)

    def tell(self, run: TrainingRun, stage: str, done: int, total: int) -> None:
        """Tell the people who watch how far a run is; its last `stage` is what became of it."""
        data = {"task": "retrain", "model": run.name, "run_id": run.id, "stage": stage, "done": done, "total": total}
        announce(self.redis, "task_progress", EVERYBODY, {**data, "state": "done" if stage in OVER else "running"})


class _Told:
    """Keeps how far a run is and renews its lease, at most twice a second; a new stage is always told."""

    def __init__(self, cycle: Cycle, session: Session, run: TrainingRun, attempt: int) -> None:
        self._cycle, self._session, self._run, self._attempt = cycle, session, run, attempt
        self._stage, self._at = "", float("-inf")

    def __call__(self, stage: str, done: int, total: int) -> None:
        """
        Raises:
            RunLost: when the run is another's.
        """
        if stage == self._stage and time.monotonic() - self._at < PAUSE_SECONDS:
            return
        self._stage, self._at = stage, time.monotonic()
        values = {"stage": stage, "done": done, "total": total, "lease_until": utc_now() + LEASE}
        with transaction(self._session):
            ours = runs.renew(self._session, self._run.id, self._attempt, values)
        if not ours:
            raise RunLost
        self._cycle.tell(self._run, stage, done, total)


def _with_moments(data: Mapping[str, Any]) -> dict[str, Any]:
    """Times as people are shown them."""
    moments = {
        name: iso(datetime.fromtimestamp(data[name], UTC)) if data[name] is not None else None
        for name in ("train_from", "train_to", "held_out_to")
    }
    return {**data, **moments}


def _shown(error: Exception) -> str:
    """What people see of it: the machine's own troubles in words; of others the kind, as the rest may hold SQL. The log
    has all of it."""
    return f"{type(error).__name__}: {error}"[:300] if isinstance(error, OSError) else type(error).__name__
