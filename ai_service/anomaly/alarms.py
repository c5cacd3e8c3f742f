"""From probabilities to alarms that keep a budget, and to incidents with a start, a peak and an end."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

DAY = 86_400.0
_ROWS_OF_AN_EPISODE = 12
"""Strange rows come in a row, since windows overlap: so many make one alert."""


@dataclass(frozen=True)
class AlarmPolicy:
    """`budget_per_day`: alerts a machine may give in a day of normal work; `interval`: seconds between its rows.

    `quiet_rows` below the lower threshold end an incident; for `cool_down` seconds after its end only a row that is
    stranger than its peak opens another. `hysteresis`: how many times as common as those where alarms start the rows
    below the lower threshold are. `level`: the probability where alarms start, when a machine's own past has told it.
    """

    budget_per_day: float
    interval: float
    quiet_rows: int = 6
    cool_down: float = 1800.0
    hysteresis: float = 10.0
    level: float | None = None

    @property
    def on(self) -> float:
        """The probability from which on an alarm starts."""
        if self.level is not None:
            return self.level
        share = self.budget_per_day * _ROWS_OF_AN_EPISODE * self.interval / DAY
        return 1.0 - min(max(share, 1e-8), 0.5)

    @property
    def off(self) -> float:
        """The probability below which a row is quiet."""
        return min(1.0 - min(self.hysteresis * (1.0 - self.on), 0.5), self.on)


class Incident(NamedTuple):
    """Times are seconds since 1970; `ended_at` is the last row that was not quiet, None while it goes on."""

    started_at: float
    peak_at: float
    peak_probability: float
    ended_at: float | None


class Step(NamedTuple):
    """What a row made of the alarm. `incident` is the one that is going on or that just `closed`."""

    alarm: bool
    opened: bool
    closed: bool
    incident: Incident | None


@dataclass(frozen=True)
class _State:
    started_at: float | None = None
    peak_at: float = 0.0
    peak: float = 0.0
    last_at: float = 0.0
    quiet: int = 0
    ended_at: float | None = None
    ended_peak: float = 0.0


class Alarm:
    """One machine's alarm. Its state fits into a small dict, so that it survives a restart."""

    def __init__(self, policy: AlarmPolicy, state: Mapping[str, Any] | None = None) -> None:
        self.policy = policy
        self._state = _State(**(state or {}))

    def to_dict(self) -> dict[str, Any]:
        return asdict(self._state)

    @property
    def incident(self) -> Incident | None:
        """The one that is going on."""
        state = self._state
        return None if state.started_at is None else Incident(state.started_at, state.peak_at, state.peak, None)

    def hold(self, at: float) -> None:
        """Until then there were no rows: an incident that is going on went on."""
        if self._state.started_at is not None and at > self._state.last_at:
            self._state = replace(self._state, last_at=at, quiet=0)

    def heeds(self, at: float, probability: float) -> bool:
        """Whether such a row would start an incident, or keep the one that is going on from its end."""
        state, policy = self._state, self.policy
        if state.started_at is not None:
            return probability >= policy.off
        cooling = state.ended_at is not None and at - state.ended_at < policy.cool_down
        return probability >= policy.on and not (cooling and probability <= state.ended_peak)

    def step(self, at: float, probability: float) -> Step:
        """The next row, in the order of time."""
        return self._start(at, probability) if self._state.started_at is None else self._go_on(at, probability)

    def _start(self, at: float, probability: float) -> Step:
        if not self.heeds(at, probability):
            return Step(False, False, False, None)
        self._state = replace(self._state, started_at=at, peak_at=at, peak=probability, last_at=at, quiet=0)
        return Step(True, True, False, self.incident)

    def _go_on(self, at: float, probability: float) -> Step:
        state = self._state
        if self.heeds(at, probability):
            if probability > state.peak:
                state = replace(state, peak=probability, peak_at=at)
            self._state = replace(state, last_at=at, quiet=0)
        elif state.quiet + 1 < self.policy.quiet_rows:
            self._state = replace(state, quiet=state.quiet + 1)
        else:
            assert state.started_at is not None
            self._state = _State(ended_at=state.last_at, ended_peak=state.peak)
            return Step(False, False, True, Incident(state.started_at, state.peak_at, state.peak, state.last_at))
        return Step(True, False, False, self.incident)


def group(policy: AlarmPolicy, points: Iterable[tuple[float, float]]) -> tuple[list[bool], list[Incident]]:
    """All rows of one machine, (time, probability) in the order of time: which of them alarm, and the incidents."""
    alarm, alarms, incidents = Alarm(policy), [], []
    for at, probability in points:
        step = alarm.step(at, probability)
        alarms.append(step.alarm)
        if step.closed and step.incident:
            incidents.append(step.incident)
    if alarm.incident:
        incidents.append(alarm.incident)
    return alarms, incidents
