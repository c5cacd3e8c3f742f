"""Scores of the anomaly core: causal, finite whatever comes in, the same by every way."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ai_service.anomaly import features, training_torch
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.anomaly.training import train_detector
from ai_service.tests.unit.anomaly_data import NAMES, START, table_of, train_quickly, usual_machine, usual_values

quick_training = pytest.fixture(autouse=True)(train_quickly)
ANY_FLOAT = st.floats(width=32, allow_nan=True, allow_infinity=True)
ROWS = arrays(np.float32, st.tuples(st.integers(1, 70), st.just(len(NAMES))), elements=ANY_FLOAT)


@given(values=ROWS, data=st.data())
@settings(max_examples=50, deadline=None)
def test_the_future_never_changes_a_past_score(values: np.ndarray, data: st.DataObject) -> None:
    _, profile, detector = usual_machine()
    cut = data.draw(st.integers(0, len(values)))
    whole = detector.score_table(profile, table_of(values))
    before = detector.score_table(profile, table_of(values).rows(0, cut))
    assert np.allclose(before.raw, whole.raw[:cut], rtol=1e-5)
    assert np.allclose(before.contributions, whole.contributions[:cut], atol=1e-4)


@given(values=ROWS)
@settings(max_examples=50, deadline=None)
def test_the_newest_row_of_many_machines_scores_as_in_its_table(values: np.ndarray) -> None:
    _, profile, detector = usual_machine()
    other = Profile.fit(table_of(usual_values(300, seed=2)))
    table, size = table_of(values), detector.window()
    window = np.full((size, len(NAMES)), np.nan, np.float32)
    newest = table.values[-size:]
    window[size - len(newest) :] = newest
    last = detector.score_last([profile, other], np.stack([window, window]))
    for place, one in enumerate((profile, other)):
        scores = detector.score_table(one, table)
        assert last.raw[place] == pytest.approx(scores.raw[-1], rel=1e-4)
        assert np.allclose(last.contributions[place], scores.contributions[-1], atol=1e-3)


@given(values=ROWS)
@settings(max_examples=50, deadline=None)
def test_whatever_comes_in_scores_are_numbers(values: np.ndarray) -> None:
    _, profile, detector = usual_machine()
    scores = detector.score_table(profile, table_of(values))
    assert np.isfinite(scores.raw).all()
    assert np.isfinite(scores.contributions).all()
    own = Profile.fit(table_of(values))
    assert np.isfinite(detector.score_table(own, table_of(values)).raw).all()


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_and_doubles_of_given_rows_do_not_matter(data: st.DataObject) -> None:
    values = usual_values(40, seed=3)
    times = START + 60.0 * np.arange(40)
    order = np.array(data.draw(st.permutations(range(40))) + data.draw(st.lists(st.integers(0, 39))))
    table, again = Table.of(NAMES, times, values), Table.of(NAMES, times[order], values[order])
    assert np.array_equal(table.times, again.times)
    assert np.array_equal(table.values, again.values, equal_nan=True)


def test_of_two_rows_of_one_time_the_last_given_counts() -> None:
    table = Table.of(("a",), [5.0, 1.0, 5.0], [[1.0], [2.0], [3.0]])
    assert table.times.tolist() == [1.0, 5.0]
    assert table.values[:, 0].tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("names", "times", "values"),
    [(("a", "a"), [0.0], [[1.0, 2.0]]), (("a",), [0.0], [[1.0, 2.0]]), (("a",), [float("nan")], [[1.0]])],
)
def test_a_table_that_does_not_fit_is_refused(
    names: tuple[str, ...], times: list[float], values: list[list[float]]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        Table.of(names, times, values)


def test_a_fault_scores_far_above_usual_rows() -> None:
    table, profile, detector = usual_machine()
    values = usual_values(200, seed=5)
    values[150:, 1] += 25
    scores = detector.score_table(profile, table_of(values))
    assert scores.raw[155:].min() > 3 * np.quantile(detector.score_table(profile, table).raw, 0.99)
    assert NAMES[scores.ranking(160)[0]] == "cpu_temp"


def test_metrics_that_part_score_though_each_stays_in_its_range() -> None:
    """What goes together in usual rows: one as high, one as low as they ever are."""
    _, profile, whole = usual_machine()
    detector = Detector(whole.names, whole.whitening)
    values = np.full((100, 3), 50.0) + np.random.default_rng(0).normal(0, 2, (100, 3))
    together, parted = values.copy(), values.copy()
    together[60:] += 6
    parted[60:] += [6, -6, 6]
    scores = [detector.score_table(profile, table_of(one)).raw[64:].mean() for one in (together, parted)]
    assert scores[1] > 1.2 * scores[0]


@pytest.mark.parametrize(("rows", "metrics"), [(1, 4), (2, 1), (30, 1)])
def test_little_to_learn_from_is_enough_for_finite_scores(rows: int, metrics: int) -> None:
    table = table_of(usual_values(rows, 1, metrics))
    detector = train_detector([table], seed=0)
    assert np.isfinite(detector.score_table(Profile.fit(table), table_of(usual_values(60, 2, metrics))).raw).all()


def test_constant_and_empty_metrics_are_learned_and_their_change_is_seen() -> None:
    values = usual_values(300, 1)
    values[:, 1], values[:, 2] = 7.0, np.nan
    table = table_of(values)
    profile, detector = Profile.fit(table), train_detector([table], seed=0)
    changed = values.copy()
    changed[250:, 1] = 9.0
    usual, strange = (detector.score_table(profile, table_of(one)).raw[260:].mean() for one in (values, changed))
    assert strange > 2 * usual


def test_no_normal_row_is_refused() -> None:
    table = table_of(usual_values(50, 1))
    with pytest.raises(ValueError, match="no normal row"):
        train_detector([table], seed=0, masks=[np.zeros(50, bool)])
    with pytest.raises(ValueError, match="no table"):
        train_detector([], seed=0)


def test_rows_that_are_not_normal_are_not_learned() -> None:
    values = usual_values(600, 4)
    spoilt = values.copy()
    spoilt[400:] = 1e6
    mask = np.arange(600) < 400
    clean, masked = Profile.fit(table_of(values[:400])), Profile.fit(table_of(spoilt), mask)
    for name, array in clean.to_arrays().items():
        assert np.allclose(array, masked.to_arrays()[name]), name


def test_one_seed_gives_one_detector_and_another_a_different_one() -> None:
    table = table_of(usual_values(200, 1))
    first, again, other = (train_detector([table], seed=seed).to_arrays() for seed in (3, 3, 4))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not all(np.array_equal(first[name], other[name]) for name in first)


def test_a_detector_and_a_profile_survive_being_stored() -> None:
    table, profile, detector = usual_machine()
    again = Detector.from_arrays(detector.to_arrays(), detector.to_config())
    stored = Profile.from_arrays(profile.to_arrays())
    assert np.array_equal(again.score_table(stored, table).raw, detector.score_table(profile, table).raw)
    assert sum(array.nbytes for array in profile.to_arrays().values()) < 10_000 * len(NAMES) / 25


@pytest.mark.parametrize("name", ["whitening", "noise", "weight_0", "bias_3"])
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    _, _, detector = usual_machine()
    arrays = detector.to_arrays()
    for broken in (arrays[name][:-1], np.full_like(arrays[name], np.nan)):
        with pytest.raises(ValueError, match=r"."):
            Detector.from_arrays({**arrays, name: broken}, detector.to_config())


def test_numpy_scores_as_torch_does() -> None:
    table, profile, _ = usual_machine()
    seen = np.nan_to_num(features.of_rows(table.values, profile.centre, profile.scale, 100, 400))
    torch.manual_seed(0)
    module = training_torch.module(seen.shape[1])
    with torch.no_grad():
        expected = module(torch.from_numpy(seen)).numpy()
    assert np.abs(training_torch.to_network(module)(seen) - expected).max() < 1e-4


def test_scoring_does_not_load_torch() -> None:
    code = (
        "import sys; from ai_service.anomaly import alarms, calibration, explanation, fleet, limits, training; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_renewed_detector_keeps_its_parents_network() -> None:
    table, _, detector = usual_machine()
    other = table_of(usual_values(300, 9))
    renewed = train_detector([other], seed=0, parent=detector)
    assert renewed.network is detector.network
    assert not np.array_equal(renewed.whitening, detector.whitening)
    with pytest.raises(ValueError, match="other metrics"):
        train_detector([table_of(usual_values(50, 1, 4))], seed=0, parent=detector)
    assert table.names == renewed.names


def test_a_pooled_profile_is_wider_than_those_of_kiosks_that_differ() -> None:
    machines = [Profile.fit(table_of(usual_values(200, seed) + 20 * seed)) for seed in range(5)]
    pooled = Profile.pooled(machines)
    assert (pooled.scale > 2 * machines[0].scale).all()
    assert (pooled.low <= machines[0].low).all()
    with pytest.raises(ValueError, match="no profile"):
        Profile.pooled([])


def test_a_profile_moves_towards_newer_rows() -> None:
    _, profile, _ = usual_machine()
    newer = table_of(usual_values(500, 7) + 30)
    moved = profile.update(newer, forget=0.5)
    assert np.allclose(moved.centre - profile.centre, 15, atol=1.5)
    assert profile.update(newer, np.zeros(500, bool)) is profile


def test_what_is_strange_in_every_span_outweighs_what_is_far_away_in_one() -> None:
    _, profile, detector = usual_machine()
    metrics = len(NAMES)
    seen = np.zeros((2, features.count(metrics)))
    seen[0, 0] = 9.0
    seen[1, ::metrics] = 3.5
    moved = (profile.feature_centre + seen * profile.feature_spread).astype(np.float32)
    one, every = detector.score_features(moved, profile.feature_centre, profile.feature_spread).raw
    assert every > one
