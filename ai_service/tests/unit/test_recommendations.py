"""The rules: what they say, with which money, and that they are silent without data."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ai_service.recommendations.rules import advise
from ai_service.recommendations.situation import Advice, Consumable, Situation, Trouble
from ai_service.recommendations.texts import texts_of

TODAY = date(2026, 3, 2)  # a Monday
DAYS = 84


def situation(own: float = 100, others: Sequence[float] = (100, 110, 120, 130, 140)) -> Situation:
    """A kiosk that sells the same every day, among others that do."""
    return Situation(
        today=TODAY,
        currency="ARS",
        expected=[own] * 100,
        history=np.full(DAYS, own, dtype=float),
        neighbours=np.array([[other] * DAYS for other in others], dtype=float).reshape(len(others), DAYS),
        neighbours_expected=list(others),
    )


def found(now: Situation) -> dict[str, Advice]:
    return {advice.code: advice for advice in advise(now)}


def test_where_all_is_well_or_nothing_is_known_nothing_is_said() -> None:
    assert advise(situation()) == []
    assert advise(situation(own=1, others=())) == []
    unknown = Consumable("ready", TODAY, [50.0] * 100)
    assert advise(replace(situation(), cash=unknown, cash_share=0.5, printer=unknown)) == []
    assert advise(replace(situation(), cash=Consumable("full", TODAY, [50.0] * 100))) == [], "no share of cash known"


def test_a_full_box_costs_the_cash_sales_of_the_week() -> None:
    now = replace(situation(), cash=Consumable("full", TODAY - timedelta(days=2), [40.0] * 100), cash_share=0.4)
    advice = found(now)["collect_cash"]
    assert (advice.priority, advice.effect_days) == ("high", 7)
    assert advice.effect == pytest.approx(280)
    texts = texts_of(advice, "ARS", 2)
    assert texts["es"]["why"].startswith("La caja está llena desde el 28/02/2026 y el 40 %")
    assert "280.00 ARS" in texts["en"]["why"]
    assert "280,00 ARS" in texts["es"]["why"]


def test_a_box_is_collected_by_the_day_on_which_it_will_be_full() -> None:
    cash = Consumable("ready", TODAY, [40.0] * 100, used=800, capacity=[900, 1000])
    advice = found(replace(situation(), cash=cash, cash_share=0.4))["collect_cash"]
    assert advice.due_on == TODAY + timedelta(days=3), "950 are reached with the fourth day"
    assert advice.confidence == pytest.approx(0.9)
    roomy = replace(cash, used=0.0)
    assert "collect_cash" not in found(replace(situation(), cash=roomy, cash_share=0.4))


@pytest.mark.parametrize(("state", "priority"), [("no_paper", "high"), ("low_ink", "medium")])
def test_a_printer_that_ran_out_is_named_with_the_sales_at_stake(state: str, priority: str) -> None:
    now = replace(situation(), printer=Consumable(state, TODAY, [20.0] * 28))
    advice = found(now)["refill_paper"]
    assert (advice.priority, advice.effect, advice.effect_days) == (priority, 100, 1)


def test_paper_is_refilled_before_it_ends_as_earlier_rolls_did() -> None:
    printer = Consumable("ready", TODAY, [20.0] * 28, used=430, capacity=[500])
    advice = found(replace(situation(), printer=printer))["refill_paper"]
    assert (advice.due_on, advice.confidence) == (TODAY + timedelta(days=3), 0.5)
    assert "430 receipts" in texts_of(advice, "ARS", 2)["en"]["why"]


def test_trouble_costs_what_was_missed_since_then() -> None:
    trouble = Trouble(TODAY - timedelta(days=4), 0.97, severe=False, title={"es": "ventilador", "en": "fan"})
    now = situation()
    fresh = found(replace(now, trouble=replace(trouble, since=TODAY)))["send_someone"]
    assert (fresh.effect, fresh.effect_days, fresh.variant) == (100, 1, "at_stake")
    now.history[-3:] = 30
    lasting = found(replace(now, trouble=trouble))["send_someone"]
    assert lasting.effect == pytest.approx(490)
    assert (lasting.effect_days, lasting.variant) == (7, "measured")
    assert (lasting.priority, lasting.confidence) == ("medium", 0.97), "others sell more"
    assert texts_of(lasting, "ARS", 2)["es"]["title"] == "Enviar a alguien: ventilador"


def test_trouble_that_sales_do_not_show_presses_less() -> None:
    since = TODAY - timedelta(days=4)
    trouble = Trouble(since, 0.97, severe=False, title={"es": "ventilador", "en": "fan"})
    now = replace(situation(own=200), trouble=trouble, printer=Consumable("no_paper", since, [20.0] * 28))
    for code in ("send_someone", "refill_paper"):
        advice = found(now)[code]
        assert (advice.priority, advice.effect) == ("low", 0)
        texts = texts_of(advice, "ARS", 2)
        assert "So far sales do not show it" in texts["en"]["why"]
        assert "no se nota en las ventas" in texts["es"]["why"]


def test_a_day_on_which_only_the_neighbours_sell_is_worth_opening() -> None:
    now = situation()
    now.history[np.arange(DAYS) % 7 == 6] = 0  # Sundays: today is a Monday
    advice = found(now)["change_hours"]
    assert texts_of(advice, "ARS", 2)["en"]["title"] == "Open on Sundays"
    assert texts_of(advice, "ARS", 2)["es"]["title"] == "Abrir los domingos"
    assert advice.effect == pytest.approx(700 * (1 / 7) / (6 / 7) * 4)
    assert "promote" not in found(now)


def test_a_weekday_that_falls_behind_is_promoted() -> None:
    now = situation()
    now.history[np.arange(DAYS) % 7 == 2] = 20
    advice = found(now)["promote"]
    assert advice.effect == pytest.approx((1 / 7 - 20 / 620) * 2800)
    assert "Wednesdays" in texts_of(advice, "ARS", 2)["en"]["why"]
    assert texts_of(advice, "ARS", 2)["es"]["title"] == "Promocionar los miércoles"


def test_a_poor_place_is_moved_and_a_hopeless_one_retired() -> None:
    moved = found(situation(own=30))
    assert set(moved) == {"move"}
    assert moved["move"].effect == pytest.approx((110 - 30) * 28)
    retired = found(situation(own=5))
    assert set(retired) == {"retire"}
    assert retired["retire"].effect == pytest.approx(-140), "what would be given up"
    assert advise(situation(own=30, others=(100, 110, 120))) == [], "three neighbours are too few"


def test_weeks_that_are_not_known_say_nothing_of_a_place() -> None:
    now = situation(own=5)
    now.history[-10] = np.nan
    assert advise(now) == []
