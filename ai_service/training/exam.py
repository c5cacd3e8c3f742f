"""The exam that champion and challenger sit: the newest real rows, which neither was trained on, and injected faults.

Every machine is judged as it is live: by its own profile and calibration, made of rows before the exam, and by alarms
that keep the budget. The injected faults are the same for every model and every run.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ai_service.anomaly.alarms import AlarmPolicy, group
from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Mask, Table
from ai_service.synthetic.day import DAY, kiosk_days
from ai_service.synthetic.effects import apply
from ai_service.synthetic.faults import FAULTS, LEAST_STRENGTH, MOST_STRENGTH
from ai_service.synthetic.scenario import EVENTS, LONGEST, SHORTEST
from ai_service.training.data import Dataset, KioskRows, usable
from ai_service.training.vus import BUFFER, events, vus_pr

SEED = 20_260_105
FIRST_KIOSK = 5_000
CALIBRATION_ROWS = 2 * DAY
OWN_SECONDS = 0.9 * 86_400
"""A day, of which some may be missing, makes a machine known by itself."""
LEAD = 60
"""Rows before an injected fault that are scored with it."""
SPEED_MACHINES, SPEED_ROUNDS = 100, 100
"""Few machines, so that a round is over in milliseconds, and many rounds: the best of them meet no other work."""


@dataclass(frozen=True)
class Figures:
    """What a model did. `by_kiosk` is VUS-PR of each kiosk with incidents; `alerts` were raised on normal rows within
    `kiosk_days` days of them; shares are by the name of the fault or hard negative, of `tried` events each."""

    by_kiosk: Mapping[int, float]
    alerts: int
    kiosk_days: float
    recall: Mapping[str, float]
    false_recall: Mapping[str, float]
    tried: int
    rows_per_second: float
    size_bytes: int

    @property
    def vus_pr(self) -> float | None:
        return float(np.mean(list(self.by_kiosk.values()))) if self.by_kiosk else None

    @property
    def false_alerts(self) -> float | None:
        """Alerts per kiosk and day on normal rows."""
        return self.alerts / self.kiosk_days if self.kiosk_days else None

    def to_dict(self) -> dict[str, Any]:
        """For people and for the registry: what JSON can hold, rounded."""
        return {
            "vus_pr": _rounded(self.vus_pr),
            "false_alerts": _rounded(self.false_alerts),
            "recall": {name: round(share, 4) for name, share in self.recall.items()},
            "false_recall": {name: round(share, 4) for name, share in self.false_recall.items()},
            "rows_per_second": round(self.rows_per_second),
            "size_bytes": self.size_bytes,
        }


class Exam(NamedTuple):
    """`known` are the rows before those of `held_out`; `budget` is alerts per kiosk and day; each kind of event is
    injected `tried` times into each of `kiosks` made-up kiosks."""

    known: Dataset
    held_out: Dataset
    budget: float
    kiosks: int = 0
    tried: int = 0

    @property
    def steps(self) -> int:
        return len(self.held_out.kiosks) + self.kiosks


def sit(models: Sequence[FleetModel], exam: Exam, report: Any = lambda done, total: None) -> list[Figures]:
    """The figures of each model, all of them on the same rows. `report` is told (done, total)."""
    marks = [_Marks() for _ in models]
    known = {rows.kiosk: rows for rows in usable(exam.known)}
    for done, rows in enumerate(exam.held_out.kiosks, start=1):
        if len(rows) and rows.kiosk in known:
            for model, mark in zip(models, marks, strict=True):
                _judge_real(model, known[rows.kiosk], rows, exam.budget, mark)
        report(done, exam.steps)
    names = list(dict.fromkeys(name for model in models for name in model.detector.names))
    for kiosk in range(exam.kiosks):
        for name, table, start in injected(kiosk, exam.tried, names):
            for model, mark in zip(models, marks, strict=True):
                mark.found.setdefault(name, []).append(mark.machine(model, kiosk, exam).alarms(table, start))
        report(len(exam.held_out.kiosks) + kiosk + 1, exam.steps)
    return [
        Figures(
            by_kiosk=mark.by_kiosk,
            alerts=mark.alerts,
            kiosk_days=mark.kiosk_days,
            recall={name: float(np.mean(found)) for name, found in mark.found.items() if name in FAULTS},
            false_recall={name: float(np.mean(found)) for name, found in mark.found.items() if name not in FAULTS},
            tried=exam.kiosks * exam.tried,
            rows_per_second=rows_per_second,
            size_bytes=sum(array.nbytes for array in model.to_arrays().values()),
        )
        for model, mark, rows_per_second in zip(
            models, marks, speeds([model.detector for model in models]), strict=True
        )
    ]


class Machine:
    """One machine as a model knows it from its past; with less than a day of that as one of the fleet."""

    def __init__(self, model: FleetModel, past: Table, normal: Mask, budget: float) -> None:
        self._detector = model.detector
        self._policy = AlarmPolicy(budget, past.interval)
        self._profile, self._calibration = model.profile, model.calibration
        recent = past.rows(max(0, len(past) - CALIBRATION_ROWS))
        usual = normal[len(past) - len(recent) :]
        if np.count_nonzero(usual) * past.interval >= OWN_SECONDS:
            self._profile = Profile.fit(past, normal)
            self._calibration = Calibration.fit(self._detector.score_table(self._profile, recent).raw[usual])

    def judge(self, table: Table) -> tuple[Floats, Mask]:
        """Raw scores, and which rows alarm."""
        raw = self._detector.score_table(self._profile, table).raw
        probability = self._calibration.probability(raw)
        alarms, _ = group(self._policy, zip(table.times.tolist(), probability.tolist(), strict=True))
        return raw, np.array(alarms, bool)

    def alarms(self, table: Table, start: int) -> bool:
        """Whether any row from `start` on alarms."""
        return bool(self.judge(table)[1][start:].any())


class _Marks:
    """What one model has done so far."""

    def __init__(self) -> None:
        self.by_kiosk: dict[int, float] = {}
        self.alerts = 0
        self.kiosk_days = 0.0
        self.found: dict[str, list[bool]] = {}
        self._machine: tuple[int, Machine] | None = None

    def machine(self, model: FleetModel, kiosk: int, exam: Exam) -> Machine:
        """The made-up kiosk of this number; the last one is remembered."""
        if self._machine is None or self._machine[0] != kiosk:
            past = exam_kiosk(kiosk).rows(0, CALIBRATION_ROWS).columns(model.detector.names)
            self._machine = kiosk, Machine(model, past, np.ones(len(past), bool), exam.budget)
        return self._machine[1]


def _judge_real(model: FleetModel, known: KioskRows, rows: KioskRows, budget: float, mark: _Marks) -> None:
    machine = Machine(model, known.table, known.normal, budget)
    lead = min(len(known), model.detector.window() - 1)
    raw, alarms = machine.judge(joined(known.table.rows(len(known) - lead), rows.table))
    raw, alarms = raw[lead:], alarms[lead:]
    counted = rows.normal | rows.fault
    if rows.fault.any():
        mark.by_kiosk[rows.kiosk] = vus_pr(rows.fault[counted], raw[counted])
    near = (
        np.convolve(~rows.normal, np.ones(2 * BUFFER + 1), mode="same") > 0 if len(rows) > 2 * BUFFER else ~rows.normal
    )
    calm = rows.normal & ~near
    mark.alerts += sum(bool(calm[start]) for start, _ in events(alarms))
    mark.kiosk_days += float(np.count_nonzero(calm)) * rows.table.interval / 86_400


def exam_kiosk(kiosk: int) -> Table:
    """Two days from which a made-up kiosk is known, and a third one."""
    return kiosk_days(SEED, FIRST_KIOSK + kiosk, 3)


def injected(kiosk: int, tried: int, names: Sequence[str]) -> Iterator[tuple[str, Table, int]]:
    """The name of each event, the rows around it, and which of them is its first. Events that do not show in these
    metrics are left out."""
    table = exam_kiosk(kiosk)
    rng = np.random.default_rng([SEED, 7, kiosk])
    for name, event in EVENTS.items():
        for _ in range(tried):
            length = int(rng.integers(SHORTEST, LONGEST))
            start = CALIBRATION_ROWS + int(rng.integers(LEAD + 48, DAY - length))
            strength = float(np.exp(rng.uniform(np.log(LEAST_STRENGTH), np.log(MOST_STRENGTH))))
            changed = apply(table, event, start, start + length, strength, np.random.default_rng(rng.integers(2**32)))
            shown = changed.rows(start - LEAD - 48, start + length).columns(names)
            before = table.rows(start - LEAD - 48, start + length).columns(names)
            if not np.array_equal(shown.values, before.values, equal_nan=True):
                yield name, shown, LEAD + 48


def joined(before: Table, after: Table) -> Table:
    """Rows, and those that follow them."""
    return Table(
        after.names,
        np.concatenate([before.times, after.times]),
        np.concatenate([before.columns(after.names).values, after.values]),
        after.interval,
    )


def speeds(detectors: Sequence[Detector]) -> list[float]:
    """Rows that each scores in a second of processor time, as they are live: the newest row of many machines at once.

    In turns, and the best of several: what else the machine does must not favour one of them.
    """
    best, prepared = [float("inf")] * len(detectors), []
    for detector in detectors:
        windows = np.zeros((SPEED_MACHINES, detector.window(), len(detector.names)), np.float32)
        past = Table(detector.names, np.arange(100.0), np.zeros((100, len(detector.names)), np.float32), 60.0)
        prepared.append(([Profile.fit(past)] * SPEED_MACHINES, windows))
    for _ in range(SPEED_ROUNDS):
        for place, (detector, (profiles, windows)) in enumerate(zip(detectors, prepared, strict=True)):
            begun = time.process_time()
            detector.score_last(profiles, windows)
            best[place] = min(best[place], time.process_time() - begun)
    return [SPEED_MACHINES / seconds for seconds in best]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
