"""Readings: what a valid one is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

MAX_SEQ = 2**53 - 1
MAX_AHEAD = timedelta(minutes=5)
MAX_BEHIND = timedelta(days=35)


class Metric(NamedTuple):
    """One measured quantity: its section in a reading, its range (inclusive) and its unit."""

    section: str
    low: float
    high: float
    unit: str


METRICS: Mapping[str, Metric] = {
    "temperature": Metric("environmental", -40, 85, "°C"),
    "humidity": Metric("environmental", 0, 100, "%"),
    "air_quality": Metric("environmental", 0, 500, "AQI"),
    "cpu_temp": Metric("hardware", -40, 125, "°C"),
    "cpu_usage": Metric("hardware", 0, 100, "%"),
    "ram_usage": Metric("hardware", 0, 100, "%"),
    "disk_usage": Metric("hardware", 0, 100, "%"),
    "lat": Metric("location", -90, 90, "°"),
    "lng": Metric("location", -180, 180, "°"),
    "accuracy": Metric("location", 0, 1e9, "m"),  # the contract sets no end; beyond this it is no measurement
    "latency": Metric("network", 0, 600_000, "ms"),
    "signal_strength": Metric("network", -150, 0, "dBm"),
}

PERIPHERALS: Mapping[str, frozenset[str]] = {
    "printer_status": frozenset({"ready", "low_ink", "paper_jam", "offline", "no_paper"}),
    "cash_acceptor": frozenset({"ready", "full", "error"}),
    "card_reader": frozenset({"ready", "error"}),
}

SECTIONS = frozenset(metric.section for metric in METRICS.values()) | {"peripherals"}


class InvalidReading(ValueError):
    """A reading that is refused for good; `code` names the field, such as `out_of_range:cpu_usage`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# By section, so that a check looks only at what is there.
_METRICS_OF = {
    section: [(name, metric.low, metric.high) for name, metric in METRICS.items() if metric.section == section]
    for section in dict.fromkeys(metric.section for metric in METRICS.values())
}


def check_reading(reading: Any, kiosk_id: int, now: datetime) -> int:
    """The `seq` of a reading that may be stored for this kiosk. Unknown fields are allowed.

    Raises:
        InvalidReading: with the code of the first field that is wrong.
    """
    if not isinstance(reading, dict):
        raise InvalidReading("invalid_payload")
    seq = reading.get("seq")
    if type(seq) is not int:
        raise InvalidReading("missing:seq" if seq is None else "invalid:seq")
    if not 0 <= seq <= MAX_SEQ:
        raise InvalidReading("out_of_range:seq")
    named = reading.get("kiosk_id")
    if named != kiosk_id or isinstance(named, bool):
        raise InvalidReading("missing:kiosk_id" if named is None else "wrong_kiosk")
    _check_timestamp(reading.get("timestamp"), now)
    for section, metrics in _METRICS_OF.items():
        if values := _section(reading, section):
            for name, low, high in metrics:
                value = values.get(name)
                if value is not None:
                    _check_metric(name, value, low, high)
    if values := _section(reading, "peripherals"):
        for name, states in PERIPHERALS.items():
            state = values.get(name)
            if state is not None and (not isinstance(state, str) or state not in states):
                raise InvalidReading(f"invalid:{name}")
    return seq


def _section(reading: Mapping[str, Any], name: str) -> dict[str, Any]:
    values = reading.get(name)
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise InvalidReading(f"invalid:{name}")
    return values


def _check_metric(name: str, value: Any, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # NaN is not itself
        raise InvalidReading(f"invalid:{name}")
    if not low <= value <= high:
        raise InvalidReading(f"out_of_range:{name}")


def parse_timestamp(value: Any) -> datetime:
    """An ISO-8601 time with a zone.

    Raises:
        ValueError, TypeError: when it is none.
    """
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)


def _check_timestamp(value: Any, now: datetime) -> None:
    if value is None:
        raise InvalidReading("missing:timestamp")
    try:
        moment = parse_timestamp(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidReading("invalid:timestamp") from error
    if not now - MAX_BEHIND <= moment <= now + MAX_AHEAD:
        raise InvalidReading("out_of_range:timestamp")


def encode_reading(reading: Mapping[str, Any]) -> bytes:
    """The reading as JSON.

    Raises:
        InvalidReading: `invalid_payload`, for half characters, NUL and numbers too large for JSON.
    """
    try:
        encoded = orjson.dumps(reading)
    except TypeError as error:
        raise InvalidReading("invalid_payload") from error
    if b"\\u0000" in encoded:
        raise InvalidReading("invalid_payload")
    return encoded
