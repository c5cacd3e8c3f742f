"""Scoring follows the champion: soon after a promotion, and never into a version that is not sound."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.registry.files import Manifest, ModelFiles
from ai_service.services import models
from ai_service.services.champion import Champion
from ai_service.services.models import By
from ai_service.telemetry import promotions
from ai_service.tests.integration.live import a_model
from common.database import db
from common.events import iso, utc_now
from common.outbox import Relay
from common.service import Service
from common.testing.waiting import eventually
from common.worker import keep_running

SECONDS = 5


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    yield db.session()
    db.session.remove()


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path)


def publish(session: Session, files: ModelFiles, version: int) -> None:
    model = a_model(version).model
    manifest = Manifest(model.to_config(), iso(utc_now()), "0" * 64, "test", seed=1, synthetic_share=0.0)
    assert files.publish(models.ANOMALY, model.to_arrays(), manifest) == version
    models.note_version(session, files.load(models.ANOMALY, version))


def test_a_promotion_and_a_rollback_are_followed_within_seconds(
    committing_app: Service, session: Session, redis: Redis, files: ModelFiles
) -> None:
    for version in (1, 2):
        publish(session, files, version)
    champion, stop = Champion(files), threading.Event()
    workers = (promotions(committing_app, champion), Relay(committing_app, committing_app.streams))
    threads = [threading.Thread(target=keep_running, args=(worker, stop)) for worker in workers]
    for thread in threads:
        thread.start()

    def serves(version: int) -> bool:
        current = champion.current()
        return current is not None and current.version == version

    try:
        assert champion.follow(session) is None
        models.promote(session, files, models.ANOMALY, 1, By(actor=1))
        assert eventually(lambda: serves(1), SECONDS)
        models.promote(session, files, models.ANOMALY, 2, By(actor=1))
        assert eventually(lambda: serves(2), SECONDS)
        models.roll_back(session, files, models.ANOMALY, 2, By(actor=1))
        assert eventually(lambda: serves(1), SECONDS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_tampered_version_leaves_the_one_before_in_place_and_is_told(
    session: Session, files: ModelFiles, tmp_path: Path
) -> None:
    for version in (1, 2):
        publish(session, files, version)
    models.promote(session, files, models.ANOMALY, 1, By(actor=1))
    running = Champion(files)
    assert running.follow(session) is not None
    models.promote(session, files, models.ANOMALY, 2, By(actor=1))
    arrays = tmp_path / models.ANOMALY / "2" / "model.safetensors"
    arrays.write_bytes(arrays.read_bytes()[:-8] + bytes(8))
    for champion in (running, Champion(files)):  # one that served version 1, and one that starts now
        champion.hear()
        current = champion.follow(session)
        assert current is not None
        assert current.version == 1
    refused = session.execute(text("SELECT data FROM outbox WHERE type = 'model.refused'")).scalars().all()
    assert [(told["version"], told["serving"]) for told in refused] == [(2, 1)]
