"""The long work of ai_service: what Celery's child does, when its nightly jobs are due, and who asks for the rest."""

import logging
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init
from sqlalchemy.orm import Session

from ai_service.gateways.task_queue import QUEUE, TaskQueue
from ai_service.repositories import runs
from ai_service.services import drift_watch, models, shadow, triggers
from ai_service.services.cycle import Cycle
from common.database import db, session_scope
from common.errors import Unavailable
from common.events import utc_now
from common.logs import configure_logging, get_logger
from common.service import Service
from common.worker import Periodic, Worker

logger = get_logger(__name__)

RETRAIN, JUDGE_SHADOW = "ai_service.retrain", "ai_service.judge_shadow"
HAND_OUT_SECONDS = 3.0
LOOK_SECONDS = 30.0
CALM_SECONDS = 20.0
"""A system that has just started has other things to do than to train its first model."""
NICENESS = 10

Job = Callable[[Session], object]


class Nightly(NamedTuple):
    """A job of every night, at this local time of the kiosks; others at work then make it wait."""

    task: str
    hour: int
    minute: int
    job: Job


def register_tasks(celery: Celery, app: Service, cycle: Cycle, nightly: list[Nightly]) -> None:
    """Add the service's tasks to Celery, and the hours of those that are done every night."""

    def in_session(work: Callable[[Session], object]) -> None:
        with app.app_context(), session_scope() as session:
            work(session)

    def retrain(run_id: int) -> None:
        in_session(lambda session: cycle.work(session, run_id))

    def judge_shadow(run_id: int) -> None:
        in_session(lambda session: shadow.judge(cycle, session, run_id, utc_now()))

    celery.task(retrain, name=RETRAIN)
    celery.task(judge_shadow, name=JUDGE_SHADOW)
    schedule = {}
    for task, hour, minute, job in [*own_nightly(cycle), *nightly]:

        def run(job: Job = job) -> None:
            in_session(job)

        celery.task(run, name=task)
        schedule[task] = {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"queue": QUEUE}}
    celery.conf.beat_schedule = schedule


def own_nightly(cycle: Cycle) -> list[Nightly]:
    """Drift first: what it finds is shown beside the run of the same night."""
    return [
        Nightly("ai_service.watch_drift", 2, 30, lambda session: drift_watch.watch(cycle, session, utc_now())),
        Nightly("ai_service.retrain_nightly", 3, 10, triggers.nightly),
    ]


def handing_out(app: Service, queue: TaskQueue) -> list[Worker]:
    """Hands runs to the worker, and starts those that something other than a person calls for."""
    return [
        Periodic("ai_service:runs", HAND_OUT_SECONDS, lambda: hand_out(app, queue)),
        Looking(app),
    ]


def hand_out(app: Service, queue: TaskQueue) -> None:
    """Ask the worker for what is due; while the broker is away it waits in the database."""
    try:
        with app.app_context(), session_scope() as session:
            retrain, judge = runs.waiting(session, utc_now()), shadow.due(session, utc_now())
            session.rollback()
            if (retrain or judge) and not queue.waiting():
                for run_id in retrain:
                    queue.send(RETRAIN, run_id)
                for run_id in judge:
                    queue.send(JUDGE_SHADOW, run_id)
    except Unavailable as error:
        logger.warning("runs_wait", error=str(error))


class Looking:
    """Looks now and then whether something calls for a training run, and for versions that the command line has made;
    not before the system has started."""

    name = "ai_service:triggers"

    def __init__(self, app: Service) -> None:
        self._app = app

    def run(self, stop: Any) -> None:
        stop.wait(CALM_SECONDS)
        while not stop.is_set():
            with self._app.app_context(), session_scope() as session:
                models.adopt(session, self._app.extensions["model_files"], models.ANOMALY)
                triggers.look(session, utc_now())
            stop.wait(LOOK_SECONDS)


def _give_way() -> None:
    """Let this process run only while a core has nothing else to do; on systems that know no such wish, seldom."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(NICENESS)


def run_worker(celery: Celery, app: Service) -> None:
    """Work on tasks and tell the time of the nightly ones until SIGTERM, then finish what is in hand."""

    def log_as_we_do(**_: Any) -> None:
        configure_logging(app.name, app.settings.log_level)
        logging.getLogger("redbeat").setLevel(logging.WARNING)

    def start_afresh(**_: Any) -> None:
        """In the child: it must not talk on its parent's connections, and gives way to whoever serves or scores."""
        with app.app_context():
            db.engine.dispose(close=False)
        _give_way()

    # A stop must not wait for a training, which goes on later from its last stage.
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"
    setup_logging.connect(log_as_we_do, weak=False)
    worker_process_init.connect(start_afresh, weak=False)
    celery.worker_main(["worker", "--beat", "--queues", QUEUE, "--without-gossip", "--without-mingle"])
