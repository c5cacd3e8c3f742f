"""Probabilities, thresholds that keep a budget, alarms and incidents, hard limits."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_service.anomaly.alarms import Alarm, AlarmPolicy, Incident, group
from ai_service.anomaly.calibration import Calibration, learned_level
from ai_service.anomaly.limits import crossed

NORMAL_SCORES = np.random.default_rng(0).lognormal(0, 0.5, 20_000)
PROBABILITIES = st.lists(st.sampled_from([0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]), max_size=80)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.001])
def test_probabilities_hold_for_normal_scores_that_were_not_learned_from(share: float) -> None:
    calibration = Calibration.fit(NORMAL_SCORES[:10_000])
    beyond = (calibration.exceedance(NORMAL_SCORES[10_000:]) < share).mean()
    assert beyond == pytest.approx(share, rel=0.5)


@given(scores=st.lists(st.floats(0, 1e12), min_size=2))
def test_a_stranger_score_is_never_less_probable_to_be_strange(scores: list[float]) -> None:
    calibration = Calibration.fit(NORMAL_SCORES[:500])
    probability = calibration.probability(np.sort(scores))
    assert (np.diff(probability) >= 0).all()
    assert probability.min() >= 0
    assert probability.max() < 1


def test_a_calibration_survives_being_stored_as_json() -> None:
    calibration = Calibration.fit(NORMAL_SCORES[:100])
    again = Calibration.from_dict(json.loads(json.dumps(calibration.to_dict())))
    assert np.array_equal(again.probability(NORMAL_SCORES), calibration.probability(NORMAL_SCORES))


def test_one_equal_score_is_enough_and_none_is_refused() -> None:
    assert Calibration.fit([1.0]).probability([100.0]) > 0.99
    with pytest.raises(ValueError, match="no normal score"):
        Calibration.fit([float("nan")])


@pytest.mark.parametrize("budget", [0.25, 1.0, 3.0])
def test_the_learned_level_keeps_about_the_budget(budget: float) -> None:
    rows, days = 72_000, 100
    past, future = np.random.default_rng(2).lognormal(0, 0.5, (2, rows))
    level = learned_level(past, rows / days, budget)
    assert level is not None
    calibration = Calibration.fit(past)
    policy = AlarmPolicy(budget, 120, quiet_rows=24, level=float(calibration.probability(level)))
    _, incidents = group(policy, zip(120.0 * np.arange(rows), calibration.probability(future), strict=True))
    assert 0.5 * budget <= len(incidents) / days <= 1.5 * budget


def test_days_with_faults_do_not_raise_the_learned_level_much() -> None:
    faults = NORMAL_SCORES[:14_400].copy()
    faults[: 4 * 720 : 100] += 1000
    with_faults, without = (learned_level(scores, 720, 1.0) for scores in (faults, NORMAL_SCORES[:14_400]))
    assert with_faults is not None
    assert without is not None
    assert with_faults < 1.5 * without


def test_a_past_shorter_than_a_span_tells_no_level() -> None:
    assert learned_level(NORMAL_SCORES[:700], 720, 1.0) is None
    assert learned_level(NORMAL_SCORES[:2000], 720, 0.25) is None


@given(low=st.floats(0.01, 5), high=st.floats(0.01, 5))
def test_a_larger_budget_never_asks_for_stranger_rows(low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert AlarmPolicy(high, 60).on <= AlarmPolicy(low, 60).on
    assert AlarmPolicy(high, 60).off <= AlarmPolicy(high, 60).on


@given(probabilities=PROBABILITIES, data=st.data())
def test_an_alarm_goes_on_after_a_restart_as_if_there_was_none(probabilities: list[float], data: st.DataObject) -> None:
    policy = AlarmPolicy(1.0, 60)
    points = [(60.0 * row, probability) for row, probability in enumerate(probabilities)]
    alarms, incidents = group(policy, points)
    alarm, seen, closed = Alarm(policy), [], []
    for at, probability in points:
        if data.draw(st.booleans()):
            alarm = Alarm(policy, json.loads(json.dumps(alarm.to_dict())))
        step = alarm.step(at, probability)
        seen.append(step.alarm)
        closed += [step.incident] if step.closed else []
    assert seen == alarms
    assert closed + ([alarm.incident] if alarm.incident else []) == incidents


@given(probabilities=PROBABILITIES)
def test_incidents_are_apart_and_cover_the_alarms(probabilities: list[float]) -> None:
    policy = AlarmPolicy(1.0, 60)
    alarms, incidents = group(policy, [(60.0 * row, one) for row, one in enumerate(probabilities)])
    for one, following in pairwise(incidents):
        assert one.ended_at is not None
        assert one.ended_at < following.started_at
    for one in incidents:
        assert one.peak_probability >= policy.on
        assert alarms[int(one.started_at // 60)]
        assert alarms[int(one.peak_at // 60)]
    assert bool(incidents) == any(alarms)


def test_short_quiet_does_not_end_an_incident_and_long_quiet_does() -> None:
    strange, policy = 0.9999, AlarmPolicy(1.0, 60, quiet_rows=3, cool_down=600)
    rows = [strange, 0.5, 0.5, 0.99999, *[0.5] * 3, strange, *[0.5] * 10, strange]
    alarms, incidents = group(policy, [(60.0 * row, one) for row, one in enumerate(rows)])
    assert incidents == [Incident(0, 180, 0.99999, 180), Incident(1080, 1080, strange, None)]
    assert not alarms[7], "within the cool-down, and no stranger than the peak before"


def test_hard_limits_name_the_metrics_that_are_out_of_them() -> None:
    names = ("cpu_usage", "m17", "cpu_temp", "latency", "signal_strength")
    rows: list[list[float]] = [[50, 1e9, 60, 40, -60], [99, 0, 95, np.nan, -60], [50, 0, 60, 40, -110]]
    assert crossed(names, rows) == [[], ["cpu_usage", "cpu_temp"], ["signal_strength"]]
