"""What the rules know of a kiosk, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ai_service.forecast.panel import Series

HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True)
class Consumable:
    """Something that fills up or runs out with use: a cash box, a roll of paper.

    `used` is the use since it was last emptied or refilled, `per_day` that of each day to come, first what is left of
    today, in one unit. `capacity` holds what earlier rounds took, None and empty where that was not seen.
    """

    state: str
    since: date
    per_day: Sequence[float]
    used: float | None = None
    capacity: Sequence[float] = ()


@dataclass(frozen=True)
class Trouble:
    """An open incident, or a kiosk that is offline: since which day, how sure it is, and what it is called."""

    since: date
    confidence: float
    severe: bool
    title: Mapping[str, str]
    incident_id: int | None = None


@dataclass(frozen=True)
class Situation:
    """One kiosk today.

    `expected` are the days to come, beginning with today, in its currency. `history` are its days up to yesterday
    (`nan`: not known), `neighbours` those of the other kiosks of its group and currency, the newest day last in both;
    `neighbours_expected` is what each of these sells a day, by forecast. `cash_share` is the part of sales that was
    paid in cash in four weeks, the last ones or those before the box was full.
    """

    today: date
    currency: str
    expected: Sequence[float]
    history: Series
    neighbours: Series
    neighbours_expected: Sequence[float]
    cash: Consumable | None = None
    cash_share: float | None = None
    printer: Consumable | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Advice:
    """One thing to do. `effect` is the money at stake over `effect_days` days; `words` fill the texts of its code."""

    code: str
    priority: str
    effect: float
    effect_days: int
    confidence: float
    variant: str
    words: Mapping[str, object]
    due_on: date | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
