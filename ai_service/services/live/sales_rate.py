"""How a kiosk sells now, against what is usual for this hour of the week."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ai_service.repositories import knowledge

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
WEEKS = 4
"""What is usual is the mean of so many weeks."""
FEWEST_WEEKS = 2
FEWEST_SALES = 1.0
"""Below so many usual sales an hour without any says nothing."""


class SalesRate:
    """Of a shard's kiosks; what is usual for an hour is asked for once."""

    def __init__(self, shard: int, shards: int) -> None:
        self._shard, self._shards = shard, shards
        self._usual: dict[datetime, Mapping[int, float]] = {}

    def at(self, session: Session, moment: datetime) -> dict[int, float]:
        """By kiosk, as far as known: sales in the hour before `moment` over the usual ones; 1 is usual.

        The hour is put together from two whole ones, the older by the share of it that lies inside.
        """
        hour = moment.replace(minute=0, second=0, microsecond=0)
        newer = (moment - hour) / HOUR
        shares = {hour: newer, hour - HOUR: 1 - newer}
        sold: dict[int, float] = {}
        for kiosk_id, sold_in, count in knowledge.sales_in(session, list(shares), self._shard, self._shards):
            # All that was sold in the hour that goes on lies inside.
            sold[kiosk_id] = sold.get(kiosk_id, 0.0) + count * (1 if sold_in == hour else shares[sold_in])
        usual = {part: self._usual_in(session, part) for part in shares}
        known = usual[hour].keys() & usual[hour - HOUR].keys()
        expected = {kiosk_id: sum(shares[part] * usual[part][kiosk_id] for part in shares) for kiosk_id in known}
        return {
            kiosk_id: sold.get(kiosk_id, 0.0) / sales for kiosk_id, sales in expected.items() if sales >= FEWEST_SALES
        }

    def _usual_in(self, session: Session, hour: datetime) -> Mapping[int, float]:
        """Sales in the same hour of the weeks before, in the mean, by kiosk that has sold for long enough."""
        if hour not in self._usual:
            if len(self._usual) > 2:
                self._usual.clear()
            weeks = [hour - WEEK * back for back in range(1, WEEKS + 1)]
            total: dict[int, int] = {}
            for kiosk_id, _, count in knowledge.sales_in(session, weeks, self._shard, self._shards):
                total[kiosk_id] = total.get(kiosk_id, 0) + count
            ages = {
                kiosk_id: min(WEEKS, (hour - first) // WEEK)
                for kiosk_id, first in knowledge.first_sales(session, self._shard, self._shards).items()
            }
            self._usual[hour] = {
                kiosk_id: total.get(kiosk_id, 0) / age for kiosk_id, age in ages.items() if age >= FEWEST_WEEKS
            }
        return self._usual[hour]
