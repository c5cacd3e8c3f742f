"""Small fleets for tests of training: made-up kiosks in the place of real ones, with known incidents."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from ai_service.anomaly.table import Table
from ai_service.synthetic.day import kiosk_days
from ai_service.synthetic.effects import apply
from ai_service.synthetic.scenario import EVENTS
from ai_service.training.data import Dataset, KioskRows
from ai_service.training.pipeline import Plan

SMALL = Plan(seed=3, budget=6.0, synthetic=2, exam_kiosks=1, exam_tries=2)
"""A run of seconds. What is normal is known of so few days only that the budget has to be large."""
REAL_SEED = 99
INCIDENT_ROWS = 60


def few_steps() -> Iterator[None]:
    """For a fixture: the network is trained only a little, as what it learns is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ai_service.anomaly.training_torch.STEPS", 40)
        yield


def normal_rows(kiosk: int, days: float = 3.0) -> KioskRows:
    table = kiosk_days(REAL_SEED, kiosk, days)
    everything = np.ones(len(table), bool)
    return KioskRows(kiosk, table, everything, ~everything)


def with_incident(rows: KioskRows, fault: str, start: int, strength: float = 5.0) -> KioskRows:
    """The kiosk with a fault from this row on, known as an incident."""
    stop = start + INCIDENT_ROWS
    table = apply(rows.table, EVENTS[fault], start, stop, strength, np.random.default_rng(start))
    faulty = rows.fault.copy()
    faulty[start:stop] = True
    return KioskRows(rows.kiosk, table, rows.normal & ~faulty, faulty)


def small_fleet(kiosks: int = 3, days: float = 3.0, faults: Sequence[str] = ("fan_failure", "weak_link")) -> Dataset:
    """Kiosks with an incident each in the newest fifth of the time, of these faults in turn."""
    start = int(days * 1440 * 0.9)
    return Dataset(
        [
            with_incident(rows, faults[rows.kiosk % len(faults)], start) if faults else rows
            for rows in (normal_rows(kiosk, days) for kiosk in range(kiosks))
        ]
    )


def hidden_faults(data: Dataset) -> Dataset:
    """The fleet with faults in a third of the older rows that somebody has called normal."""
    kiosks = []
    for rows in data.kiosks:
        table: Table = rows.table
        last = int(len(table) * 0.75)
        for number, start in enumerate(range(0, last - 100, 300)):
            fault = ("fan_failure", "weak_link", "door_open", "log_storm")[number % 4]
            table = apply(table, EVENTS[fault], start, start + 100, 8.0, np.random.default_rng(start))
        kiosks.append(KioskRows(rows.kiosk, table, rows.normal, rows.fault))
    return Dataset(kiosks)
