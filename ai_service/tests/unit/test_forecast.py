"""The forecast of a group on series whose future is known, and what must hold for any series."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_service.forecast import pooled
from ai_service.forecast.calendar import guess_country, is_holiday
from ai_service.forecast.conformal import LEVEL, Margins, Replay
from ai_service.forecast.engine import PanelForecast, forecast_panel
from ai_service.forecast.neighbours import from_neighbours
from ai_service.forecast.panel import Panel, Series
from ai_service.forecast.sums import Past, replayed, summed

MONDAY = date(2024, 1, 1)
amounts = st.floats(0, 1e9, allow_nan=False)
known_or_not = st.one_of(amounts, st.just(float("nan")))


def panel_of(values: Series, first_day: date = MONDAY) -> Panel:
    values = np.atleast_2d(values)
    return Panel([str(n) for n in range(len(values))], first_day, values)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learns less, in a fraction of the time."""
    monkeypatch.setattr(pooled, "ITERATIONS", 30)
    monkeypatch.setattr(pooled, "MOST_EXAMPLES", 3000)
    monkeypatch.setattr(pooled, "MOST_ORIGINS", 60)


def plain(values: Series, horizon: int = 28) -> PanelForecast:
    return forecast_panel(panel_of(values), horizon, country=None, learn=False)


def trading(places: int, days: int, seed: int = 1) -> Series:
    """Kiosks with a weekly rhythm, a common slow wave and noise."""
    random = np.random.default_rng(seed)
    time = np.arange(days)
    week = 1 + 0.5 * np.sin(2 * np.pi * (time % 7) / 7)
    wave = 1 + 0.2 * np.sin(2 * np.pi * time / 90)
    level = random.uniform(50, 200, places)[:, None]
    return np.maximum(level * week * wave * random.lognormal(0, 0.15, (places, days)), 0)


def test_constant_sales_go_on_with_certainty() -> None:
    found = plain(np.full((3, 40), 250.0), 100)
    for values in (found.expected, found.low, found.high):
        assert values == pytest.approx(np.full((3, 100), 250.0), abs=1e-3)
    assert found.tested.error == pytest.approx(np.zeros(3), abs=1e-3)


def test_a_weekly_pattern_goes_on() -> None:
    week = np.array([10.0, 0, 30, 40, 50, 90, 20])
    found = plain(np.tile(week, 20))
    assert np.corrcoef(found.expected[0], np.tile(week, 4))[0, 1] > 0.99
    assert found.expected[0] == pytest.approx(np.tile(week, 4), abs=10)


@settings(deadline=None, max_examples=60)
@given(st.integers(14, 80), st.integers(1, 4), st.data())
def test_any_history_gives_a_finite_forecast_inside_its_bounds(days: int, places: int, data: st.DataObject) -> None:
    rows = st.lists(known_or_not, min_size=days, max_size=days)
    found = plain(np.array([data.draw(rows) for _ in range(places)]), 40)
    assert found.expected.shape == found.low.shape == found.high.shape == (places, 40)
    assert np.all(np.isfinite(found.expected) & np.isfinite(found.high))
    assert np.all((found.low >= 0) & (found.low <= found.expected) & (found.expected <= found.high))
    assert np.all(found.month_low <= found.month_high + 1e-6)


def test_nothing_but_zeros_stays_zero() -> None:
    found = plain(np.zeros((2, 60)))
    assert not found.expected.any()
    assert found.high == pytest.approx(0, abs=1e-6)


def test_one_sale_is_no_trend() -> None:
    values = np.zeros(56)
    values[-7] = 100.0
    found = plain(values)
    assert 0 < found.expected.sum() < 200
    assert found.expected[0, ::7].min() > 5 * np.delete(found.expected[0], np.s_[::7]).max()


def test_unknown_days_are_passed_over_and_not_taken_for_zero() -> None:
    values = np.full(63, 10.0)
    values[[3, 10, 20, 21, 22, 40, 41, 42, 43, 44, 45, 46, 47]] = np.nan
    assert plain(values).expected == pytest.approx(np.full((1, 28), 10.0), abs=0.2)


def test_a_fall_that_all_young_places_share_is_expected_to_go_on() -> None:
    fall = np.exp(-0.006 * np.maximum(np.arange(140) - 56, 0))
    values = 100 * fall * np.random.default_rng(7).lognormal(0, 0.3, (20, 140))
    truth, last_month = values[:, 112:].sum(), values[:, 84:112].sum()
    assert truth < plain(values[:, :112]).expected.sum() < 1.06 * truth < last_month


def test_a_week_of_holidays_tells_little_of_the_weeks_after_it() -> None:
    end = date(2023, 12, 27)
    values = np.full((20, 84), 100.0)
    values[:, -4:-1] *= 0.2
    panel = panel_of(values, end - timedelta(days=83))
    known, unknown = (forecast_panel(panel, 28, country=country, learn=False) for country in ("US", None))
    assert 1.1 * unknown.expected.mean() < known.expected.mean() < 100


def test_what_one_place_does_is_followed_less_than_what_all_do() -> None:
    values = trading(20, 84)
    values[:, -7:] *= 0.6
    together, alone = plain(values), plain(values[:1])
    month = values[:, -28:].mean(axis=1)
    assert together.expected[0].mean() / month[0] < 0.95 * alone.expected[0].mean() / month[0]


def test_under_two_weeks_there_is_no_forecast() -> None:
    with pytest.raises(ValueError, match="two weeks"):
        plain(np.ones(13))


@pytest.mark.usefixtures("quick")
def test_a_model_that_learns_beats_last_week_and_keeps_its_promise() -> None:
    values = trading(8, 228)
    found = forecast_panel(panel_of(values[:, :200]), 28, country=None)
    truth = values[:, 200:]
    naive = np.tile(values[:, 193:200], (1, 4))
    assert np.mean(np.abs(found.expected - truth)) < 0.8 * np.mean(np.abs(naive - truth))
    assert found.weight.max() > 0
    assert np.mean((truth >= found.low) & (truth <= found.high)) == pytest.approx(LEVEL, abs=0.12)
    assert np.nanmean(found.tested.error) < np.nanmean(found.tested.naive)


@pytest.mark.usefixtures("quick")
def test_the_same_seed_gives_the_same_numbers_and_later_days_change_none() -> None:
    values = trading(3, 100)
    first, again, longer = (panel_of(part) for part in (values[:, :72], values[:, :72].copy(), values))
    one = forecast_panel(first, 28, country="AR", seed=5)
    other = forecast_panel(again, 28, country="AR", seed=5)
    cut = forecast_panel(longer.until(72), 28, country="AR", seed=5)
    for name in ("expected", "low", "high", "month_low", "month_high"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
        assert np.array_equal(getattr(one, name), getattr(cut, name))


def test_a_replay_knows_nothing_of_what_came_after_it() -> None:
    values = trading(3, 70)
    changed = values.copy()
    changed[:, 56:] *= 3
    before, after = (forecast_panel(panel_of(each), 28, country=None, learn=False) for each in (values, changed))
    for one, other in zip(before.replays, after.replays, strict=True):
        if one.origin <= 56:
            assert np.array_equal(one.expected, other.expected)


@pytest.mark.usefixtures("quick")
def test_ten_years_are_taken_in_and_the_season_is_learned() -> None:
    days = 3653
    season = 1 + 0.6 * np.sin(2 * np.pi * np.arange(days + 28) / 365.25)
    values = 100 * season + np.random.default_rng(2).normal(0, 3, (2, days + 28))
    found = forecast_panel(panel_of(values[:, :days], date(2014, 1, 1)), 28, country="AR")
    assert np.mean(np.abs(found.expected - values[:, days:])) < 12


@pytest.mark.usefixtures("quick")
def test_one_place_that_always_sells_the_same_does_not_decide_for_the_others() -> None:
    values = trading(5, 190, seed=2) * np.where(np.arange(190) % 28 < 14, 1, 1.6)
    constant = np.vstack([values, np.full((1, 190), 1.0)])
    assert forecast_panel(panel_of(constant), 28, country=None).weight[0] > 0.5, "the model is right about the others"


def test_the_country_is_found_by_its_holidays_and_not_by_noise() -> None:
    values = trading(8, 600, seed=3)
    assert guess_country(panel_of(values)) is None
    off = [is_holiday("US", MONDAY + timedelta(days=n)) for n in range(600)]
    values[:, off] *= 0.3
    assert guess_country(panel_of(values)) == "US"


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_margins_hold_about_as_many_days_as_they_promise(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(100, 10, (5, 300))
    replays = [Replay(origin, np.full((5, 28), 100.0)) for origin in range(100, 260, 7)]
    low, high = Margins(noise[:, :260], replays).around(np.full((5, 40), 100.0))
    assert np.mean((noise[:, 260:] >= low) & (noise[:, 260:] <= high)) == pytest.approx(LEVEL, abs=0.15)


def test_a_sum_is_less_unsure_than_its_parts_together() -> None:
    values = 100 + np.random.default_rng(4).normal(0, 10, (20, 120))
    panel = panel_of(values)
    found = forecast_panel(panel, 28, country=None, learn=False)
    past = summed([Past(panel.values, found.replays)])
    low, high = Margins(past.values, past.replays).around(found.expected.sum(axis=0)[None, :])
    assert (high - low).mean() < 0.5 * (found.high - found.low).sum(axis=0).mean()
    assert all(then.days_ago % 7 == 0 and then.expected.shape == (1, 28) for then in replayed(past))


def test_a_month_may_turn_out_on_either_side_whatever_the_last_ones_did() -> None:
    """A trade that kept growing beyond what was forecast may stop to."""
    replays = [Replay(origin, np.full((1, 28), 100.0)) for origin in range(112, 225, 7)]
    margins, expected = Margins(np.full((1, 252), 110.0), replays), np.full((1, 30), 110.0)
    low, high = margins.around_month(expected, *margins.around(expected))
    assert low[0] == pytest.approx(30 * 100.0)
    assert high[0] == pytest.approx(30 * 120.0)


def test_a_new_place_is_told_by_its_neighbours_and_soon_by_itself() -> None:
    shape = np.tile([1.0, 2, 3], 3)
    theirs = np.outer([10.0, 20, 30], shape)
    new = from_neighbours(np.zeros(0), theirs, theirs * 0.8, theirs * 1.2)
    assert new is not None
    assert new.expected == pytest.approx(20 * shape)
    assert np.all((new.low <= new.expected) & (new.expected <= new.high))
    small = from_neighbours(np.full(7, 4.0), theirs, theirs * 0.8, theirs * 1.2)
    assert small is not None
    assert small.expected.mean() == pytest.approx((4 + 40) / 2)
    assert from_neighbours(np.zeros(0), theirs[:1], theirs[:1], theirs[:1]) is None
