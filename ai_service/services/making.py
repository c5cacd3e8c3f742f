"""Makes forecasts of kiosks, group by group, and of their sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.forecast.conformal import Margins
from ai_service.forecast.engine import PanelForecast, forecast_panel
from ai_service.forecast.neighbours import from_neighbours
from ai_service.forecast.panel import Panel
from ai_service.forecast.sums import Past, summed
from ai_service.forecast.tested import tested_on
from ai_service.models.forecasts import KIOSK
from ai_service.repositories.kiosks import KnownKiosk
from ai_service.services.histories import History
from ai_service.services.kept import DAYS_KEPT, MONTH_DAYS, Tested
from ai_service.services.rows import Made, tested_of

FEWEST_DAYS = 14
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


def cells_of(
    known: Sequence[KnownKiosk], found: Mapping[int, History], country: str | None, *, learn: bool = True
) -> list[Cell]:
    """The kiosks that have two weeks of their own, by group and currency, with their forecasts.

    Args:
        country: whose holidays they keep.
        learn: False leaves the pooled model out, which takes seconds to minutes.
    """
    return [_cell(key, members, country, learn=learn) for key, members in _grouped(known, found).items()]


def _grouped(known: Sequence[KnownKiosk], found: Mapping[int, History]) -> dict[tuple[str, str], list[History]]:
    """By group and currency, those that have two weeks of their own."""
    grouped: dict[tuple[str, str], list[History]] = defaultdict(list)
    for kiosk in known:
        history = found.get(kiosk.id)
        if history is not None and np.sum(~np.isnan(history.values)) >= FEWEST_DAYS:
            grouped[kiosk.group or "", history.currency].append(history)
    return grouped


def _cell(key: tuple[str, str], members: Sequence[History], country: str | None, *, learn: bool) -> Cell:
    days = max(len(member.values) for member in members)
    values = np.full((len(members), days), np.nan)
    for place, member in enumerate(members):
        values[place, days - len(member.values) :] = member.values
    first_day = min(member.first_day for member in members)
    panel = Panel([str(member.kiosk_id) for member in members], first_day, values)
    digits = max(member.digits for member in members)
    return Cell(*key, digits, members, panel, forecast_panel(panel, DAYS_KEPT, country=country, seed=SEED, learn=learn))


def of_kiosks(cells: Iterable[Cell]) -> list[Made]:
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


def of_young(known: Sequence[KnownKiosk], found: Mapping[int, History], cells: Sequence[Cell]) -> list[Made]:
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
            low, high = float(guess.low[:MONTH_DAYS].sum()), float(guess.high[:MONTH_DAYS].sum())
            made.append(
                Made(KIOSK, str(kiosk.id), cell.currency, cell.digits, NEIGHBOURS,
                     guess.expected, guess.low, guess.high, low, high, UNTESTED)
            )  # fmt: skip
    return made


def sum_of_made(members: Sequence[Made], cells: Sequence[Cell], kind: str, key: str) -> Made:
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
