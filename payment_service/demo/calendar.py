"""The days of Argentina as trade feels them: week, holidays, pay day, growth, and days when a kiosk was down."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
FIXED_HOLIDAYS = ((1, 1), (3, 24), (4, 2), (5, 1), (5, 25), (6, 20), (7, 9), (12, 8), (12, 25))
MOVABLE_HOLIDAYS = ((6, 17), (8, 17), (10, 12), (11, 20))  # law 27.399: moved to a Monday
MONTHLY_GROWTH = 0.02


@dataclass(frozen=True)
class Rhythm:
    """How a kind of place trades. `week` is Monday to Sunday; hours are local, and may run past midnight."""

    sales_a_day: float
    week: tuple[float, float, float, float, float, float, float]
    opens: int
    closes: int
    peaks: tuple[float, ...]
    holiday: float


RHYTHMS: Mapping[str, Rhythm] = {
    "station": Rhythm(25, (1.1, 1.1, 1.1, 1.1, 1.15, 0.65, 0.5), 5, 24, (8, 18), 0.45),
    "airport": Rhythm(22, (1.0, 0.9, 0.9, 1.0, 1.2, 1.05, 1.1), 0, 24, (7, 13, 20), 1.1),
    "mall": Rhythm(19, (0.8, 0.8, 0.85, 0.9, 1.15, 1.5, 1.3), 10, 22, (14, 19), 0.9),
    "tourism": Rhythm(13, (0.7, 0.75, 0.8, 0.9, 1.1, 1.6, 1.55), 9, 20, (12, 17), 1.4),
    "hospital": Rhythm(15, (1.25, 1.2, 1.2, 1.15, 1.1, 0.5, 0.4), 6, 22, (9, 15), 0.35),
    "campus": Rhythm(16, (1.25, 1.3, 1.3, 1.25, 1.1, 0.4, 0.0), 7, 23, (11, 18), 0.05),
    "street": Rhythm(18, (0.95, 0.95, 1.0, 1.0, 1.15, 1.1, 0.85), 7, 23, (13, 19), 0.7),
}


@cache
def holidays(year: int) -> frozenset[date]:
    """The national holidays of a year."""
    fixed = [date(year, month, day) for month, day in FIXED_HOLIDAYS]
    moved = [_to_monday(date(year, month, day)) for month, day in MOVABLE_HOLIDAYS]
    easter = _easter(year)
    around_easter = [easter - timedelta(days=days) for days in (48, 47, 2)]  # carnival twice, Good Friday
    return frozenset([*fixed, *moved, *around_easter])


def _to_monday(day: date) -> date:
    """Tuesdays and Wednesdays go back to Monday, Thursdays and Fridays on to the next."""
    if day.weekday() in (TUESDAY, WEDNESDAY):
        return day - timedelta(days=day.weekday())
    if day.weekday() in (THURSDAY, FRIDAY):
        return day + timedelta(days=7 - day.weekday())
    return day


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def pay_day(day: date) -> float:
    """People buy more just after wages come, at the turn of the month, and less before it."""
    after = (day.day - 1) if day.day <= 20 else 0
    if day.day >= 28 or day.day <= 5:
        return 1.18
    return 0.9 if day.day >= 20 else 1.0 - 0.004 * after


def expected_sales(rhythm: Rhythm, popularity: float, day: date, days_ago: int) -> float:
    """How many sales a kiosk may expect on a day; weather and chance come on top."""
    growth = math.pow(1 + MONTHLY_GROWTH, -days_ago / 30)
    holiday = rhythm.holiday if day in holidays(day.year) else 1.0
    return rhythm.sales_a_day * popularity * rhythm.week[day.weekday()] * holiday * pay_day(day) * growth


def outages(rng: random.Random, days: int) -> frozenset[int]:
    """Which of the days a kiosk was down: now and then for one to three days."""
    down: set[int] = set()
    day = rng.expovariate(1 / 60)
    while day < days:
        length = rng.choice((1, 1, 1, 2, 3))
        down.update(range(int(day), int(day) + length))
        day += length + rng.expovariate(1 / 60)
    return frozenset(down)


def draw_count(rng: random.Random, mean: float) -> int:
    """A whole number around `mean`, a little wider than Poisson's: days differ by more than chance."""
    return max(0, round(rng.gauss(mean, math.sqrt(mean + (0.12 * mean) ** 2))))


def draw_minute(rng: random.Random, rhythm: Rhythm) -> float:
    """When in the day a sale falls, in minutes after midnight, inside the opening hours."""
    while True:
        if rng.random() < 0.35:
            hour = rng.uniform(rhythm.opens, rhythm.closes)
        else:
            hour = rng.gauss(rng.choice(rhythm.peaks), 2.0)
        if rhythm.opens <= hour < rhythm.closes:
            return hour * 60
