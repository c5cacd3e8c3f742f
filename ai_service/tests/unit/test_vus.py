"""VUS-PR against cases that were worked out by hand from the paper's definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_service.training.vus import events, vus_pr


def test_without_a_buffer_and_with_a_perfect_score_it_is_one() -> None:
    assert vus_pr([0, 0, 1, 1, 0, 0], [0, 0, 5, 4, 1, 0], buffer=0) == pytest.approx(1.0)


def test_without_a_buffer_it_is_the_area_under_precision_over_recall() -> None:
    # One wrong row is above the right one: the right one is found when all three are flagged, of which it is a third.
    assert vus_pr([0, 1, 0], [0, 0, 1], buffer=0) == pytest.approx(1 / 3)
    # Found second: half of two.
    assert vus_pr([0, 1, 0], [0, 1, 2], buffer=0) == pytest.approx(1 / 2)


def test_with_a_buffer_a_row_beside_the_event_counts_in_part() -> None:
    # ℓ = 0 and 1 widen nothing: 1/3 each. ℓ = 2 widens by one row of weight √½ on both sides.
    beside = math.sqrt(1 / 2)
    first = beside / (1 + beside / 2)  # the row beside it alone: recall, at precision √½
    everything = (1 + 2 * beside) / 3  # all rows: precision, at recall 1
    by_hand = first * beside + (1 - first) * everything
    assert vus_pr([0, 1, 0], [0, 0, 1], buffer=2) == pytest.approx((1 / 3 + 1 / 3 + by_hand) / 3)


def test_of_two_events_one_that_is_never_touched_halves_recall() -> None:
    # The scores order all rows. Only the first event stands out; the second comes last of all.
    labels, scores = [1, 0, 0, 1], [4, 3, 2, 1]
    # Flagged 1: recall ½, half of the events touched → ¼ at precision 1. Then 2 and 3 rows: still ¼. All: 1 at ½.
    assert vus_pr(labels, scores, buffer=0) == pytest.approx(0.25 * 1 + 0.75 * 0.5)


def test_without_events_there_is_nothing_to_measure() -> None:
    assert math.isnan(vus_pr([0, 0, 0], [1, 2, 3]))


def test_runs_of_labels_are_events() -> None:
    assert events([1, 1, 0, 0, 1]) == [(0, 2), (4, 5)]
    assert events([0, 0]) == []


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(-5, 5))
def test_only_the_order_of_scores_counts(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    labels, scores = rng.random(80) < 0.2, rng.integers(0, 1000, 80).astype(float)
    labels[3] = True
    found = vus_pr(labels, scores, buffer=6)
    assert 0 <= found <= 1
    assert vus_pr(labels, scale * scores + shift, buffer=6) == pytest.approx(found)


def test_scores_that_tell_more_give_more() -> None:
    rng = np.random.default_rng(1)
    labels = np.zeros(2000, bool)
    labels[500:540] = labels[1500:1530] = True
    noise = rng.normal(size=2000)
    worse, better = (vus_pr(labels, noise + size * labels) for size in (1.0, 4.0))
    assert vus_pr(labels, noise) < worse < better
