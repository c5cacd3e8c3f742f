"""Several workers side by side: each shard is one's at a time, another takes over, and nothing is lost or repeated."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import delete, select

from common.database import db
from common.events import iso, utc_now
from common.service import Service
from common.telemetry import TelemetryLog
from common.testing.services import Servers
from common.testing.waiting import eventually
from kiosk_service.models import Kiosk, KioskState, readings
from kiosk_service.services import registry

ROOT = Path(__file__).parents[3]
SHARDS = 4


@contextmanager
def worker(servers: Servers) -> Iterator[subprocess.Popen[bytes]]:
    """A process of background work, as in production."""
    process = subprocess.Popen(
        [sys.executable, "-m", "common.run", "work", "kiosk_service"],
        cwd=ROOT,
        env={**os.environ, **servers.environment("kiosk_service")},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def kiosks(committing_app: Service) -> Iterator[list[Kiosk]]:
    """One in each shard."""
    made: list[Kiosk] = []
    while len({kiosk.id % SHARDS for kiosk in made}) < SHARDS:
        made.append(registry.register(db.session(), {"name": "a", "location": "b"}))
    yield made
    ids = [kiosk.id for kiosk in made]
    db.session.execute(delete(readings).where(readings.c.kiosk_id.in_(ids)))
    db.session.execute(delete(Kiosk).where(Kiosk.id.in_(ids)))
    db.session.commit()
    db.session.remove()


class Log:
    """Sends readings of all kiosks, and looks for them in the database."""

    def __init__(self, app: Service, kiosks: list[Kiosk]) -> None:
        self._log: TelemetryLog = app.extensions["telemetry_log"]
        self._ids = [kiosk.id for kiosk in kiosks]
        self._seq = 0

    def send(self, count: int = 20) -> None:
        for _ in range(count):
            self._seq += 1
            for kiosk_id in self._ids:
                reading: dict[str, Any] = {"seq": self._seq, "kiosk_id": kiosk_id, "timestamp": iso(utc_now())}
                outcome = self._log.append(kiosk_id, reading)
                assert outcome is not None
                assert outcome.answer()["accepted"] == 1

    def is_stored(self) -> bool:
        """Whether everything that was sent is there, once and in order."""
        db.session.rollback()
        rows = db.session.execute(
            select(readings.c.kiosk_id, readings.c.seq).where(readings.c.kiosk_id.in_(self._ids))
        ).all()
        assert len(rows) == len(set(rows)), "stored twice"
        last = db.session.scalars(select(KioskState.last_seq).where(KioskState.kiosk_id.in_(self._ids))).all()
        return len(rows) == self._seq * len(self._ids) and set(last) == {self._seq}


@pytest.fixture
def log(committing_app: Service, kiosks: list[Kiosk]) -> Log:
    return Log(committing_app, kiosks)


def shares(redis: Redis) -> list[int]:
    """How many shards each worker has, most first."""
    holders = [redis.get(f"lease:telemetry:{shard}") for shard in range(SHARDS)]
    return sorted((holders.count(holder) for holder in set(holders) - {None}), reverse=True)


def test_shards_spread_over_replicas_and_survive_the_death_of_one(servers: Servers, redis: Redis, log: Log) -> None:
    with worker(servers) as first:
        assert eventually(lambda: shares(redis) == [4], 60)
        log.send()
        with worker(servers):
            assert eventually(lambda: shares(redis) == [2, 2], 60)
            log.send()
            assert eventually(log.is_stored)
            first.kill()
            log.send()
            assert eventually(log.is_stored)
            assert shares(redis) == [4]


def test_a_replica_that_is_stopped_hands_its_shards_over(servers: Servers, redis: Redis, log: Log) -> None:
    with worker(servers) as first, worker(servers):
        assert eventually(lambda: shares(redis) == [2, 2], 60)
        log.send()
        first.send_signal(signal.SIGTERM)
        log.send()
        assert first.wait(30) == 0
        assert eventually(lambda: shares(redis) == [4])
        assert eventually(log.is_stored)


def test_a_replica_that_stood_still_does_not_store_on(servers: Servers, redis: Redis, log: Log) -> None:
    with worker(servers) as first, worker(servers):
        assert eventually(lambda: shares(redis) == [2, 2], 60)
        first.send_signal(signal.SIGSTOP)
        log.send()
        assert eventually(log.is_stored)
        first.send_signal(signal.SIGCONT)
        log.send()
        assert eventually(lambda: shares(redis) == [2, 2])
        log.send()
        assert eventually(log.is_stored)
