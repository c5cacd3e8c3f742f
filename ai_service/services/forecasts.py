"""What a kiosk, a group or the fleet is expected to sell: from the last nightly run, else worked out at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.models.forecasts import KIOSK
from ai_service.repositories import forecasts
from ai_service.services import on_demand
from ai_service.services.kept import Kept, sum_of
from ai_service.services.making import FEWEST_DAYS
from ai_service.services.subjects import Seen, Subject
from common.errors import Invalid

OLDEST_DAYS = 7
"""A forecast that is older than a week is not shown any more."""


@dataclass(frozen=True)
class Prediction:
    """A subject's sales from `first_day` on, in one currency."""

    subject: Subject
    currency: str
    first_day: date
    kept: Kept

    def days(self, horizon: int) -> Iterator[tuple[date, Decimal, Decimal, Decimal]]:
        """Day, amount, low and high of the first `horizon` days."""
        rows = zip(self.kept.amounts, self.kept.low, self.kept.high, strict=True)
        for ahead, (amount, low, high) in enumerate(rows):
            if ahead < horizon:
                yield self.first_day + timedelta(days=ahead), amount, low, high

    def exact(self, amount: float) -> Decimal:
        """An amount with the digits that this prediction's have."""
        return Decimal(amount).quantize(self.kept.month)


def predict(session: Session, seen: Seen, local_now: datetime) -> Prediction:
    """The newest forecast of what the caller may see, from today on.

    Of several currencies the one that most kiosks sell in is told; amounts of different currencies are never added.

    Args:
        local_now: the time at the kiosks.

    Raises:
        Invalid: `not_enough_history`, when there are under two weeks of sales and no neighbours to learn from.
    """
    today = local_now.date()
    found = _newest(session, seen, today) or on_demand.forecasts_of(session, seen, local_now)
    if not found:
        days = on_demand.days_known(session, seen, today, cast(ZoneInfo, local_now.tzinfo))
        raise Invalid("not_enough_history", days=days, needed=FEWEST_DAYS)
    currency = max(sorted(found), key=lambda name: found[name].kiosks)
    kept = found[currency]
    return Prediction(seen.subject, currency, today, kept.after((today - kept.made_on).days))


def _newest(session: Session, seen: Seen, today: date) -> dict[str, Kept]:
    """By currency, from the last run: the subject's own forecast, or the sum over the kiosks that are seen of it."""
    since = today - timedelta(days=OLDEST_DAYS)
    if seen.whole:
        rows = forecasts.newest(session, seen.subject.kind, [seen.subject.key], since)
        newest = max((row.made_on for row in rows), default=today)
        return {row.currency: Kept.of(row) for row in rows if row.made_on == newest}
    rows = forecasts.newest(session, KIOSK, [str(kiosk_id) for kiosk_id in seen.kiosk_ids], since)
    newest = max((row.made_on for row in rows), default=today)
    parts: dict[str, list[Kept]] = defaultdict(list)
    for row in rows:
        if row.made_on == newest:
            parts[row.currency].append(Kept.of(row))
    return {currency: sum_of(kept) for currency, kept in parts.items()}
