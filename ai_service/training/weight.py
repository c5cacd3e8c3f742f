"""How much synthetic data may count: what serves best on real rows that were kept for this question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.detector import Detector
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Mask, Table
from ai_service.synthetic.effects import apply
from ai_service.synthetic.faults import FAULTS, LEAST_STRENGTH, MOST_STRENGTH
from ai_service.training.data import Dataset, KioskRows, usable
from ai_service.training.exam import joined
from ai_service.training.fit import Ingredients, Report, fit
from ai_service.training.vus import vus_pr

WEIGHTS = (0.0, 0.1, 0.3, 1.0)
AS_GOOD = 0.005
"""Of weights that differ by no more than this the smallest is taken: real data is preferred."""
ASKED_KIOSKS = 20
TRIED_ROWS = 120_000
FAULTS_EACH = 3
SHORTEST = 30


@dataclass(frozen=True)
class Tried:
    """A weight and its mean VUS-PR on real rows; None when there was nothing real to ask."""

    weight: float
    score: float | None


def choose(
    train: Dataset, tuning: Dataset, synthetic: Sequence[KioskRows], seed: int, report: Report
) -> tuple[float, list[Tried]]:
    """The weight of a synthetic row against a real one, and what each that was tried gave.

    Real incidents of the tuning rows count, and faults injected into them, as real incidents are few.
    """
    real = sorted(usable(train), key=lambda rows: rows.kiosk)
    tuned = {rows.kiosk: rows for rows in tuning.kiosks if np.count_nonzero(rows.normal) >= 4 * SHORTEST}
    asked = [rows for rows in real if rows.kiosk in tuned][:ASKED_KIOSKS]
    if not asked:
        return 1.0, [Tried(weight, None) for weight in WEIGHTS]
    rng = np.random.default_rng([seed, 8])
    questions = [_question(rows, tuned[rows.kiosk], rng) for rows in asked]
    each = max(1, TRIED_ROWS // max(1, len(real[0])))
    few, some = real[:each], synthetic[: max(1, len(synthetic) // 3)]
    tried: list[Tried] = []
    detector: Detector | None = None
    for done, weight in enumerate(WEIGHTS, start=1):
        # One network for all: what weighs most in the answer is how features go together, and that is made anew.
        detector = fit(Ingredients(few, some, weight), seed, parent=detector).detector
        tried.append(Tried(weight, float(np.mean([question.score(detector) for question in questions]))))
        report(done, len(WEIGHTS))
    best = max(one.score for one in tried if one.score is not None)
    chosen = next(one.weight for one in tried if one.score is not None and one.score >= best - AS_GOOD)
    return chosen, tried


@dataclass(frozen=True)
class _Question:
    """Real rows of a kiosk with what is wrong in them; `lead` rows in front are only context."""

    profile: Profile
    table: Table
    lead: int
    wrong: Mask
    counted: Mask

    def score(self, detector: Detector) -> float:
        raw = detector.score_table(self.profile, self.table).raw[self.lead :]
        return vus_pr(self.wrong[self.counted], raw[self.counted])


def _question(train: KioskRows, tuning: KioskRows, rng: np.random.Generator) -> _Question:
    lead = min(len(train), 48)
    table = joined(train.table.rows(len(train) - lead), tuning.table)
    wrong = tuning.fault.copy()
    part = len(tuning) // FAULTS_EACH
    for number, name in enumerate(rng.permutation(list(FAULTS))[:FAULTS_EACH]):
        length = min(max(SHORTEST, part // 4), part)
        start = number * part + int(rng.integers(0, max(part - length, 1)))
        strength = float(np.exp(rng.uniform(np.log(LEAST_STRENGTH), np.log(MOST_STRENGTH))))
        table = apply(table, FAULTS[name], lead + start, lead + start + length, strength, rng)
        wrong[start : start + length] = True
    return _Question(Profile.fit(train.table, train.normal), table, lead, wrong, tuning.normal | tuning.fault)
