"""When people come: the rhythm that sales and machine share."""

import math
from datetime import UTC, datetime

from kiosk_app.config import Place

WEEK = (1.0, 0.97, 0.97, 1.0, 1.0, 0.8, 0.65)  # Monday … Sunday


def solar_hour(at: datetime, place: Place) -> float:
    """The hour of the day by the sun at the place, 0 … 24."""
    at = at.astimezone(UTC)
    return (at.hour + at.minute / 60 + at.second / 3600 + place.lng / 15) % 24


def demand(at: datetime, place: Place) -> float:
    """How many people come, from 0 to 1: lunch and evening peaks, quiet nights and weekends."""
    hour = solar_hour(at, place)
    peak = max(math.exp(-(((hour - 13) / 2.0) ** 2)), math.exp(-(((hour - 18.5) / 2.0) ** 2)))
    open_ = min(1.0, max(0.0, min(hour - 6.5, 22.5 - hour)))
    return (0.1 + open_ * (0.25 + 0.65 * peak)) * WEEK[at.weekday()]
