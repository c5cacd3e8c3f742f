"""The nightly run: forecasts of every kiosk, and from them of every group and of the fleet, kept for the day.

Kiosks of one group and currency are forecast together. A sum is the sum of its kiosks' amounts to the last digit; its
bounds come from what the same sum missed by in the past.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.forecast.conformal import Margins
from ai_service.forecast.engine import PanelForecast, forecast_panel
from ai_service.forecast.neighbours import from_neighbours
from ai_service.forecast.panel import Panel
from ai_service.forecast.sums import Past, Replayed, replayed, summed
from ai_service.forecast.tested import tested_on
from ai_service.models import Forecast, ForecastRun
from ai_service.models.forecasts import FLEET, GROUP, KIOSK
from ai_service.repositories import forecasts, kiosks
from ai_service.repositories.kiosks import RETIRED, KnownKiosk
from ai_service.services.histories import History, histories
from ai_service.services.kept import DAYS_KEPT, Tested
from ai_service.services.rows import Made, exact, row_of, tested_of
from common.database import transaction
from common.events import utc_now
from common.logs import get_logger

logger = get_logger(__name__)

FEWEST_DAYS = 14
KEPT_FOR = timedelta(days=400)
SEED = 6
BLEND, PLAIN, NEIGHBOURS, SUM = "blend", "weekday-theta", "neighbours", "sum"
UNTESTED = Tested(0, 0.0, 0.0, None)


@dataclass(frozen=True)
class Cell:
    """The kiosks of one group and currency, and their forecast."""

    group: str
    currency: str
    digits: int
    members: Sequence[History]
    panel: Panel
    found: PanelForecast

    @property
    def past(self) -> Past:
        return Past(self.panel.values, self.found.replays)


def run(session: Session, today: date, zone: ZoneInfo, country: str | None) -> ForecastRun | None:
    """Forecast everything and keep it; None when nothing can be forecast yet. A run of the same day is replaced.

    Args:
        country: whose holidays the kiosks keep.
    """
    started = utc_now()
    known = [kiosk for kiosk in kiosks.every(session) if kiosk.lifecycle != RETIRED]
    found = histories(session, today, zone)
    before = forecasts.kiosks_with_forecasts(session)
    session.rollback()  # nothing is held open while models learn
    cells = [_cell(group, members, country) for group, members in _grouped(known, found).items()]
    if not cells:
        return None
    made = [*_of_kiosks(cells), *_of_young(known, found, cells)]
    with transaction(session):
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


def _grouped(known: Sequence[KnownKiosk], found: Mapping[int, History]) -> dict[tuple[str, str], list[History]]:
    """By group and currency, those that have two weeks of their own."""
    grouped: dict[tuple[str, str], list[History]] = defaultdict(list)
    for kiosk in known:
        history = found.get(kiosk.id)
        if history is not None and np.sum(~np.isnan(history.values)) >= FEWEST_DAYS:
            grouped[kiosk.group or "", history.currency].append(history)
    return grouped


def _cell(key: tuple[str, str], members: Sequence[History], country: str | None) -> Cell:
    days = max(len(member.values) for member in members)
    values = np.full((len(members), days), np.nan)
    for place, member in enumerate(members):
        values[place, days - len(member.values) :] = member.values
    first_day = min(member.first_day for member in members)
    panel = Panel([str(member.kiosk_id) for member in members], first_day, values)
    digits = max(member.digits for member in members)
    return Cell(*key, digits, members, panel, forecast_panel(panel, DAYS_KEPT, country=country, seed=SEED))


def _of_kiosks(cells: Iterable[Cell]) -> list[Made]:
    made = []
    for cell in cells:
        found, tested = cell.found, cell.found.tested
        for n, member in enumerate(cell.members):
            made.append(
                Made(
                    kind=KIOSK,
                    key=str(member.kiosk_id),
                    currency=cell.currency,
                    digits=member.digits,
                    model=BLEND if found.weight[n] else PLAIN,
                    expected=found.expected[n],
                    low=found.low[n],
                    high=found.high[n],
                    month_low=float(found.month_low[n]),
                    month_high=float(found.month_high[n]),
                    tested=tested_of(tested.days[n], tested.error[n], tested.naive[n], tested.coverage[n]),
                )
            )
    return made


def _of_young(known: Sequence[KnownKiosk], found: Mapping[int, History], cells: Sequence[Cell]) -> list[Made]:
    """Kiosks with less than two weeks of their own: from their group, else from the fleet, in a currency used there."""
    made = []
    old = {member.kiosk_id for cell in cells for member in cell.members}
    for kiosk in known:
        if kiosk.id in old:
            continue
        own = found.get(kiosk.id)
        near = [cell for cell in cells if own is None or cell.currency == own.currency]
        near = [cell for cell in near if cell.group == (kiosk.group or "")] or near
        if not near:
            continue
        cell = max(near, key=lambda each: len(each.members))
        values = own.values if own is not None else np.zeros(0)
        guess = from_neighbours(values, cell.found.expected, cell.found.low, cell.found.high)
        if guess is not None:
            low, high = float(guess.low[:30].sum()), float(guess.high[:30].sum())
            made.append(
                Made(KIOSK, str(kiosk.id), cell.currency, cell.digits, NEIGHBOURS,
                     guess.expected, guess.low, guess.high, low, high, UNTESTED)
            )  # fmt: skip
    return made


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
        total = _sum([made[n] for n in members], own, kind, key)
        amounts = [sum(day, Decimal(0)) for day in zip(*(rows[n].amounts for n in members), strict=True)]
        sums.append(row_of(total, night.id, night.made_on, night.started_at, amounts))
    return sums


def _sum(members: Sequence[Made], cells: Sequence[Cell], kind: str, key: str) -> Made:
    """The sum of kiosks' forecasts; young ones widen it by their own bounds."""
    young = [each for each in members if each.model == NEIGHBOURS]
    expected = np.sum([each.expected for each in members if each.model != NEIGHBOURS], axis=0)
    past = summed([cell.past for cell in cells]) if cells else None
    extra_low, extra_high = (
        np.sum([getattr(each, side) for each in young], axis=0) if young else 0.0 for side in ("low", "high")
    )
    if past is not None and past.replays:
        margins = Margins(past.values, past.replays)
        low, high = margins.around(expected[None, :])
        month_low, month_high = (float(side[0]) for side in margins.around_month(expected[None, :], low, high))
        tested = tested_on(past.values, past.replays)
        told = tested_of(tested.days[0], tested.error[0], tested.naive[0], tested.coverage[0])
        bounds = low[0] + extra_low, high[0] + extra_high
        month_low += sum(each.month_low for each in young)
        month_high += sum(each.month_high for each in young)
    else:
        bounds = np.sum([each.low for each in members], axis=0), np.sum([each.high for each in members], axis=0)
        month_low, month_high = sum(each.month_low for each in members), sum(each.month_high for each in members)
        told = UNTESTED
    digits = max(each.digits for each in members)
    whole = np.sum([each.expected for each in members], axis=0)
    return Made(kind, key, members[0].currency, digits, SUM, whole, *bounds, month_low, month_high, told, len(members))


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
