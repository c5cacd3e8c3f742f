"""Machines for the tests of the anomaly core: small, made up, and one detector trained once."""

from functools import cache

import numpy as np
import pytest

from ai_service.anomaly import training_torch
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.anomaly.training import train_detector

NAMES = ("cpu_usage", "cpu_temp", "ram_usage")
START = 1_700_000_000.0


def usual_values(rows: int, seed: int, metrics: int = len(NAMES)) -> np.ndarray:
    """Metrics that go together, with some missing."""
    draw = np.random.default_rng(seed)
    load = draw.normal(0, 1, (rows, 1))
    values = 50 + 5 * load + draw.normal(0, 2, (rows, metrics))
    values[draw.random(values.shape) < 0.02] = np.nan
    return values


def table_of(values: np.ndarray, interval: float = 60.0) -> Table:
    names = tuple(f"m{column}" for column in range(values.shape[1])) if values.shape[1] != len(NAMES) else NAMES
    return Table.of(names, START + interval * np.arange(len(values)), values, interval)


def train_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far fewer steps than real training has: what is tested does not hang on how good the network is."""
    monkeypatch.setattr(training_torch, "STEPS", 60)


@cache
def usual_machine() -> tuple[Table, Profile, Detector]:
    """A day's table, its profile, and the detector learned from it."""
    table = table_of(usual_values(1440, seed=1))
    profile = Profile.fit(table)
    return table, profile, train_detector([table], seed=1, profiles=[profile])
