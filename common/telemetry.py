"""The durable log of readings: each is accepted once, and acknowledged when it is on disk.

Shared by the two ways in: the socket (websocket_service) and HTTP (kiosk_service).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError

from common.errors import Unavailable
from common.events import iso, utc_now
from common.readings import InvalidReading, check_reading, encode_reading
from common.redis_clients import connect_redis

MAX_BATCH = 200
APPEND_SECONDS = 5
_APPENDED, _UNKNOWN = b"1"[0], b"?"[0]


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


def seqs_in(payload: Any) -> frozenset[int]:
    """Every `seq` in a call, whatever becomes of its readings; none for a call that is taken in no case."""
    readings = payload if isinstance(payload, list) else [payload]
    if len(readings) > MAX_BATCH:
        return frozenset()
    return frozenset(seq for item in readings if isinstance(item, dict) and type(seq := item.get("seq")) is int)


@dataclass(frozen=True)
class Call:
    """The readings of one call of a kiosk that passed the checks, with their JSON, and what was refused of it."""

    kiosk_id: int
    received_at: str
    readings: Sequence[tuple[Mapping[str, Any], bytes]]
    rejected: Sequence[Mapping[str, Any]]
    seqs: frozenset[int]

    @classmethod
    def parse(cls, kiosk_id: int, payload: Any) -> "Call | None":
        """Check a reading or a list of them; None when the payload is neither, or a list of more than 200."""
        readings = payload if isinstance(payload, list) else [payload]
        if not readings or len(readings) > MAX_BATCH or not all(isinstance(item, dict) for item in readings):
            return None
        now = utc_now()
        valid: list[tuple[Mapping[str, Any], bytes]] = []
        rejected: list[Mapping[str, Any]] = []
        for reading in readings:
            try:
                check_reading(reading, kiosk_id, now)
                valid.append((reading, encode_reading(reading)))
            except InvalidReading as error:
                rejected.append({"seq": reading.get("seq"), "code": error.code})
        return cls(kiosk_id, iso(now), valid, rejected, seqs_in(readings))

    def below(self, seq: int) -> "Call":
        """The same call with only the readings below `seq`."""
        return replace(
            self,
            readings=[item for item in self.readings if item[0]["seq"] < seq],
            seqs=frozenset(own for own in self.seqs if own < seq),
        )

    def outcome(self, marks: Iterable[int]) -> Outcome:
        """What became of it, by the script's mark for each of its readings."""
        stored = [reading for (reading, _), mark in zip(self.readings, marks, strict=True) if mark == _APPENDED]
        return Outcome(stored, len(self.readings) - len(stored), self.rejected)


def connect_log(url: str) -> Redis:
    """A client to append with: what is not answered is given up rather than sent again. Whoever waits for it is told
    soon, and sends again what counts; callers that wait long would take the place of all others."""
    return connect_redis(url, retries=0, timeout=APPEND_SECONDS)


def shard_stream(shard: int) -> str:
    return f"telemetry:{shard}"


def _sequence_key(shard: int) -> str:
    # In Redis Cluster the braces put it into the slot of its stream, as one script touches both.
    return f"telemetry_seq:{{{shard_stream(shard)}}}"


# One atomic step for the calls of many kiosks of a shard: which of the readings are newer than their kiosk's last one,
# and their append. The reply leaves the server after its log is on disk (appendfsync always), so an answer is durable.
# KEYS: stream, hash of last sequence numbers. ARGV, by call: kiosk id, received at, how many readings, and for each
# its seq and itself. Answers a text with a mark for each reading: 1 appended, 0 duplicate, ? of an unknown kiosk.
_APPEND = """
local marks = {}
local i = 1
while i <= #ARGV do
  local kiosk, at, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local known = tonumber(redis.call('HGET', KEYS[2], kiosk))
  local last = known
  i = i + 3
  for position = i, i + 2 * count - 2, 2 do
    local seq = tonumber(ARGV[position])
    if not last then
      marks[#marks + 1] = '?'
    elseif seq > last then
      redis.call('XADD', KEYS[1], '*', 'kiosk', kiosk, 'at', at, 'seq', ARGV[position], 'reading', ARGV[position + 1])
      last = seq
      marks[#marks + 1] = '1'
    else
      marks[#marks + 1] = '0'
    end
  end
  if last ~= known then redis.call('HSET', KEYS[2], kiosk, string.format('%.0f', last)) end
  i = i + 2 * count
end
return table.concat(marks)
"""

# Raise the last seq we know of a kiosk, never lower it; answers the higher one.
_SEED = """
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]))
if last and last >= tonumber(ARGV[2]) then return string.format('%.0f', last) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return ARGV[2]
"""


class TelemetryLog:
    """The log, sharded by kiosk.

    Args:
        last_seq_of: asks kiosk_service's database for a kiosk's last stored `seq` (-1 for none); needed only when
            the log does not know the kiosk, as after the first reading or the loss of the log.
    """

    def __init__(self, streams: Redis, shards: int, last_seq_of: Callable[[int], int]) -> None:
        self._streams = streams
        self._shards = shards
        self._last_seq_of = last_seq_of
        self._append = streams.register_script(_APPEND)

    def append(self, kiosk_id: int, payload: Any) -> Outcome | None:
        """Check and append one reading or a list of them; returns when what is accepted is on disk.

        Readings whose `seq` is not above the kiosk's last accepted one are duplicates; they are not appended again.
        None when the payload is no reading and no list of at most 200.
        """
        call = Call.parse(kiosk_id, payload)
        if call is None:
            return None
        (outcome,) = self.append_known([call])
        if outcome is None:
            self.recall(kiosk_id)
            (outcome,) = self.append_known([call])
        if outcome is None:
            raise Unavailable("service_unavailable")  # the log was lost again between the two
        return outcome

    def append_known(self, calls: Sequence[Call]) -> list[Outcome | None]:
        """Append the calls of many kiosks in one go; the calls of one kiosk count in their order.

        None for a call of a kiosk that the log does not know, of which nothing was appended: `recall` it first.

        Raises:
            RedisError: when it is not known what became of the calls. They may be sent again: what was appended
                counts as duplicate then.
        """
        arguments: dict[int, list[Any]] = {}
        for call in calls:
            if call.readings:
                group = arguments.setdefault(call.kiosk_id % self._shards, [])
                group += (call.kiosk_id, call.received_at, len(call.readings))
                for reading, encoded in call.readings:
                    group += (reading["seq"], encoded)
        marks = {shard: iter(answer) for shard, answer in self._run(arguments).items()}
        outcomes: list[Outcome | None] = []
        for call in calls:
            own = bytes(islice(marks.get(call.kiosk_id % self._shards, iter(())), len(call.readings)))
            outcomes.append(None if _UNKNOWN in own else call.outcome(own))
        return outcomes

    def recall(self, kiosk_id: int) -> None:
        """Make the log know a kiosk again. Raises what asking for its last stored `seq` raises."""
        self.last_seq(kiosk_id, self._last_seq_of(kiosk_id))

    def last_seq(self, kiosk_id: int, stored: int) -> int:
        """The last `seq` accepted from a kiosk: of the log or of the database (`stored`), the higher; -1 for none."""
        return self.last_seqs({kiosk_id: stored})[kiosk_id]

    def last_seqs(self, stored: Mapping[int, int]) -> dict[int, int]:
        """The same of many kiosks, by id, after one round trip."""
        pipeline = self._streams.pipeline(transaction=False)
        for kiosk_id, seq in stored.items():
            pipeline.eval(_SEED, 1, _sequence_key(kiosk_id % self._shards), kiosk_id, seq)
        return {kiosk_id: int(seq) for kiosk_id, seq in zip(stored, pipeline.execute(), strict=True)}

    def _run(self, arguments: Mapping[int, Sequence[Any]]) -> dict[int, bytes]:
        """The script's answer for each shard, after one round trip."""
        answers = self._send(arguments)
        unheard = {shard: arguments[shard] for shard, answer in answers.items() if isinstance(answer, NoScriptError)}
        if unheard:
            self._streams.script_load(_APPEND)
            answers |= self._send(unheard)
        for answer in answers.values():
            if isinstance(answer, Exception):
                raise answer
        return answers

    def _send(self, arguments: Mapping[int, Sequence[Any]]) -> dict[int, Any]:
        if not arguments:
            return {}
        # A script object in a pipeline would ask the server first whether it knows the script.
        pipeline = self._streams.pipeline(transaction=False)
        for shard, own in arguments.items():
            pipeline.evalsha(self._append.sha, 2, shard_stream(shard), _sequence_key(shard), *own)
        return dict(zip(arguments, pipeline.execute(raise_on_error=False), strict=True))
