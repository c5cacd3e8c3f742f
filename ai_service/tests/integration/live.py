"""What the tests of the live way share: a shard of kiosks whose readings are made up, and a model for them."""

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.features import count
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.network import Network
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.minutes.features import Gathered, features
from ai_service.minutes.samples import sample_of
from ai_service.registry.serving import Served
from ai_service.repositories import minutes
from ai_service.services.live.judgement import Model
from ai_service.services.live.shard import Shard
from common.events import iso

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
SHARDS = 1000
# What a test commits stays, so each has a shard of its own.
_numbers = itertools.count(1)


def usual_reading(noise: np.random.Generator, **changed: float) -> dict[str, Any]:
    """What a kiosk that is well says; `changed` metrics are as given."""
    value = {
        "temperature": 22 + noise.normal(0, 0.3), "humidity": 45 + noise.normal(0, 1), "air_quality": 40.0,
        "cpu_temp": 50 + noise.normal(0, 1), "cpu_usage": 20 + noise.normal(0, 3), "ram_usage": 40 + noise.normal(0, 1),
        "disk_usage": 30.0, "latency": 40 + abs(noise.normal(0, 5)), "signal_strength": -60 + noise.normal(0, 1),
        **changed,
    }  # fmt: skip
    return {
        "environmental": {name: value[name] for name in ("temperature", "humidity", "air_quality")},
        "hardware": {name: value[name] for name in ("cpu_temp", "cpu_usage", "ram_usage", "disk_usage")},
        "network": {name: value[name] for name in ("latency", "signal_strength")},
        "peripherals": {"printer_status": "ready", "cash_acceptor": "ready", "card_reader": "ready"},
        "location": {"lat": -34.6, "lng": -58.4, "accuracy": 8.0},
    }


def a_model(version: int = 1) -> Model:
    """A model of kiosks as `usual_reading` makes them: the plain distance, without torch."""
    noise = np.random.default_rng(1)
    gathered = []
    for minute in range(400):
        samples = {
            seq: sample_of({**usual_reading(noise), "timestamp": iso(datetime.fromtimestamp(0, UTC))}, 0.0)[1]
            for seq in range(12)
        }
        gathered.append(Gathered(1, minute, samples, 5, (-34.6, -58.4)))
    table = Table.of(NAMES, np.arange(400) * 60.0, features(gathered), MINUTE)
    profile = Profile.fit(table)
    size = count(len(NAMES))
    same = np.eye(size, dtype=np.float32)
    repeats_all = Network((same,), (np.zeros(size, np.float32),))
    detector = Detector(NAMES, same, repeats_all, np.ones(size, np.float32), version)
    calibration = Calibration.fit(detector.score_table(profile, table).raw)
    return Served(version, FleetModel(detector, profile, calibration))


@dataclass
class Fleet:
    """A shard whose log is in memory: minutes are spoken, and closed when the next begins."""

    session: Session
    minute: int
    kiosks: int = 1
    model: Model | None = None
    number: int = field(default_factory=lambda: next(_numbers))
    noise: np.random.Generator = field(default_factory=lambda: np.random.default_rng(7))

    def __post_init__(self) -> None:
        self.ids = [self.number + SHARDS * place for place in range(1, self.kiosks + 1)]
        self._seq = itertools.count(1)
        self._entry = itertools.count(1)
        self.log: list[tuple[str, int, int, float, dict[str, Any]]] = []
        self.begin()

    def begin(self) -> None:
        """Take the shard over, as a process that starts does."""
        self.shard = Shard(
            self.session, self.number, SHARDS, self.minute * 60.0, lambda: self.model, ZONE
        )  # fmt: skip

    def known_for(self, rows: int) -> None:
        """Let the kiosks be known for so many minutes."""
        for kiosk_id in self.ids:
            self.session.execute(
                text(
                    "INSERT INTO kiosk_profiles (kiosk_id, since, rows_seen)"
                    " VALUES (:id, now() - interval '30 days', :rows)"
                ),
                {"id": kiosk_id, "rows": rows},
            )
        self.session.execute(text("INSERT INTO kiosk_places (kiosk_id, lat, lng, interval_s, changed_at)"
                                  " SELECT kiosk_id, -34.6, -58.4, 5, now() FROM kiosk_profiles"
                                  " WHERE kiosk_id % :shards = :number ON CONFLICT DO NOTHING"),
                             {"shards": SHARDS, "number": self.number})  # fmt: skip
        self.session.commit()

    def speak(
        self, kiosk_id: int, minute: int, *, received: float | None = None, change: Mapping[str, float] | None = None
    ) -> None:
        """A kiosk's twelve readings of a minute come, as they are taken or all at `received`."""
        for place in range(12):
            at = minute * 60.0 + place * 5
            seq = next(self._seq)
            reading = {
                **usual_reading(self.noise, **(change or {})),
                "timestamp": iso(datetime.fromtimestamp(at, UTC)), "seq": seq, "kiosk_id": kiosk_id,
            }  # fmt: skip
            self.log.append((f"{next(self._entry)}-0", kiosk_id, seq, at if received is None else received, reading))
            self._read(self.log[-1])

    def _read(self, entry: tuple[str, int, int, float, dict[str, Any]]) -> None:
        self.close_until(entry[3])
        self.shard.folding.add(*entry)

    def close_until(self, now: float) -> None:
        while self.shard.folding.is_due(now):
            self.shard.close(self.session)

    def go_on(
        self,
        minutes: int,
        change: Callable[[int], Mapping[str, float]] = lambda _: {},
        silent: Collection[int] = (),
    ) -> None:
        """All kiosks speak for so many minutes, which are closed."""
        for _ in range(minutes):
            for kiosk_id in self.ids:
                if kiosk_id not in silent:
                    self.speak(kiosk_id, self.minute, change=change(kiosk_id))
            self.minute += 1
            self.close_until(self.minute * 60 + 5)

    def remember(self, past: Iterable[int], changed: Mapping[int, Mapping[str, float]]) -> None:
        """Store rows of these minutes as if the first kiosk had spoken in them, all as usual but the `changed`."""
        kiosk_id, rows = self.ids[0], []
        for minute in past:
            reading = {**usual_reading(self.noise, **changed.get(minute, {})), "timestamp": "2026-01-01T00:00:00Z"}
            samples = {seq: sample_of(reading, 2e9)[1] for seq in range(12)}
            (values,) = features([Gathered(kiosk_id, minute, samples, 5, (-34.6, -58.4))])
            at = datetime.fromtimestamp(minute * 60, UTC)
            rows.append(minutes.Minute(kiosk_id, at, 12, values, None, 0.0, False, False, 0, None))
        minutes.write(self.session, rows)
        self.session.commit()

    def rows(self, columns: str = "at, readings, probability, alarm") -> list[Any]:
        found = self.session.execute(
            text(f"SELECT kiosk_id, {columns} FROM kiosk_minutes WHERE kiosk_id % :n = :k ORDER BY kiosk_id, at"),  # noqa: S608
            {"n": SHARDS, "k": self.number},
        ).all()
        self.session.rollback()
        return list(found)

    def incidents(self) -> list[Any]:
        found = self.session.execute(
            text("SELECT * FROM incidents WHERE kiosk_id % :n = :k ORDER BY id"), {"n": SHARDS, "k": self.number}
        ).all()
        self.session.rollback()
        return list(found)

    def told(self) -> list[str]:
        """The types of the events about this shard's kiosks, in order."""
        found = self.session.execute(
            text("SELECT type FROM outbox WHERE subject = ANY(:subjects) ORDER BY position"),
            {"subjects": [f"kiosk:{kiosk_id}" for kiosk_id in self.ids]},
        ).scalars().all()  # fmt: skip
        self.session.rollback()
        return list(found)
