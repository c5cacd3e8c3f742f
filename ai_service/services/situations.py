"""Puts together what the rules have to know of each kiosk, from what ai_service has measured."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.forecast.panel import Series
from ai_service.models import Forecast, PeripheralState
from ai_service.models.forecasts import KIOSK
from ai_service.models.incidents import Incident
from ai_service.recommendations.situation import Consumable, Situation, Trouble
from ai_service.recommendations.upkeep import FULL, NO_PAPER
from ai_service.repositories import forecasts, incidents, kiosks, presence, sales
from ai_service.repositories.kiosks import RETIRED
from ai_service.repositories.sales import DayRow
from ai_service.services.histories import History, histories

FORECAST_DAYS = timedelta(days=7)
RECENT = timedelta(days=28)
USE_SPAN = timedelta(days=366)
SEEN_DAYS = 12 * 7
OFFLINE_TITLE = {"es": "el kiosco está sin conexión", "en": "the kiosk is offline"}


@dataclass(frozen=True)
class Placed:
    """A kiosk's situation, with the digits of its currency and the forecast it rests on."""

    kiosk_id: int
    digits: int
    situation: Situation


def situations(session: Session, today: date, zone: ZoneInfo) -> list[Placed]:
    """Of every kiosk in service that has a forecast."""
    known = [kiosk for kiosk in kiosks.every(session) if kiosk.lifecycle != RETIRED]
    rows = forecasts.newest(session, KIOSK, [str(kiosk.id) for kiosk in known], today - FORECAST_DAYS)
    ahead = {int(row.subject): row for row in rows}
    found = histories(session, today, zone, [kiosk.id for kiosk in known])
    cells: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for kiosk in known:
        if kiosk.id in ahead and kiosk.id in found:
            cells[kiosk.group, ahead[kiosk.id].currency].append(kiosk.id)
    supplies = _Supplies(session, today, zone)
    troubles = _troubles(session, zone)
    placed = []
    for members in cells.values():
        recent = {kiosk_id: _recent(found[kiosk_id]) for kiosk_id in members}
        expected = {kiosk_id: _expected(ahead[kiosk_id], today) for kiosk_id in members}
        for kiosk_id in members:
            others = [other for other in members if other != kiosk_id]
            situation = Situation(
                today=today,
                currency=ahead[kiosk_id].currency,
                expected=expected[kiosk_id],
                history=recent[kiosk_id],
                neighbours=np.array([recent[other] for other in others]).reshape(len(others), SEEN_DAYS),
                neighbours_expected=[float(np.mean(expected[other][:28])) for other in others],
                cash=supplies.cash(kiosk_id, ahead[kiosk_id].currency, expected[kiosk_id]),
                cash_share=supplies.cash_share(kiosk_id, ahead[kiosk_id].currency),
                printer=supplies.printer(kiosk_id),
                trouble=troubles.get(kiosk_id),
            )
            placed.append(Placed(kiosk_id, found[kiosk_id].digits, situation))
    return placed


def _recent(history: History) -> Series:
    days = np.full(SEEN_DAYS, np.nan)
    last = history.values[-SEEN_DAYS:]
    days[SEEN_DAYS - len(last) :] = last
    return days


def _expected(row: Forecast, today: date) -> list[float]:
    return [float(amount) for amount in row.amounts[(today - row.made_on).days :]]


def _troubles(session: Session, zone: ZoneInfo) -> dict[int, Trouble]:
    """Kiosks that are offline, and those with an open incident, which says more."""
    found: dict[int, Trouble] = {}
    for closure in presence.closures(session, datetime.max.replace(tzinfo=zone)):
        if closure.status == "offline":
            since = closure.since.astimezone(zone).date()
            found[closure.kiosk_id] = Trouble(since, 1.0, severe=False, title=OFFLINE_TITLE)
    for kiosk_id, incident in incidents.open_of(session).items():
        found[kiosk_id] = _incident(incident, zone)
    return found


def _incident(incident: Incident, zone: ZoneInfo) -> Trouble:
    return Trouble(
        since=incident.started_at.astimezone(zone).date(),
        confidence=round(float(incident.peak_probability), 3),
        severe=incident.severity == "critical",
        title=incident.explanation["title"],
        incident_id=incident.id,
    )


class _Supplies:
    """How the cash boxes and printers are, and how fast they fill up and run out."""

    def __init__(self, session: Session, today: date, zone: ZoneInfo) -> None:
        self._today, self._zone = today, zone
        self._states = {name: _by_kiosk(presence.states(session, name)) for name in ("cash_acceptor", "printer_status")}
        wanted = {kiosk_id for states in self._states.values() for kiosk_id in states}
        self._rows: dict[int, list[DayRow]] = defaultdict(list)
        # Today counts as far as it has gone: the box is as full as it is.
        tomorrow = today + timedelta(days=1)
        for row in sales.rows_between(session, today - USE_SPAN, tomorrow, sorted(wanted)):
            self._rows[row.kiosk_id].append(row)

    def cash_share(self, kiosk_id: int, currency: str) -> float | None:
        """The part of four weeks' sales in a currency that was paid in cash; None where that is not known.

        They are the last ones, or those before the box was full: since then nobody could pay so.
        """
        states = self._states["cash_acceptor"].get(kiosk_id)
        end = self._day(states[-1].since) if states and states[-1].state == FULL else self._today
        rows = [row for row in self._rows[kiosk_id] if end - RECENT <= row.day < end and row.currency == currency]
        whole = sum(float(row.amount) for row in rows)
        if not whole or any(row.cash is None for row in rows):
            return None
        return sum(float(row.cash or 0) for row in rows) / whole

    def cash(self, kiosk_id: int, currency: str, expected: Sequence[float]) -> Consumable | None:
        share = self.cash_share(kiosk_id, currency) or 0.0
        per_day = [share * amount for amount in expected]

        def put_in(row: DayRow) -> float:
            return float(row.cash or 0) if row.currency == currency else 0.0

        return self._consumable(kiosk_id, "cash_acceptor", FULL, put_in, per_day)

    def printer(self, kiosk_id: int) -> Consumable | None:
        rows = [row for row in self._rows[kiosk_id] if self._today - RECENT <= row.day < self._today]
        usual = sum(row.payments for row in rows) / RECENT.days
        per_day = [usual] * RECENT.days
        return self._consumable(kiosk_id, "printer_status", NO_PAPER, lambda row: float(row.payments), per_day)

    def _consumable(
        self, kiosk_id: int, peripheral: str, spent: str, use: Callable[[DayRow], float], per_day: Sequence[float]
    ) -> Consumable | None:
        states = self._states[peripheral].get(kiosk_id)
        if not states:
            return None
        last = states[-1]
        rounds = _rounds(states, spent)
        used = [self._use(kiosk_id, start, end, use) for start, end in rounds if end is not None]
        open_round = next((start for start, end in rounds if end is None), None)
        if open_round is not None and self._day(open_round) < self._today:
            # What has been used today is used: only the rest of the day is to come.
            today = sum(use(row) for row in self._rows[kiosk_id] if row.day == self._today)
            per_day = [max(per_day[0] - today, 0.0), *per_day[1:]]
        return Consumable(
            state=last.state,
            since=self._day(last.since),
            per_day=per_day,
            used=None if open_round is None else self._use(kiosk_id, open_round, None, use),
            capacity=[each for each in used if each > 0],
        )

    def _use(self, kiosk_id: int, start: datetime, end: datetime | None, use: Callable[[DayRow], float]) -> float:
        """By whole days: those after the start's, up to the end's."""
        first, last = self._day(start), self._day(end) if end else self._today
        return sum(use(row) for row in self._rows[kiosk_id] if first < row.day <= last)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _rounds(states: Sequence[PeripheralState], spent: str) -> list[tuple[datetime, datetime | None]]:
    """From each end of a spent state to the beginning of the next one, the last of which may not have come."""
    rounds: list[tuple[datetime, datetime | None]] = []
    start: datetime | None = None
    for state in states:
        if state.state == spent:
            if start is not None:
                rounds.append((start, state.since))
            start = state.until
    if start is not None:
        rounds.append((start, None))
    return rounds


def _by_kiosk(states: Sequence[PeripheralState]) -> Mapping[int, list[PeripheralState]]:
    found: dict[int, list[PeripheralState]] = defaultdict(list)
    for state in states:
        found[state.kiosk_id].append(state)
    return found
