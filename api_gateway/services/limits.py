"""How often somebody may call: windows of a minute, counted in Redis for all gateways together.

A window begins with its first call. A process takes its share of a window in portions (as large as a fiftieth of the
limit, smaller near its end), so that most calls cost no round trip and the sum is still exact.

When Redis is away each process counts for itself with the same limits: docs/decisions/0008.
"""

import math
import threading
import time
from dataclasses import dataclass
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from common.errors import TooManyRequests
from common.logs import get_logger

logger = get_logger(__name__)

WINDOW_SECONDS = 60
PORTIONS = 50
AWAY_SECONDS = 2.0
"""So long Redis is not asked again after it did not answer."""
MAX_KNOWN = 20_000

# How many calls this process may make of the window, and its remaining milliseconds.
_TAKE = """
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
local left = tonumber(ARGV[1]) - used
if left <= 0 then return {0, redis.call('PTTL', KEYS[1])} end
local portion = math.max(1, math.min(tonumber(ARGV[2]), math.floor(left / 8)))
if used == 0 then
  redis.call('SET', KEYS[1], portion, 'PX', ARGV[3])
  return {portion, tonumber(ARGV[3])}
end
redis.call('INCRBY', KEYS[1], portion)
return {portion, redis.call('PTTL', KEYS[1])}
"""


@dataclass
class _Portion:
    """What this process may still use of a window that ends at a moment of the monotonic clock."""

    left: int
    ends: float
    own_count: bool = False
    """Whether it was counted here alone, without Redis."""


class Limits:
    """Counts calls by subject, such as `person:7`."""

    def __init__(self, redis: Redis) -> None:
        self._take = cast(Any, redis.register_script(_TAKE))
        self._lock = threading.Lock()
        self._portions: dict[str, _Portion] = {}
        self._away_until = 0.0

    def count(self, subject: str, per_minute: int) -> None:
        """Count one call.

        Raises:
            TooManyRequests: `rate_limited`, with the seconds until the window ends.
        """
        now = time.monotonic()
        with self._lock:
            portion = self._portions.get(subject)
            if portion and portion.ends > now and portion.left > 0:
                portion.left -= 1
                return
        if portion is None or portion.ends <= now or portion.left == 0:
            portion = self._next(subject, per_minute, now)
        if portion.left < 0:
            seconds = math.ceil(portion.ends - now)
            raise TooManyRequests("rate_limited", retry_after=min(max(1, seconds), WINDOW_SECONDS))

    def _next(self, subject: str, per_minute: int, now: float) -> _Portion:
        """A portion of which this call is already used; its `left` is -1 when there was none to have."""
        portion = self._from_redis(subject, per_minute, now)
        with self._lock:
            known = self._portions.get(subject)
            if portion is None:  # Redis is away: a whole window is ours, but only once
                if known and known.ends > now and known.own_count:
                    portion = _Portion(-1, known.ends, own_count=True)
                else:
                    portion = _Portion(per_minute - 1, now + WINDOW_SECONDS, own_count=True)
            elif known and known.ends > now and known.left > 0:
                # Another thread took a portion at the same time. Nothing of it may get lost, also when there was
                # none left for us: our -1 is then this very call.
                portion.left += known.left
            if len(self._portions) >= MAX_KNOWN:
                self._forget(now)
            self._portions[subject] = portion
        return portion

    def _forget(self, now: float) -> None:
        live = {name: portion for name, portion in self._portions.items() if portion.ends > now}
        # So many at once are an attack; what is forgotten is counted in Redis.
        self._portions = live if len(live) < MAX_KNOWN // 2 else {}

    def _from_redis(self, subject: str, per_minute: int, now: float) -> _Portion | None:
        if now < self._away_until:
            return None
        try:
            granted, milliseconds = self._take(
                keys=[f"limit:{subject}"], args=[per_minute, max(1, per_minute // PORTIONS), WINDOW_SECONDS * 1000]
            )
        except RedisError as error:
            self._away_until = now + AWAY_SECONDS
            logger.warning("limits_without_redis", error=str(error))
            return None
        return _Portion(int(granted) - 1, now + max(0, int(milliseconds)) / 1000)
