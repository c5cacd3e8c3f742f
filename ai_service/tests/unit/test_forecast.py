"""The forecast on series whose future is known, and what must hold for any series."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_service.forecast.intervals import LEVEL, margin, margins
from ai_service.forecast.sales import FEWEST_DAYS, NotEnoughHistory, forecast_sales
from ai_service.forecast.same_weekday import Series, predictions

amounts = st.floats(0, 1e9, allow_nan=False)
holes = st.one_of(amounts, st.just(float("nan")))
horizons = st.integers(1, 90)


def histories(
    values: st.SearchStrategy[float], fewest: int = FEWEST_DAYS, most: int = 120
) -> st.SearchStrategy[Series]:
    return st.lists(values, min_size=fewest, max_size=most).map(np.array)


@given(amounts, st.integers(FEWEST_DAYS, 200), horizons)
def test_constant_sales_go_on_with_certainty(amount: float, days: int, horizon: int) -> None:
    found = forecast_sales(np.full(days, amount), horizon)
    for values in (found.expected, found.low, found.high):
        assert values == pytest.approx(np.full(horizon, amount))
    assert found.backtest.mean_absolute_error == pytest.approx(0, abs=1e-3)


@given(st.lists(amounts, min_size=7, max_size=7), st.integers(FEWEST_DAYS, 100), horizons)
def test_a_weekly_pattern_goes_on(week: list[float], days: int, horizon: int) -> None:
    pattern = np.resize(np.array(week), days + horizon)
    found = forecast_sales(pattern[:days], horizon)
    assert found.expected == pytest.approx(pattern[days:])
    assert found.high - found.low == pytest.approx(np.zeros(horizon), abs=1e-3)


@given(histories(holes), horizons)
def test_any_history_gives_a_finite_forecast_inside_its_bounds_or_is_refused(history: Series, horizon: int) -> None:
    try:
        found = forecast_sales(history, horizon)
    except NotEnoughHistory:
        return
    assert len(found.expected) == len(found.low) == len(found.high) == horizon
    assert np.all(np.isfinite(found.expected))
    assert np.all((found.low >= 0) & (found.low <= found.expected) & (found.expected <= found.high))


@given(histories(amounts, most=60), st.integers(1, 13), st.data())
def test_a_prediction_knows_nothing_younger_than_it_may(history: Series, weeks: int, data: st.DataObject) -> None:
    day = data.draw(st.integers(0, len(history) - 1))
    changed = history.copy()
    changed[day] += 1
    same = predictions(history, weeks)[: day + 7 * weeks] == predictions(changed, weeks)[: day + 7 * weeks]
    unknown = np.isnan(predictions(history, weeks)[: day + 7 * weeks])
    assert np.all(same | unknown)


@given(histories(amounts, most=60), histories(amounts, fewest=1, most=30))
def test_days_that_are_yet_to_come_change_no_earlier_prediction(history: Series, future: Series) -> None:
    longer = predictions(np.concatenate([history, future]), 1)[: len(history)]
    assert np.array_equal(longer, predictions(history, 1)[: len(history)], equal_nan=True)


def test_one_sale_is_no_trend() -> None:
    history = np.zeros(28)
    history[-7] = 100.0
    found = forecast_sales(history, 7)
    assert found.expected.tolist() == [25.0, 0, 0, 0, 0, 0, 0]


def test_nothing_but_zeros_stays_zero() -> None:
    found = forecast_sales(np.zeros(30), 30)
    assert not found.expected.any()
    assert not found.high.any()


def test_unknown_days_are_passed_over_and_not_taken_for_zero() -> None:
    history = np.full(35, 10.0)
    history[[3, 10, 20, 21, 22, 30]] = np.nan
    assert forecast_sales(history, 14).expected.tolist() == [10.0] * 14


@pytest.mark.parametrize("known", [0, 1, 13])
def test_under_two_weeks_there_is_no_forecast(known: int) -> None:
    with pytest.raises(NotEnoughHistory):
        forecast_sales(np.concatenate([np.full(30, np.nan), np.ones(known)]), 30)


@given(st.integers(0, 2**32 - 1))
def test_intervals_hold_about_as_many_days_as_they_promise(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(100, 10, 380)
    found = forecast_sales(noise[:350], 30)
    held = np.mean((noise[350:] >= found.low) & (noise[350:] <= found.high))
    assert held >= 0.4
    assert found.backtest.coverage == pytest.approx(LEVEL, abs=0.12)


def test_the_margin_widens_where_errors_are_few() -> None:
    errors = np.arange(-50.0, 51.0)
    assert margin(errors) == (-41.0, 41.0)
    assert margin(errors[:7]) == (-50.0, -44.0)


def test_later_weeks_of_a_young_history_borrow_the_margin_of_earlier_ones() -> None:
    history = np.random.default_rng(1).normal(100, 10, 21)
    found = margins(history, 90)
    assert len(found) == 90
    assert found[89] == found[14]
