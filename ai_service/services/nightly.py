"""The nightly run: forecasts of every kiosk, and from them of every group and of the fleet, kept for the day.

Kiosks of one group and currency are forecast together. A sum is the sum of its kiosks' amounts to the last digit; its
bounds come from what the same sum missed by in the past.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.forecast.engine import PanelForecast
from ai_service.forecast.sums import Replayed, replayed, summed
from ai_service.models import Forecast, ForecastRun
from ai_service.models.forecasts import FLEET, GROUP, KIOSK
from ai_service.repositories import forecasts, kiosks, locks
from ai_service.repositories.kiosks import RETIRED, KnownKiosk
from ai_service.services.histories import histories
from ai_service.services.making import (
    BLEND,
    PLAIN,
    SEED,
    SUM,
    UNTESTED,
    Cell,
    cells_of,
    of_kiosks,
    of_young,
    sum_of_made,
)
from ai_service.services.rows import Made, exact, row_of
from common.database import transaction
from common.events import utc_now
from common.logs import get_logger

logger = get_logger(__name__)

KEPT_FOR = timedelta(days=400)


def run(session: Session, today: date, zone: ZoneInfo, country: str | None) -> ForecastRun | None:
    """Forecast everything and keep it; None when nothing can be forecast yet. A run of the same day is replaced.

    Args:
        country: whose holidays the kiosks keep.
    """
    started = utc_now()
    known = [kiosk for kiosk in kiosks.every(session) if kiosk.lifecycle != RETIRED]
    found = histories(session, today, zone, [kiosk.id for kiosk in known])
    before = forecasts.kiosks_with_forecasts(session)
    session.rollback()  # nothing is held open while models learn
    cells = cells_of(known, found, country)
    if not cells:
        return None
    made = [*of_kiosks(cells), *of_young(known, found, cells)]
    with transaction(session):
        locks.alone(session, "forecasts")
        forecasts.forget(session, today, today - KEPT_FOR)
        night = ForecastRun(made_on=today, started_at=started, seed=SEED, subjects=len(made), report=_report(cells))
        session.add(night)
        session.flush()
        rows = [row_of(each, night.id, today, started) for each in made]
        rows += _sums(made, rows, known, cells, night)
        if not before:
            rows += _replays(cells, night)
        session.add_all(rows)
        night.finished_at = utc_now()
    logger.info("forecast", subjects=len(made), seconds=round((utc_now() - started).total_seconds(), 1))
    return night


def _sums(
    made: Sequence[Made],
    rows: Sequence[Forecast],
    known: Sequence[KnownKiosk],
    cells: Sequence[Cell],
    night: ForecastRun,
) -> list[Forecast]:
    groups = {str(kiosk.id): kiosk.group for kiosk in known}
    parts: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for n, each in enumerate(made):
        parts[FLEET, "", each.currency].append(n)
        if groups[each.key]:
            parts[GROUP, str(groups[each.key]), each.currency].append(n)
    sums = []
    for (kind, key, currency), members in parts.items():
        own = [cell for cell in cells if cell.currency == currency and (kind == FLEET or cell.group == key)]
        total = sum_of_made([made[n] for n in members], own, kind, key)
        amounts = [sum(day, Decimal(0)) for day in zip(*(rows[n].amounts for n in members), strict=True)]
        sums.append(row_of(total, night.id, night.made_on, night.started_at, amounts))
    return sums


def _replays(cells: Sequence[Cell], night: ForecastRun) -> list[Forecast]:
    """What would have been forecast in the last weeks, so that there is something to compare from the first day on."""
    rows: list[Forecast] = []
    by_currency: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_currency[cell.currency].append(cell)
        names = [str(member.kiosk_id) for member in cell.members]
        for then in replayed(cell.past):
            rows += [_replay(KIOSK, name, n, cell, then, night) for n, name in enumerate(names)]
        if cell.group:
            rows += [_replay(GROUP, cell.group, 0, cell, then, night) for then in replayed(summed([cell.past]))]
    for together in by_currency.values():
        past = summed([cell.past for cell in together])
        rows += [_replay(FLEET, "", 0, together[0], then, night) for then in replayed(past)]
    return rows


def _replay(kind: str, key: str, place: int, cell: Cell, then: Replayed, night: ForecastRun) -> Forecast:
    unit = Decimal(1).scaleb(-cell.digits)
    amounts, low, high = (exact(side[place], unit) for side in (then.expected, then.low, then.high))
    return Forecast(
        subject_kind=kind,
        subject=key,
        made_on=night.made_on - timedelta(days=then.days_ago),
        currency=cell.currency,
        run_id=night.id,
        made_at=night.started_at,
        replayed=True,
        model=SUM if kind != KIOSK else BLEND if cell.found.weight[place] else PLAIN,
        amounts=amounts,
        low=low,
        high=high,
        month=sum(amounts, Decimal(0)),
        month_low=sum(low, Decimal(0)),
        month_high=sum(high, Decimal(0)),
        backtest={**asdict(UNTESTED), "kiosks": 1 if kind == KIOSK else len(cell.members)},
    )


def _report(cells: Sequence[Cell]) -> dict[str, object]:
    """By group and currency: kiosks, days of history, the pooled model's weight, and skill over the tested weeks."""
    return {
        f"{cell.group}/{cell.currency}": {
            "kiosks": len(cell.members),
            "days": cell.panel.days,
            "weight": round(float(np.max(cell.found.weight)), 3),
            "skill": _skill(cell.found),
        }
        for cell in cells
    }


def _skill(found: PanelForecast) -> float | None:
    error, naive = float(np.nansum(found.tested.error)), float(np.nansum(found.tested.naive))
    return round(1 - error / naive, 3) if naive > 0 else None
