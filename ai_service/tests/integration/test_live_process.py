"""The live way as a real process against the real log and database, killed in the middle."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.tests.integration.live import usual_reading
from common.database import db
from common.events import iso
from common.service import Service
from common.telemetry import shard_stream
from common.testing.services import Servers
from common.testing.waiting import eventually

ROOT = Path(__file__).parents[3]
KIOSKS = (9001, 9002)
SHARDS = 4
INSTALLATION_MINUTES = 15


@pytest.fixture
def environment(servers: Servers, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, **servers.environment("ai_service"), "MODELS_DIR": str(tmp_path)}


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of background work, as in production."""
    process = subprocess.Popen([sys.executable, "-m", "common.run", "work", "ai_service"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    yield db.session()
    db.session.remove()


class Log:
    """Readings that came in the minutes before now, as websocket_service writes them to the log."""

    def __init__(self, redis: Redis, now: int) -> None:
        self._redis, self._now = redis, now
        self._noise = np.random.default_rng(3)
        self._seqs = {kiosk_id: itertools.count(1) for kiosk_id in KIOSKS}
        self.usage: dict[tuple[int, int], list[float]] = {}
        """What was sent as cpu_usage, by kiosk and minute."""

    def send(self, first: int, minutes: int, **changed: float) -> None:
        """Twelve readings a minute of each kiosk, from `first` minutes before now on."""
        pipeline = self._redis.pipeline(transaction=False)
        for minute in range(self._now - first, self._now - first + minutes):
            for place, kiosk_id in itertools.product(range(12), KIOSKS):
                taken = minute * 60 + place * 5
                at, seq = iso(datetime.fromtimestamp(taken, UTC)), next(self._seqs[kiosk_id])
                reading = {**usual_reading(self._noise, **changed), "seq": seq, "kiosk_id": kiosk_id, "timestamp": at}
                fields: dict[Any, Any] = {"kiosk": kiosk_id, "at": at, "seq": seq, "reading": orjson.dumps(reading)}
                pipeline.xadd(shard_stream(kiosk_id % SHARDS), fields, id=f"{taken * 1000}-*")
                self.usage.setdefault((kiosk_id, minute), []).append(reading["hardware"]["cpu_usage"])
        pipeline.execute()


def stored(session: Session) -> dict[tuple[int, int], tuple[int, float]]:
    """(readings, mean of cpu_usage) by kiosk and minute; what is there twice shows."""
    rows = session.execute(text('SELECT kiosk_id, at, readings, "values"[5] AS usage FROM kiosk_minutes')).all()
    session.rollback()
    found = {(row.kiosk_id, int(row.at.timestamp()) // 60): (row.readings, row.usage) for row in rows}
    assert len(found) == len(rows), "stored twice"
    return found


def test_killed_in_the_middle_leaves_no_gap_and_nothing_twice(
    session: Session, redis: Redis, environment: dict[str, str]
) -> None:
    log = Log(redis, int(time.time()) // 60)
    log.send(first=240, minutes=240)
    for part in (1, 2):
        with worker(environment) as process:
            assert eventually(lambda part=part: len(stored(session)) >= part * 60, 60)  # type: ignore[misc]
            process.kill()
            process.wait()
        assert len(stored(session)) < len(log.usage), "it was killed too late to tell anything"
    with worker(environment):
        assert eventually(lambda: len(stored(session)) >= len(log.usage), 60)
    rows = stored(session)
    assert set(rows) >= set(log.usage)
    for key, usage in log.usage.items():
        readings, mean = rows[key]
        assert readings == 12
        assert mean == pytest.approx(np.mean(usage), rel=1e-5)
    counted = session.execute(text("SELECT last_seq, rows_seen FROM kiosk_profiles")).all()
    assert [row.last_seq for row in counted] == [12 * 240] * 2
    assert [row.rows_seen for row in counted] == [240 - INSTALLATION_MINUTES] * 2
