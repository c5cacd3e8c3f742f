"""Readings: what a valid one is, and how it becomes durable before it is acknowledged.

Shared by the two ways in: the socket (websocket_service) and HTTP (kiosk_service).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from redis import Redis

from common.events import iso, utc_now

MAX_SEQ = 2**53 - 1
MAX_BATCH = 200
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
    if reading.get("kiosk_id") != kiosk_id or isinstance(reading.get("kiosk_id"), bool):
        raise InvalidReading("missing:kiosk_id" if reading.get("kiosk_id") is None else "wrong_kiosk")
    _check_timestamp(reading.get("timestamp"), now)
    for section in SECTIONS:
        if not isinstance(reading.get(section), dict | None):
            raise InvalidReading(f"invalid:{section}")
    for name, metric in METRICS.items():
        _check_metric(name, (reading.get(metric.section) or {}).get(name), metric)
    for name, states in PERIPHERALS.items():
        state = (reading.get("peripherals") or {}).get(name)
        if state is not None and (not isinstance(state, str) or state not in states):
            raise InvalidReading(f"invalid:{name}")
    return seq


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


def _check_metric(name: str, value: Any, metric: Metric) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # NaN is not itself
        raise InvalidReading(f"invalid:{name}")
    if not metric.low <= value <= metric.high:
        raise InvalidReading(f"out_of_range:{name}")


def _encoded(reading: Mapping[str, Any]) -> bytes:
    """The reading as JSON. What JSON or the database cannot hold (half characters, NUL, huge numbers) is refused."""
    try:
        encoded = orjson.dumps(reading)
    except TypeError as error:
        raise InvalidReading("invalid_payload") from error
    if b"\\u0000" in encoded:
        raise InvalidReading("invalid_payload")
    return encoded


@dataclass(frozen=True)
class Outcome:
    """What became of the readings of one call; `stored` are the accepted ones, in order."""

    stored: Sequence[Mapping[str, Any]]
    duplicate: int
    rejected: Sequence[Mapping[str, Any]]

    def answer(self) -> dict[str, Any]:
        """The acknowledgement, as the contract words it."""
        return {
            "ok": True,
            "accepted": len(self.stored),
            "duplicate": self.duplicate,
            "rejected": list(self.rejected),
        }


def shard_stream(shard: int) -> str:
    return f"telemetry:{shard}"


def _sequence_key(shard: int) -> str:
    # In Redis Cluster the braces put it into the slot of its stream, as one script touches both.
    return f"telemetry_seq:{{{shard_stream(shard)}}}"


# One atomic step: which of the readings are newer than the kiosk's last one, and their append. The reply leaves
# the server after its log is on disk (appendfsync always), so an answer means durable.
# KEYS: stream, hash of last sequence numbers. ARGV: kiosk id, received at, then seq and reading by turns.
# Answers the positions (from 0) of the readings it appended, or -1 when it does not know the kiosk's last seq.
_APPEND = """
local last = tonumber(redis.call('HGET', KEYS[2], ARGV[1]))
if not last then return -1 end
local stored = {}
for i = 3, #ARGV, 2 do
  local seq = tonumber(ARGV[i])
  if seq > last then
    redis.call('XADD', KEYS[1], '*', 'kiosk', ARGV[1], 'at', ARGV[2], 'seq', ARGV[i], 'reading', ARGV[i + 1])
    last = seq
    stored[#stored + 1] = (i - 3) / 2
  end
end
redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', last))
return stored
"""

# Raise the last seq we know of a kiosk, never lower it; answers the higher one.
_SEED = """
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]))
if last and last >= tonumber(ARGV[2]) then return string.format('%.0f', last) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return ARGV[2]
"""


class TelemetryLog:
    """The durable log of readings, sharded by kiosk.

    Args:
        last_seq_of: asks kiosk_service's database for a kiosk's last stored `seq` (-1 for none); needed only when
            the log does not know the kiosk, as after the first reading or the loss of the log.
    """

    def __init__(self, streams: Redis, shards: int, last_seq_of: Callable[[int], int]) -> None:
        self._streams = streams
        self._shards = shards
        self._last_seq_of = last_seq_of
        self._append = streams.register_script(_APPEND)
        self._seed = streams.register_script(_SEED)

    def append(self, kiosk_id: int, payload: Any) -> Outcome | None:
        """Check and append one reading or a list of them; returns when what is accepted is on disk.

        Readings whose `seq` is not above the kiosk's last accepted one are duplicates; they are not appended again.
        None when the payload is no reading and no list of at most 200.
        """
        readings = payload if isinstance(payload, list) else [payload]
        if not readings or len(readings) > MAX_BATCH or not all(isinstance(item, dict) for item in readings):
            return None
        now = utc_now()
        valid: list[tuple[Mapping[str, Any], bytes]] = []
        rejected: list[Mapping[str, Any]] = []
        for reading in readings:
            try:
                check_reading(reading, kiosk_id, now)
                valid.append((reading, _encoded(reading)))
            except InvalidReading as error:
                rejected.append({"seq": reading.get("seq"), "code": error.code})
        stored = self._append_valid(kiosk_id, valid, iso(now)) if valid else []
        return Outcome(stored, len(valid) - len(stored), rejected)

    def last_seq(self, kiosk_id: int, stored: int) -> int:
        """The last `seq` accepted from a kiosk: of the log or of the database (`stored`), the higher; -1 for none."""
        shard = kiosk_id % self._shards
        return int(self._seed(keys=[_sequence_key(shard)], args=[kiosk_id, stored]))

    def _append_valid(
        self, kiosk_id: int, readings: Sequence[tuple[Mapping[str, Any], bytes]], received_at: str
    ) -> list[Mapping[str, Any]]:
        shard = kiosk_id % self._shards
        keys = [shard_stream(shard), _sequence_key(shard)]
        arguments: list[Any] = [kiosk_id, received_at]
        for reading, encoded in readings:
            arguments += [reading["seq"], encoded]
        positions = self._append(keys=keys, args=arguments)
        if positions == -1:
            self.last_seq(kiosk_id, self._last_seq_of(kiosk_id))
            positions = self._append(keys=keys, args=arguments)
        return [readings[position][0] for position in positions]
