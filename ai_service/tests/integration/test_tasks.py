"""Celery's worker as it runs: started by its command, one task at a time in a child that ends with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from ai_service.config import Settings
from ai_service.gateways.task_queue import QUEUE, CeleryQueue, new_celery
from ai_service.tasks import RETRAIN, hand_out
from common.database import db, session_scope, transaction
from common.service import Service
from common.testing.services import Servers
from common.testing.waiting import eventually

LOST = "INSERT INTO training_runs (name, trigger, attempts) VALUES ('anomaly', 'manual', 3) RETURNING id"
"""A run that was tried as often as may be: whoever takes it up has only to end it."""


@pytest.fixture
def queue(committing_app: Service, servers: Servers) -> Iterator[CeleryQueue]:
    environment = {name.lower(): value for name, value in servers.environment("ai_service").items()}
    yield CeleryQueue(new_celery(Settings(**environment)))  # type: ignore[arg-type]  # pydantic reads them
    db.session.remove()


@pytest.fixture
def worker(servers: Servers, tmp_path: Path) -> Iterator[psutil.Process]:
    environment = {**os.environ, **servers.environment("ai_service"), "MODELS_DIR": str(tmp_path)}
    with ExitStack() as stack, (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "common.run", "tasks", "ai_service"]
        process = stack.enter_context(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        stack.callback(process.kill)
        yield psutil.Process(process.pid)


def run_id() -> int:
    with session_scope() as session, transaction(session):
        found = session.scalar(text(LOST))
    assert isinstance(found, int)
    return found


def state() -> str:
    with session_scope() as session:
        return session.execute(text("SELECT state::text FROM training_runs")).scalar_one()  # type: ignore[no-any-return]


def test_a_run_that_waits_is_handed_out_once(committing_app: Service, queue: CeleryQueue) -> None:
    hand_out(committing_app, queue)
    assert queue.waiting() == 0
    run_id()
    for _ in range(3):
        hand_out(committing_app, queue)
    assert queue.waiting() == 1


def test_the_worker_does_what_it_is_handed_and_stops_when_told(
    committing_app: Service, queue: CeleryQueue, worker: psutil.Process, parent_loads: Callable[[str], bool]
) -> None:
    run_id()
    hand_out(committing_app, queue)
    assert eventually(lambda: state() == "failed", seconds=60)
    children = {child.pid for child in worker.children()}
    queue.send(RETRAIN, 999_999)
    assert eventually(lambda: queue.waiting() == 0 and {child.pid for child in worker.children()} != children)
    assert not parent_loads("torch")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) is not None


@pytest.fixture
def parent_loads(worker: psutil.Process) -> Callable[[str], bool]:
    """Whether the worker's parent has a library of this name in memory."""
    return lambda name: any(f"/{name}/" in mapped.path for mapped in worker.memory_maps())


def test_the_nightly_jobs_have_their_hours(committing_app: Service) -> None:
    celery = committing_app.extensions["celery"]
    schedule = celery.conf.beat_schedule
    assert {"ai_service.retrain_nightly", "ai_service.watch_drift"} <= set(schedule)
    for job in schedule.values():
        assert job["task"] in celery.tasks
        assert job["options"] == {"queue": QUEUE}
