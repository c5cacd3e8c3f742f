"""The calendar of the demo: real holidays, and a rhythm one can see in the sales."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from payment_service.demo.calendar import RHYTHMS, ZONE, holidays
from payment_service.demo.history import DAYS, PastSale, past_sales

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def sales(kind: str, count: int = 6) -> list[PastSale]:
    return [sale for number in range(count) for sale in past_sales(f"K-{number}", kind, NOW)]


def local_days(found: list[PastSale]) -> Counter[date]:
    return Counter(sale.occurred_at.astimezone(ZONE).date() for sale in found)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 2, 16),  # carnival
        date(2026, 2, 17),
        date(2026, 4, 3),  # Good Friday
        date(2026, 6, 15),  # 17 June is a Wednesday
        date(2026, 8, 17),  # a Monday
        date(2026, 10, 12),  # a Monday
        date(2026, 11, 23),  # 20 November is a Friday
        date(2025, 4, 18),
        date(2026, 7, 9),
    ],
)
def test_holidays_are_those_of_argentina(day: date) -> None:
    assert day in holidays(day.year)


def test_the_same_kiosk_has_the_same_past() -> None:
    assert list(past_sales("K-1", "mall", NOW)) == list(past_sales("K-1", "mall", NOW))
    assert list(past_sales("K-1", "mall", NOW)) != list(past_sales("K-2", "mall", NOW))


@pytest.mark.parametrize("kind", RHYTHMS)
def test_sales_fall_into_the_opening_hours_of_the_last_days(kind: str) -> None:
    rhythm = RHYTHMS[kind]
    for sale in sales(kind, 2):
        local = sale.occurred_at.astimezone(ZONE)
        assert rhythm.opens <= local.hour < rhythm.closes
        assert NOW - timedelta(days=DAYS + 1) < sale.occurred_at < NOW
        assert sale.amount > 0


def test_the_week_shows() -> None:
    by_weekday = Counter[int]()
    for day, count in local_days(sales("mall")).items():
        by_weekday[day.weekday()] += count
    assert by_weekday[5] > 1.3 * by_weekday[1]


def test_holidays_show() -> None:
    days = local_days(sales("hospital", 12))
    holiday = days[date(2026, 5, 25)]  # a Monday
    usual = (days[date(2026, 5, 18)] + days[date(2026, 6, 1)]) / 2
    assert holiday < 0.7 * usual


def test_some_days_are_missing_but_few() -> None:
    missing = [DAYS - len(local_days(list(past_sales(f"K-{number}", "station", NOW)))) for number in range(20)]
    assert any(missing)
    assert sum(missing) < 20 * DAYS * 0.1


def test_keys_are_unique() -> None:
    keys = [sale.key for sale in past_sales("K-1", "station", NOW)]
    assert len(keys) == len(set(keys))
