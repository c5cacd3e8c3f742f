"""Slowing down who guesses: failures are counted by user name and network, and too many lock for a growing time.

The counts are in Redis. When Redis is away sign-in goes on without counting: the loss of a cache must not keep
everybody out, and the cost of Argon2 still slows guessing down.
"""

import hashlib

from redis import Redis
from redis.exceptions import RedisError

from common.client_address import network_of
from common.errors import TooManyRequests
from common.logs import get_logger
from common.usernames import username_key

logger = get_logger(__name__)

MAX_FAILURES = 5
WINDOW_SECONDS = 15 * 60
FIRST_LOCK_SECONDS = 30
LONGEST_LOCK_SECONDS = 60 * 60


def lock_seconds(failures: int) -> int:
    """How long so many failures lock: 30 s for the fifth, twice as long for each that follows, at most an hour."""
    if failures < MAX_FAILURES:
        return 0
    doublings = min(failures - MAX_FAILURES, 10)
    return min(FIRST_LOCK_SECONDS << doublings, LONGEST_LOCK_SECONDS)


class Lockout:
    """Failures of one user name from one address; unknown names are counted as known ones are."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def require_open(self, username: str, address: str) -> None:
        """
        Raises:
            TooManyRequests: `login_locked`, with the seconds to wait.
        """
        try:
            seconds = self._redis.ttl(_key("locked", username, address))
        except RedisError as error:
            logger.warning("lockout_unknown", error=str(error))
            return
        if seconds > 0:
            raise TooManyRequests("login_locked", retry_after=seconds, seconds=seconds)

    def count_failure(self, username: str, address: str) -> int:
        """Count one failure; returns for how many seconds that locks, 0 for not yet."""
        failures_key = _key("failures", username, address)
        try:
            pipeline = self._redis.pipeline(transaction=True)
            pipeline.incr(failures_key)
            pipeline.expire(failures_key, WINDOW_SECONDS, nx=True)
            seconds = lock_seconds(pipeline.execute()[0])
            if seconds:
                pipeline.set(_key("locked", username, address), "1", ex=seconds)
                # The count outlives the lock, so that the next failure locks for longer.
                pipeline.expire(failures_key, seconds + WINDOW_SECONDS)
                pipeline.execute()
        except RedisError as error:
            logger.warning("failure_not_counted", error=str(error))
            return 0
        return seconds

    def reset(self, username: str, address: str) -> None:
        """A success: what was counted is forgotten."""
        try:
            self._redis.delete(_key("failures", username, address), _key("locked", username, address))
        except RedisError as error:
            logger.warning("failures_not_reset", error=str(error))


def require_rate(redis: Redis, what: str, who: str, limit: int, seconds: int) -> None:
    """Let `who` do something at most `limit` times in `seconds`; without Redis, as often as asked.

    Raises:
        TooManyRequests: `too_many_requests`, with the seconds to wait.
    """
    key = f"rate:{what}:{_digest(who)}"
    try:
        pipeline = redis.pipeline(transaction=True)
        pipeline.incr(key)
        pipeline.expire(key, seconds, nx=True)
        pipeline.ttl(key)
        count, _, wait = pipeline.execute()
    except RedisError as error:
        logger.warning("rate_unknown", what=what, error=str(error))
        return
    if count > limit:
        raise TooManyRequests("too_many_requests", retry_after=max(wait, 1), seconds=max(wait, 1))


def _key(kind: str, username: str, address: str) -> str:
    return f"login:{kind}:{_digest(f'{username_key(username)}|{network_of(address)}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
