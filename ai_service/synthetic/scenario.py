"""Fleets with events: which kiosk gets which fault when, how strong, and what the right answer is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.table import Mask, Table
from ai_service.synthetic.day import DAY, FIRST_MOMENT, kiosk_days
from ai_service.synthetic.effects import Event, apply
from ai_service.synthetic.faults import FAULTS, LEAST_STRENGTH, MOST_STRENGTH
from ai_service.synthetic.negatives import NEGATIVES

EVENTS: dict[str, Event] = {**FAULTS, **NEGATIVES}
SHORTEST, LONGEST = 45, 240
"""Minutes of an event."""


@dataclass(frozen=True)
class Labelled:
    """A kiosk's rows; `faulty` [n] is true where something is wrong; `events` [n] names what was done, "" for nothing.

    A hard negative has a name in `events` and is not `faulty`.
    """

    kiosk: int
    table: Table
    faulty: Mask
    events: np.ndarray


def fleet(
    kiosks: int, days: int, events: Sequence[str], seed: int, start: float = FIRST_MOMENT, first_kiosk: int = 0
) -> Iterator[Labelled]:
    """Kiosks with one event a day each, the first day without; the names are dealt out evenly over the fleet.

    Raises:
        ValueError: for a name that is not known.
    """
    for name in events:
        if name not in EVENTS:
            raise ValueError(f"unknown fault {name!r} (known: {', '.join(EVENTS)})")
    for kiosk in range(first_kiosk, first_kiosk + kiosks):
        yield one_kiosk(kiosk, days, events, seed, start)


def one_kiosk(kiosk: int, days: int, events: Sequence[str], seed: int, start: float = FIRST_MOMENT) -> Labelled:
    """As `fleet`, for the kiosk of this number; a single day has its event in its second half."""
    table = kiosk_days(seed, kiosk, days, start)
    return with_events(kiosk, table, events, np.random.default_rng([seed, 6, kiosk]), turn=kiosk * max(1, days - 1))


def with_events(kiosk: int, table: Table, events: Sequence[str], rng: np.random.Generator, turn: int = 0) -> Labelled:
    """Rows, real or made up, with an event in each day after the first.

    Args:
        turn: which of the names comes first.
    """
    rows = len(table)
    faulty, named = np.zeros(rows, bool), np.full(rows, "", dtype="U24")
    per_day = min(DAY, rows)
    days = range(1, rows // per_day) if rows >= 2 * per_day else range(1)
    for day in days if events else ():
        name = events[(turn + day) % len(events)]
        begin, length = _span(day * per_day, per_day, rng)
        strength = float(np.exp(rng.uniform(np.log(LEAST_STRENGTH), np.log(MOST_STRENGTH))))
        stop = min(begin + length, rows)
        table = apply(table, EVENTS[name], begin, stop, strength, rng)
        faulty[begin:stop] = name in FAULTS
        named[begin:stop] = name
    return Labelled(kiosk, table, faulty, named)


def _span(first: int, rows: int, rng: np.random.Generator) -> tuple[int, int]:
    """Begin and length of an event in the second half of these rows."""
    length = min(int(rng.integers(SHORTEST, LONGEST)), max(rows // 3, 1))
    return first + int(rng.integers(rows // 2, max(rows - length, rows // 2 + 1))), length
