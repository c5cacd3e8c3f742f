"""The gate: lets through what is no worse, and refuses by name what is worse, overfitted, poisoned, slow or large."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ai_service.anomaly import features
from ai_service.anomaly.detector import Detector, standardised
from ai_service.anomaly.fleet import FleetModel
from ai_service.anomaly.profile import Profile
from ai_service.tests.unit.fleets import SMALL, few_steps, hidden_faults, normal_rows, small_fleet
from ai_service.training.data import split, usable
from ai_service.training.exam import Exam, Figures, sit
from ai_service.training.fit import Ingredients, fit
from ai_service.training.gate import Check, Verdict, after_shadow, decide

GOOD = Figures(
    by_kiosk=dict.fromkeys(range(12), 0.6),
    alerts=10,
    kiosk_days=12.0,
    recall={"fan_failure": 0.9, "weak_link": 0.8},
    false_recall={"rush_hour": 0.3},
    tried=100,
    rows_per_second=50_000.0,
    size_bytes=400_000,
)


def judge(challenger: Figures, champion: Figures | None = GOOD, incidents: int = 12, budget: float = 1.0) -> Verdict:
    return decide(champion, challenger, budget, incidents, seed=1)


def failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if not check.passed}


def check(verdict: Verdict, name: str) -> Check:
    return next(check for check in verdict.checks if check.name == name)


def test_an_equal_is_promoted() -> None:
    verdict = judge(GOOD)
    assert (verdict.decision, failed(verdict)) == ("promote", set())


def test_with_few_real_incidents_a_day_in_shadow_comes_first() -> None:
    assert judge(GOOD, incidents=9).decision == "shadow"
    assert judge(GOOD, incidents=10).decision == "promote"


def test_the_first_version_has_nobody_to_be_compared_with() -> None:
    assert judge(GOOD, champion=None, incidents=0).decision == "promote"
    assert failed(judge(replace(GOOD, alerts=100), champion=None)) == {"false_alerts"}


def test_who_sees_less_on_most_kiosks_is_refused() -> None:
    worse = replace(GOOD, by_kiosk=dict.fromkeys(range(12), 0.5))
    verdict = judge(worse)
    assert (verdict.decision, failed(verdict)) == ("refuse", {"vus_pr"})
    assert check(verdict, "vus_pr").champion == pytest.approx(0.6)
    assert check(verdict, "vus_pr").challenger == pytest.approx(0.5)
    assert "VUS-PR 0.500" in verdict.text.en
    assert "VUS-PR 0,500" in verdict.text.es
    assert "VUS-PR 0.500" in verdict.text.en


def test_who_is_better_on_average_by_one_lucky_kiosk_is_not_believed() -> None:
    lucky = dict.fromkeys(range(12), 0.57) | {0: 1.0}
    assert np.mean(list(lucky.values())) > 0.6
    assert failed(judge(replace(GOOD, by_kiosk=lucky))) == {"vus_pr"}


def test_recall_of_each_fault_may_fall_by_less_than_two_points() -> None:
    assert judge(replace(GOOD, recall={"fan_failure": 0.89, "weak_link": 0.8})).decision == "promote"
    refused = judge(replace(GOOD, recall={"fan_failure": 0.88, "weak_link": 1.0}))
    assert failed(refused) == {"recall:fan_failure"}
    assert "Ventilador fallando: encuentra 88%, antes 90%." in refused.text.es


def test_more_alerts_than_the_budget_and_chance_allow_are_refused() -> None:
    assert judge(replace(GOOD, alerts=18)).decision == "promote"
    assert failed(judge(replace(GOOD, alerts=19))) == {"false_alerts"}
    assert failed(judge(replace(GOOD, alerts=19), budget=0.5)) == {"false_alerts"}
    assert judge(replace(GOOD, alerts=19), budget=2.0).decision == "promote"


def test_speed_and_size_have_to_hold() -> None:
    assert failed(judge(replace(GOOD, rows_per_second=34_000.0))) == {"speed"}
    assert failed(judge(replace(GOOD, size_bytes=700_000))) == {"size"}
    assert failed(judge(replace(GOOD, rows_per_second=900.0), champion=None)) == {"speed"}


def test_after_the_day_in_shadow_alerts_and_incidents_of_that_day_decide() -> None:
    earlier = judge(GOOD, incidents=0).to_dict()
    calm = replace(GOOD, by_kiosk={}, recall={}, false_recall={})
    passed = after_shadow(earlier, calm, calm, 1.0)
    assert passed.decision == "promote"
    assert [one.name for one in passed.checks] == [*(one["name"] for one in earlier["checks"]), "shadow"]
    loud = after_shadow(earlier, replace(calm, alerts=40), calm, 1.0)
    assert (loud.decision, failed(loud)) == ("refuse", {"shadow"})
    blind = after_shadow(earlier, replace(GOOD, by_kiosk={1: 0.1}), replace(GOOD, by_kiosk={1: 0.6}), 1.0)
    assert failed(blind) == {"shadow"}


def test_what_was_decided_is_kept_with_its_numbers() -> None:
    kept = judge(replace(GOOD, recall={"fan_failure": 0.5, "weak_link": 0.8})).to_dict()
    assert kept["decision"] == "refuse"
    refused = next(one for one in kept["checks"] if one["name"] == "recall:fan_failure")
    assert (refused["champion"], refused["challenger"], refused["bound"]) == (0.9, 0.5, pytest.approx(0.88))
    assert set(refused["text"]) == {"es", "en"}


@pytest.fixture(scope="module", autouse=True)
def quick_training() -> Iterator[None]:
    yield from few_steps()


@cache
def exam() -> Exam:
    parts = split(small_fleet())
    return Exam(parts.known, parts.held_out, SMALL.budget, SMALL.exam_kiosks, SMALL.exam_tries)


def learned() -> FleetModel:
    return fit(Ingredients([normal_rows(kiosk) for kiosk in range(10, 14)], [], 0.0), seed=1)


@cache
def champion() -> FleetModel:
    return learned()


def verdict_on(challenger: FleetModel, beside: FleetModel | None = None) -> Verdict:
    theirs, ours = sit([beside or champion(), challenger], exam())
    return decide(theirs, ours, SMALL.budget, incidents=12, seed=1)


def test_the_champion_itself_would_be_let_through_again() -> None:
    assert verdict_on(champion()).decision == "promote"


def test_a_deliberately_worse_challenger_is_refused() -> None:
    good = champion().detector
    # It looks at one direction only, which says little.
    blind = np.zeros_like(good.whitening)
    blind[:, 0] = good.whitening[:, 0]
    worse = replace(champion(), detector=Detector(good.names, blind))
    assert verdict_on(worse).decision == "refuse"


def test_an_overfitted_challenger_is_refused() -> None:
    """It knows an hour of one night of one kiosk by heart, and trusts every direction in which nothing moved there."""
    night, model = normal_rows(10).table.rows(60, 120), champion()
    profile = Profile.fit(night)
    seen = features.of_rows(night.values, profile.centre, profile.scale, 0, len(night))
    unusual = standardised(seen, profile.feature_centre, profile.feature_spread)
    variance, basis = np.linalg.eigh(unusual.T @ unusual / len(unusual))
    by_heart = Detector(model.detector.names, (basis / np.sqrt(np.maximum(variance, 0) + 1e-6)).astype(np.float32))
    verdict = verdict_on(replace(model, detector=by_heart))
    assert verdict.decision == "refuse"
    assert "vus_pr" in failed(verdict)


def test_a_poisoned_challenger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has called faults normal: it has learned to find nothing wrong with them."""
    # Trained so little that it repeats nothing, it would not learn the faults either.
    monkeypatch.setattr("ai_service.anomaly.training_torch.STEPS", 200)
    poisoned = split(hidden_faults(small_fleet())).known
    verdict = verdict_on(fit(Ingredients(list(usable(poisoned)), [], 0.0), seed=1), learned())
    assert verdict.decision == "refuse"
    assert failed(verdict) & {
        "vus_pr",
        "recall:fan_failure",
        "recall:weak_link",
        "recall:door_open",
        "recall:log_storm",
    }
