"""What live scoring costs: `python -m bench.scoring [--kiosks N] [--minutes M]`.

Starts a PostgreSQL and a Valkey of its own, writes the readings of 5,000 kiosks, one per 5 s, to the log, and takes
them as the live consumer does: read, fold, score each kiosk against a profile of its own, store. What is measured is
the CPU time of this process for a minute of the whole fleet; PostgreSQL's is printed beside it. The bound is 5 % of one
core for scoring and storing. What reading and folding cost grows with the readings and not with the kiosks, and is
shown on its own.
"""

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import psutil
from redis import Redis
from safetensors.numpy import save as save_arrays
from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.anomaly.training import train_detector
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.minutes.features import Gathered, Values, features
from ai_service.minutes.samples import sample_of
from ai_service.registry.serving import Served
from ai_service.services.live.judgement import Model
from ai_service.services.live.shard import Shard
from common.database import session_scope
from common.events import iso
from common.service import Service
from common.streams import entries_after
from common.telemetry import shard_stream
from common.testing.services import Servers
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.temporary import temporary_postgres, temporary_valkey

BOUND = 0.05
SHARDS = 4
INTERVAL = 5
BATCH = 2000
VERSION = 1
PLACE = (-34.6, -58.4)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kiosks", type=int, default=5000)
    parser.add_argument("--minutes", type=int, default=5)
    options = parser.parse_args()
    with temporary_postgres() as postgres, temporary_valkey() as valkey:
        app = Servers.provision(postgres, valkey).build("ai_service")
        with app.app_context():
            share = measure(app, postgres, options.kiosks, options.minutes)
    print(f"\nscoring and storing: {share:.2%} of one core; the bound is {BOUND:.0%}")
    return int(share > BOUND)


def measure(app: Service, postgres: PostgresServer, kiosks: int, minutes: int) -> float:
    """Print what a minute of the fleet costs; returns the share of a core that scoring and storing take."""
    noise = np.random.default_rng(5)
    now = int(time.time()) // MINUTE
    first = now - minutes - 1
    rows = usual_rows(noise)
    model = trained(rows)
    with session_scope() as session:
        remember(session, kiosks, first, rows, model)
        shards = [Shard(session, n, SHARDS, first * MINUTE, lambda: model, ZoneInfo("UTC")) for n in range(SHARDS)]
    seqs, positions = itertools.count(1), ["0"] * SHARDS
    reading, scoring, database = [], [], []
    for minute in range(first, now):
        send(app.streams, kiosks, minute, seqs, noise)
        before, spent = time.process_time(), _cpu(postgres)
        for number, shard in enumerate(shards):
            positions[number] = take(app.streams, number, positions[number], shard)
        folded = time.process_time()
        for shard in shards:
            with session_scope() as session:
                shard.close(session)
        if minute > first:  # the first one reads what is read once
            reading.append(folded - before)
            scoring.append(time.process_time() - folded)
            database.append(_cpu(postgres) - spent)
    parts = (("reading and folding", reading), ("scoring and storing", scoring), ("PostgreSQL", database))
    for name, seconds in ((name, statistics.median(values)) for name, values in parts):
        print(f"{name:20} {seconds * 1000:7.0f} ms of CPU a minute  {seconds / MINUTE:6.2%} of one core")
    readings = kiosks * MINUTE // INTERVAL
    print(f"{readings} readings a minute, {statistics.median(reading) / readings * 1e6:.1f} µs each")
    with session_scope() as session:
        since = {"since": datetime.fromtimestamp(first * MINUTE, UTC)}
        scored = session.scalar(
            text("SELECT count(*) FROM kiosk_minutes WHERE at >= :since AND raw IS NOT NULL"), since
        )
    assert scored == kiosks * (minutes + 1), f"{scored} rows were scored"
    print(
        f"{scored} rows scored, every one that was sent; {psutil.Process().memory_info().rss / 2**20:.0f} MB of memory"
    )
    return statistics.median(scoring) / MINUTE


def usual_rows(noise: np.random.Generator) -> Values:
    """A day of a kiosk's minutes."""
    minutes = [
        Gathered(1, minute, {seq: sample_of(said(noise, 0.0), 0.0)[1] for seq in range(12)}, INTERVAL, PLACE)
        for minute in range(24 * 60)
    ]
    return features(minutes)


def trained(rows: Values) -> Model:
    """A model of these rows, and of a size that is the same for any."""
    table = Table.of(NAMES, np.arange(len(rows)) * float(MINUTE), rows, MINUTE)
    profile = Profile.fit(table)
    detector = train_detector([table], seed=1)
    return Served(VERSION, FleetModel(detector, profile, Calibration.fit(detector.score_table(profile, table).raw)))


def remember(session: Session, kiosks: int, first: int, rows: Values, model: Model) -> None:
    """Let every kiosk have a past: a window of minutes, and a profile of its own."""
    values = {
        "kiosks": kiosks, "version": VERSION, "start": datetime.fromtimestamp((first - HISTORY) * MINUTE, UTC),
        "values": [row.tolist() for row in rows[-HISTORY:]],
        "arrays": save_arrays(model.model.profile.to_arrays()), "lat": PLACE[0], "lng": PLACE[1], "interval": INTERVAL,
        "calibration": orjson.dumps(model.model.calibration.to_dict()).decode(),
    }  # fmt: skip
    for statement in (
        "SET LOCAL statement_timeout = 0",
        "INSERT INTO kiosk_minutes SELECT id, CAST(:start AS timestamptz) + n * interval '1 minute', 12,"
        " (SELECT array_agg(v) FROM unnest((CAST(:values AS real[]))[n + 1 : n + 1]) AS v), 1, 0, false, false, 3, 1,"
        " '{}'"
        " FROM generate_series(1, :kiosks) AS id, generate_series(0, 47) AS n",
        "INSERT INTO kiosk_profiles (kiosk_id, since, rows_seen, arrays, calibration, model_version, fitted_at)"
        " SELECT id, now() - interval '30 days', 40000, :arrays, CAST(:calibration AS jsonb), :version, now()"
        " FROM generate_series(1, :kiosks) AS id",
        "INSERT INTO kiosk_places SELECT id, :lat, :lng, :interval, now() FROM generate_series(1, :kiosks) AS id",
    ):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        session.execute(text(statement), used)
    session.commit()


def said(noise: np.random.Generator, at: float) -> dict[str, Any]:
    """What a kiosk says that is well."""
    a, b, c = noise.normal(0, 1, 3).tolist()
    return {
        "timestamp": iso(datetime.fromtimestamp(at, UTC)), "serial": "AK-1",
        "environmental": {"temperature": 22 + 0.3 * a, "humidity": 45 + b, "air_quality": 40.0 + c},
        "hardware": {"cpu_temp": 50 + a, "cpu_usage": 20 + 3 * a, "ram_usage": 40 + b, "disk_usage": 30.0},
        "network": {"latency": 40 + 5 * abs(c), "signal_strength": -60 + b},
        "peripherals": {"printer_status": "ready", "cash_acceptor": "ready", "card_reader": "ready"},
        "location": {"lat": PLACE[0], "lng": PLACE[1], "accuracy": 8.0},
    }  # fmt: skip


def send(redis: Redis, kiosks: int, minute: int, seqs: Iterator[int], noise: np.random.Generator) -> None:
    """A minute of the whole fleet, as websocket_service writes it to the log."""
    for place in range(0, MINUTE, INTERVAL):
        at = minute * MINUTE + place
        pipeline, seq, received = redis.pipeline(transaction=False), next(seqs), iso(datetime.fromtimestamp(at, UTC))
        for kiosk_id in range(1, kiosks + 1):
            body = orjson.dumps({"seq": seq, "kiosk_id": kiosk_id, **said(noise, at)})
            fields: dict[Any, Any] = {"kiosk": kiosk_id, "at": received, "seq": seq, "reading": body}
            pipeline.xadd(shard_stream(kiosk_id % SHARDS), fields, id=f"{at * 1000}-*")
        pipeline.execute()


def take(redis: Redis, number: int, position: str, shard: Shard) -> str:
    """Read what has come and fold it in, as the consumer of a shard does; returns the new position."""
    while entries := entries_after(redis, shard_stream(number), position, BATCH):
        for entry in entries:
            received_at = datetime.fromisoformat(entry.fields[b"at"].decode()).timestamp()
            kiosk_id, seq = int(entry.fields[b"kiosk"]), int(entry.fields[b"seq"])
            shard.folding.add(entry.id, kiosk_id, seq, received_at, orjson.loads(entry.fields[b"reading"]))
        position = entries[-1].id
        if len(entries) < BATCH:
            break
    return position


def _cpu(postgres: PostgresServer) -> float:
    """Seconds of CPU that its processes have used."""
    times = [process.cpu_times() for process in postgres.processes()]
    return sum(each.user + each.system for each in times)


if __name__ == "__main__":
    sys.exit(main())
