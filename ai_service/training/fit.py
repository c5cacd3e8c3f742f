"""Makes a fleet's model out of real and synthetic rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.training import train_detector
from ai_service.synthetic.day import DAY, kiosk_days
from ai_service.training.data import KioskRows

Report = Callable[[int, int], None]
"""Is told how many steps of how many are done."""
CALIBRATED_ROWS = 100_000
SYNTHETIC_DAYS = 3
FIRST_SYNTHETIC = 1_000
"""Numbers of the synthetic kiosks that are trained on; the exam's are others."""


@dataclass(frozen=True)
class Ingredients:
    """Real and synthetic kiosks to learn from; a synthetic row counts `weight` of a real one."""

    real: Sequence[KioskRows]
    synthetic: Sequence[KioskRows]
    weight: float

    @property
    def share(self) -> float:
        """How much of what is learned is synthetic, 0 to 1."""
        real = sum(int(rows.normal.sum()) for rows in self.real)
        synthetic = self.weight * sum(int(rows.normal.sum()) for rows in self.synthetic)
        return synthetic / (real + synthetic) if real + synthetic else 0.0


def synthetic_kiosks(count: int, seed: int) -> list[KioskRows]:
    """Made-up kiosks in normal work."""
    rows = []
    for kiosk in range(count):
        table = kiosk_days(seed, FIRST_SYNTHETIC + kiosk, SYNTHETIC_DAYS)
        everything = np.ones(len(table), bool)
        rows.append(KioskRows(-1 - kiosk, table, everything, ~everything))
    return rows


def fit(
    ingredients: Ingredients,
    seed: int,
    report: Report = lambda done, total: None,
    parent: Detector | None = None,
) -> FleetModel:
    """The same ingredients and seed give the same model; with a `parent` its network is kept, which is much faster.

    Raises:
        ValueError: without any normal row.
    """
    synthetic = ingredients.synthetic if ingredients.weight > 0 else []
    kiosks = [*ingredients.real, *synthetic]
    names = (ingredients.real or synthetic)[0].table.names
    tables = [rows.table.columns(names) for rows in kiosks]
    masks = [rows.normal for rows in kiosks]
    profiles = [Profile.fit(table, mask) for table, mask in zip(tables, masks, strict=True)]
    weights = [1.0] * len(ingredients.real) + [ingredients.weight] * len(synthetic)
    detector = train_detector(
        tables,
        seed=seed,
        masks=masks,
        profiles=profiles,
        weights=weights,
        progress=lambda done, total, _: report(done, total),
        parent=parent,
    )
    # What stands in for a machine without a past comes from real ones as soon as there are some.
    known = profiles[: len(ingredients.real)] or profiles
    profile = Profile.pooled(known)
    each = max(DAY // 4, CALIBRATED_ROWS // max(1, len(known)))
    scores = [
        detector.score_table(profile, table.rows(max(0, len(table) - each))).raw[mask[-each:]]
        for table, mask in zip(tables[: len(known)], masks, strict=False)
    ]
    return FleetModel(detector, profile, Calibration.fit(np.concatenate(scores)))
