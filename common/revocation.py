"""Ending tokens before they expire: known everywhere within seconds, kept as long as such a token could live.

What is revoked is an event first (it survives any outage) and then a key in Redis that every service asks for. When
Redis is away tokens count until they expire, fifteen minutes at most: see docs/decisions/0007.
"""

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.exceptions import RedisError

from common.events import Event
from common.logs import get_logger

if TYPE_CHECKING:
    from common.tokens import Principal

logger = get_logger(__name__)

EVENT = "user.revoked"
LONGEST_TOKEN_SECONDS = 15 * 60 + 60
CACHE_SECONDS = 1.0
CACHE_SIZE = 10_000


# KEYS: of a person or a kiosk. ARGV: the moment up to which tokens end, seconds to keep it. It only ever moves on: an
# older event that comes again, or late, must not bring tokens back.
_RAISE = """
local known = redis.call('GET', KEYS[1])
if not known or tonumber(known) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
"""


def session_key(session_id: str) -> str:
    return f"revoked:session:{session_id}"


def user_key(user_id: int) -> str:
    return f"revoked:user:{user_id}"


def device_key(kiosk_id: int) -> str:
    return f"revoked:device:{kiosk_id}"


class Revocations:
    """Which tokens are over. Answers are remembered for a second, so that a busy caller costs little."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._raise: Any = redis.register_script(_RAISE)
        self._lock = threading.Lock()
        self._checked: dict[tuple[str, ...], tuple[float, tuple[bytes | None, ...]]] = {}

    def revoke_session(self, session_id: str) -> None:
        """End one sign-in."""
        self._redis.set(session_key(session_id), "1", ex=LONGEST_TOKEN_SECONDS)

    def revoke_user(self, user_id: int, at: float) -> None:
        """End every token that a person was given up to a moment (seconds since 1970)."""
        self._raise(keys=[user_key(user_id)], args=[at, LONGEST_TOKEN_SECONDS])

    def revoke_device(self, kiosk_id: int, at: float) -> None:
        """End every token that a kiosk was given up to a moment (seconds since 1970)."""
        self._raise(keys=[device_key(kiosk_id)], args=[at, LONGEST_TOKEN_SECONDS])

    def is_revoked(self, principal: "Principal") -> bool:
        """Whether the token of this caller was ended."""
        if principal.kind == "device":
            keys = [device_key(principal.id)]
        else:
            keys = [user_key(principal.id), session_key(str(principal.claims.get("sid")))]
        until, *ended = self._values(keys)
        if ended and ended[0]:
            return True
        return until is not None and float(principal.claims["iat"]) <= float(until)

    def _values(self, keys: Sequence[str]) -> tuple[bytes | None, ...]:
        now, cached = time.monotonic(), self._checked.get(tuple(keys))
        if cached and now - cached[0] < CACHE_SECONDS:
            return cached[1]
        try:
            known: Any = self._redis.mget(keys)
            values: tuple[bytes | None, ...] = tuple(known)
        except RedisError as error:
            logger.warning("revocations_unknown", error=str(error))
            # Remembered as well: a Redis that is away must not slow each request down.
            values = (None,) * len(keys)
        with self._lock:
            if len(self._checked) >= CACHE_SIZE:
                self._checked.clear()
            self._checked[tuple(keys)] = (now, values)
        return values


def apply(revocations: Revocations, event: Event) -> None:
    """Carry out a `user.revoked` event: of one session, of all of a person's, or of a kiosk's tokens."""
    if event.data.get("session_id"):
        revocations.revoke_session(str(event.data["session_id"]))
    elif event.data.get("user_id") is not None:
        revocations.revoke_user(int(event.data["user_id"]), float(event.data["until"]))
    elif event.data.get("kiosk_id") is not None:
        revocations.revoke_device(int(event.data["kiosk_id"]), float(event.data["until"]))
