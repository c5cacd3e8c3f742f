"""Forecasts without a nightly run: a system that has just been started answers from what is there, in milliseconds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.repositories import kiosks
from ai_service.repositories.kiosks import RETIRED, KnownKiosk
from ai_service.services.histories import histories
from ai_service.services.kept import Kept, sum_of
from ai_service.services.making import cells_of, of_kiosks, of_young
from ai_service.services.rows import row_of
from ai_service.services.subjects import Seen
from common.events import utc_now


def forecasts_of(session: Session, seen: Seen, local_now: datetime) -> dict[str, Kept]:
    """By currency, the sum of the plain forecasts of the kiosks that are seen; without those that nothing is known of.

    Args:
        local_now: the time at the kiosks, in their time zone.
    """
    known = _with_neighbours(session, seen)
    zone, wanted = cast(ZoneInfo, local_now.tzinfo), {str(kiosk_id) for kiosk_id in seen.kiosk_ids}
    found = histories(session, local_now.date(), zone, [kiosk.id for kiosk in known])
    cells = cells_of(known, found, None, learn=False)
    parts: dict[str, list[Kept]] = defaultdict(list)
    for made in [*of_kiosks(cells), *of_young(known, found, cells)]:
        if made.key in wanted:
            parts[made.currency].append(Kept.of(row_of(made, 0, local_now.date(), utc_now())))
    return {currency: sum_of(kept) for currency, kept in parts.items()}


def days_known(session: Session, seen: Seen, today: date, zone: ZoneInfo) -> int:
    """How many days of sales there are to forecast from, of the kiosk that has most."""
    found = histories(session, today, zone, seen.kiosk_ids)
    return max((int(np.sum(~np.isnan(history.values))) for history in found.values()), default=0)


def _with_neighbours(session: Session, seen: Seen) -> Sequence[KnownKiosk]:
    """The kiosks that are seen, and those of the same groups, as a new one is told by them."""
    known = kiosks.every(session)
    groups = {kiosk.group for kiosk in known if kiosk.id in set(seen.kiosk_ids)}
    asked_for = seen.subject.kiosk_id
    return [kiosk for kiosk in known if kiosk.group in groups and (kiosk.lifecycle != RETIRED or kiosk.id == asked_for)]
