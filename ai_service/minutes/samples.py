"""What is kept of a reading until its minute is over: a few numbers."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from ai_service.minutes.columns import AVERAGED, AVERAGED_OF, TROUBLE
from common.readings import PERIPHERALS

Sample: TypeAlias = tuple[float | None, ...]
"""The metrics of AVERAGED, the state of each of TROUBLE's peripherals (its place in STATES), latitude, longitude and
the clock's offset in seconds."""

STATES: Mapping[str, tuple[str, ...]] = {name: tuple(sorted(PERIPHERALS[name])) for name in TROUBLE}
WIDTH: Final = len(AVERAGED) + len(TROUBLE) + 3

LIVE_SECONDS: Final = 60.0
"""A reading that is older than this when it comes is from a backlog, and tells nothing of the clock."""

_CODES = {name: {state: float(code) for code, state in enumerate(states)} for name, states in STATES.items()}
_PRINTER, _CARD, _CASH = (_CODES[name] for name in TROUBLE)
_ENVIRONMENTAL, _HARDWARE, _NETWORK = AVERAGED_OF.values()
_NOTHING: Mapping[str, Any] = {}


def sample_of(reading: Mapping[str, Any], received_at: float) -> tuple[float, Sample]:
    """When a reading was taken, in seconds since 1970, and what is kept of it.

    It counts for the time that the kiosk gives, but never for one after it came: a clock that is ahead does not put
    readings into minutes that are still to come. The offset is what the kiosk itself says, or how far it
    is ahead.

    Args:
        reading: one that was accepted (`common.readings`).
        received_at: seconds since 1970.
    """
    taken_at = datetime.fromisoformat(reading["timestamp"]).timestamp()
    environmental = reading.get("environmental") or _NOTHING
    hardware = reading.get("hardware") or _NOTHING
    network = reading.get("network") or _NOTHING
    peripherals = reading.get("peripherals") or _NOTHING
    location = reading.get("location") or _NOTHING
    return min(taken_at, received_at), (
        *[environmental.get(name) for name in _ENVIRONMENTAL],
        *[hardware.get(name) for name in _HARDWARE],
        *[network.get(name) for name in _NETWORK],
        _PRINTER.get(peripherals.get("printer_status")),  # type: ignore[arg-type]  # None is no state
        _CARD.get(peripherals.get("card_reader")),  # type: ignore[arg-type]
        _CASH.get(peripherals.get("cash_acceptor")),  # type: ignore[arg-type]
        location.get("lat"),
        location.get("lng"),
        _clock_offset(reading.get("clock_offset"), taken_at - received_at),
    )


def _clock_offset(said: Any, ahead: float) -> float | None:
    if isinstance(said, int | float) and math.isfinite(said):
        return float(said)
    return None if ahead < -LIVE_SECONDS else max(ahead, 0.0)
