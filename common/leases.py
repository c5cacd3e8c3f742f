"""Turns: of several replicas one does each piece of a divided work, and another takes over when it is gone.

Each member announces itself in Redis; the pieces are dealt out evenly over the members in the order of their names. A
piece belongs to whoever holds its lease, so that two members who see different members for a moment do not both
work: the one who should let go does so between two batches, and the lease of one that died runs out.

A lease is no lock: a member that stood still for longer may believe for an instant that it holds one. What is done
under it must be safe against that by itself.
"""

import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from redis import Redis
from redis.exceptions import RedisError

from common.errors import Unavailable
from common.logs import get_logger

logger = get_logger(__name__)

LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.0

# A full server must still let consumers take turns: they are who empties it. So the scripts allow-oom.
# KEYS: lease. ARGV: member, milliseconds. Answers 1 when the lease is this member's now.
_TAKE = """#!lua flags=allow-oom
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_GIVE_UP = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"
# KEYS: members with the time each counts until. ARGV: member, seconds it counts on. Answers the members, by name.
_ANNOUNCE = """#!lua flags=allow-oom
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], 60)
local members = redis.call('ZRANGE', KEYS[1], 0, -1)
table.sort(members)
return members
"""


class TurnLost(Unavailable):
    """The lease ran out while its holder was at work: what is in hand must not be finished, but taken up again."""

    def __init__(self) -> None:
        super().__init__("service_unavailable")


class Member:
    """This process among those that share a work of so many pieces; run it as a worker beside those that do it."""

    def __init__(self, redis: Redis, work: str, pieces: int) -> None:
        self.name = f"{work}:turns"
        self._redis = redis
        self._work = work
        self._me = secrets.token_hex(8)
        self._wanted: frozenset[int] = frozenset()
        self._until = [0.0] * pieces
        self._lock = threading.Lock()
        self._announce = redis.register_script(_ANNOUNCE)
        self._take = redis.register_script(_TAKE)
        self._give_up = redis.register_script(_GIVE_UP)

    def run(self, stop: threading.Event) -> None:
        """Stay a member and renew what is held, until `stop`."""
        try:
            while not stop.is_set():
                try:
                    self._renew()
                except RedisError as error:
                    logger.warning("turns_wait", work=self._work, error=str(error))
                stop.wait(RENEW_SECONDS)
        finally:
            self._wanted = frozenset()
            with suppress(RedisError):
                self._redis.zrem(self._members_key(), self._me)

    def turn(self, piece: int) -> "Turn":
        return Turn(self, piece)

    def holds(self, piece: int) -> bool:
        """Whether the lease is certainly ours still. No question to Redis: the answer is from the last renewal."""
        return time.monotonic() < self._until[piece]

    def take(self, piece: int) -> bool:
        """Whether the piece is ours to work on now. Takes its lease when it is our share and free; gives it back when
        it is not our share any more."""
        if piece not in self._wanted:
            self.give_up(piece)
            return False
        with self._lock:
            return self.holds(piece) or self._extend(piece)

    def give_up(self, piece: int) -> None:
        """Let others have the piece at once."""
        with self._lock:
            if self._until[piece]:
                self._until[piece] = 0.0
                self._give_up(keys=[self._lease_key(piece)], args=[self._me])

    def _renew(self) -> None:
        members: Sequence[bytes] = self._announce(keys=[self._members_key()], args=[self._me, LEASE_SECONDS])
        place = members.index(self._me.encode())
        self._wanted = frozenset(range(place, len(self._until), len(members)))
        for piece in range(len(self._until)):
            with self._lock:
                if self.holds(piece):
                    self._extend(piece)

    def _extend(self, piece: int) -> bool:
        asked_at = time.monotonic()
        mine = bool(self._take(keys=[self._lease_key(piece)], args=[self._me, int(LEASE_SECONDS * 1000)]))
        self._until[piece] = asked_at + LEASE_SECONDS if mine else 0.0
        return mine

    def _members_key(self) -> str:
        return f"members:{self._work}"

    def _lease_key(self, piece: int) -> str:
        return f"lease:{self._work}:{piece}"


class Turn:
    """One piece, for the worker that does it."""

    def __init__(self, member: Member, piece: int) -> None:
        self._member = member
        self._piece = piece

    def take(self) -> bool:
        """Whether it is ours now; asked between two batches, so that it can go to another."""
        return self._member.take(self._piece)

    def check(self) -> None:
        """
        Raises:
            TurnLost: when it may be another's by now.
        """
        if not self._member.holds(self._piece):
            raise TurnLost

    def give_up(self) -> None:
        self._member.give_up(self._piece)
