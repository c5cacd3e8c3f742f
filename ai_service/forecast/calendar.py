"""What kind of day a day is: holidays of a country, the days around them, where it lies in week, month and year."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np

from ai_service.forecast.panel import WEEK, Panel, Series, mean

CANDIDATES = (
    "AR", "AT", "AU", "BE", "BO", "BR", "CA", "CH", "CL", "CO", "CR", "CZ", "DE", "DK", "EC", "ES", "FI", "FR", "GB",
    "GR", "HU", "IE", "IN", "IT", "JP", "KR", "MX", "NL", "NO", "NZ", "PE", "PL", "PT", "PY", "RO", "SE", "SG", "TR",
    "US", "UY", "ZA",
)  # fmt: skip
"""Countries that a data set without one is held against."""
LEAST_EVIDENCE = 5.0
"""Standard errors by which a country's holidays must differ from other days to be taken for the right ones."""
FEWEST_HOLIDAYS = 3


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country in a year; none for a country that is not known."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def is_holiday(country: str | None, day: date) -> bool:
    return country is not None and day in holidays_of(country, day.year)


def day_features(country: str | None, first_day: date, days: int) -> Series:
    """Days × 6: holiday, day before one, day after one, bridge day, the days around New Year, day of the month."""
    around = [first_day + timedelta(days=n) for n in range(-1, days + 1)]
    off = np.array([is_holiday(country, day) for day in around])
    rest = off | np.array([day.weekday() >= 5 for day in around])
    before, here, after = slice(0, days), slice(1, days + 1), slice(2, days + 2)
    bridge = ~rest[here] & rest[before] & rest[after] & (off[before] | off[after])
    turn = [min(_days_from_new_year(day), 12) for day in around[here]]
    of_month = [day.day for day in around[here]]
    return np.stack([off[here], off[after], off[before], bridge, turn, of_month], axis=1).astype(float)


def _days_from_new_year(day: date) -> int:
    """Before (in December) or after the first of January."""
    return min((day - date(day.year, 1, 1)).days, (date(day.year + 1, 1, 1) - day).days)


def guess_country(panel: Panel) -> str | None:
    """The country whose holidays the sales of the past show best, None when no country's do clearly.

    For each day the fleet's sales are compared with the median of the same weekday in the eight weeks around. A
    country is judged by how far these ratios lie from 1 on its holidays, in standard errors of other days.
    """
    deviation = _deviation(panel)
    known = ~np.isnan(deviation)
    if known.sum() < 4 * WEEK:
        return None
    size = np.abs(deviation)
    usual, spread = float(np.nanmedian(size)), float(np.nanstd(np.minimum(size, np.nanquantile(size, 0.95))))
    weekday = np.array([panel.day(n).weekday() < 5 for n in range(panel.days)])
    best, evidence = None, LEAST_EVIDENCE
    for country in CANDIDATES:
        off = np.array([is_holiday(country, panel.day(n)) for n in range(panel.days)]) & known & weekday
        if off.sum() < FEWEST_HOLIDAYS or spread == 0:
            continue
        found = float(np.sum(size[off] - usual - spread) / (spread * np.sqrt(off.sum())))
        if found > evidence:
            best, evidence = country, found
    return best


def _deviation(panel: Panel) -> Series:
    """By day: the log of the fleet's sales over those of the same weekday in the weeks around."""
    level = mean(panel.values)[:, None]
    shares = np.divide(panel.values, level, out=np.full(panel.values.shape, np.nan), where=level > 0)
    fleet = mean(shares, axis=0)
    around = np.full((8, panel.days), np.nan)
    for row, weeks in enumerate((-4, -3, -2, -1, 1, 2, 3, 4)):
        lag = weeks * WEEK
        if abs(lag) < panel.days:
            target, source = (slice(lag, None), slice(None, -lag)) if lag > 0 else (slice(None, lag), slice(-lag, None))
            around[row, target] = fleet[source]
    usual = np.full(panel.days, np.nan)
    enough = np.sum(~np.isnan(around), axis=0) >= 3
    usual[enough] = np.nanmedian(around[:, enough], axis=0)
    ratio = np.divide(fleet, usual, out=np.full(panel.days, np.nan), where=usual > 0)
    deviation: Series = np.log(np.maximum(ratio, 0.02))
    return deviation
