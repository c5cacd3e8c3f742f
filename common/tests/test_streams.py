"""Consumers: in order, at least once, poison is set aside, outages are waited out."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from redis import Redis

from common import streams
from common.errors import Unavailable
from common.streams import Consumer, Entry, list_dead_letters, oldest_entries, replay_dead_letters, trim_consumed

STREAM, GROUP = "letters", "readers"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RETRY_DELAYS", (0.01, 0.01))
    monkeypatch.setattr(streams, "OUTAGE_DELAY", 0.01)
    monkeypatch.setattr(streams, "BLOCK_MS", 20)


def consume(
    redis: Redis,
    handle: Callable[[Sequence[bytes]], None],
    until: Callable[[], bool],
    name: str = "one",
    batch: int = 10,
) -> None:
    """Run a consumer until a condition holds (checked after each round) or five seconds passed."""
    stop = threading.Event()

    def handler(entries: Sequence[Entry]) -> None:
        handle([entry.fields[b"n"] for entry in entries])

    def check(_: datetime) -> None:
        if until():
            stop.set()

    timer = threading.Timer(5, stop.set)
    timer.start()
    Consumer(redis, STREAM, GROUP, name, handler, batch=batch, on_idle=check).run(stop)
    timer.cancel()
    assert until()


def write(redis: Redis, *values: int) -> None:
    for value in values:
        redis.xadd(STREAM, {"n": str(value)})


def pending(redis: Redis) -> int:
    return int(redis.xpending(STREAM, GROUP)["pending"])


def test_entries_come_in_order_and_once(redis: Redis) -> None:
    write(redis, *range(25))
    seen: list[bytes] = []
    consume(redis, lambda values: seen.extend(values), lambda: len(seen) >= 25)
    assert seen == [str(n).encode() for n in range(25)]
    assert pending(redis) == 0


def test_what_was_in_hand_at_a_crash_comes_again_first(redis: Redis) -> None:
    write(redis, 1, 2, 3)
    redis.xgroup_create(STREAM, GROUP, id="0")
    redis.xreadgroup(GROUP, "one", {STREAM: ">"}, count=2)  # read, and then the process died
    seen: list[bytes] = []
    consume(redis, lambda values: seen.extend(values), lambda: len(seen) >= 3)
    assert seen == [b"1", b"2", b"3"]
    assert pending(redis) == 0


def test_what_another_consumer_abandoned_is_claimed(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CLAIM_IDLE_MS", 0)
    write(redis, 1, 2)
    redis.xgroup_create(STREAM, GROUP, id="0")
    redis.xreadgroup(GROUP, "gone for ever", {STREAM: ">"})
    seen: list[bytes] = []
    consume(redis, lambda values: seen.extend(values), lambda: len(seen) >= 2)
    assert seen == [b"1", b"2"]


def test_a_poisonous_entry_is_set_aside_and_can_be_replayed(redis: Redis) -> None:
    write(redis, 1, 2, 3)
    good: list[bytes] = []
    cured = threading.Event()

    def handle(values: Sequence[bytes]) -> None:
        if b"2" in values and not cured.is_set():
            raise ValueError("two is poison")
        good.extend(values)

    consume(redis, handle, lambda: b"3" in good)
    assert good == [b"1", b"3"]
    (letter,) = list_dead_letters(redis, STREAM, GROUP)
    assert letter.fields[b"n"] == b"2"
    assert letter.fields[b"_error"] == b"ValueError: two is poison"
    assert pending(redis) == 0

    cured.set()
    assert replay_dead_letters(redis, STREAM, GROUP) == 1
    consume(redis, handle, lambda: b"2" in good)
    assert list_dead_letters(redis, STREAM, GROUP) == []


def test_an_outage_buries_nothing(redis: Redis) -> None:
    write(redis, 1, 2)
    tries = 0
    seen: list[bytes] = []

    def handle(values: Sequence[bytes]) -> None:
        nonlocal tries
        tries += 1
        if tries <= 8:
            raise Unavailable("service_unavailable")
        seen.extend(values)

    consume(redis, handle, lambda: len(seen) >= 2)
    assert seen == [b"1", b"2"]
    assert list_dead_letters(redis, STREAM, GROUP) == []


def test_trimming_waits_for_groups_beside_the_owner_only_so_long(redis: Redis) -> None:
    now = int(time.time() * 1000)
    for age in (7_200_000, 60_000, 0):
        redis.xadd(STREAM, {"value": "1"}, id=f"{now - age}-0")
    redis.xgroup_create(STREAM, "away", id="0")
    assert trim_consumed(redis, STREAM, owner="owner", patience=timedelta(hours=1)) == 0  # it has not come yet
    redis.xgroup_create(STREAM, "owner", id=f"{now}-0")
    assert trim_consumed(redis, STREAM, owner="away", patience=timedelta(hours=1)) == 0
    assert trim_consumed(redis, STREAM, owner="owner", patience=timedelta(hours=1)) == 1
    assert redis.xlen(STREAM) == 2


def test_trimming_keeps_what_any_group_still_needs(redis: Redis) -> None:
    assert trim_consumed(redis, STREAM) == 0  # there is no such stream yet
    write(redis, *range(10))
    assert trim_consumed(redis, STREAM) == 0
    redis.xgroup_create(STREAM, "slow", id="0")
    seen: list[bytes] = []
    consume(redis, lambda values: seen.extend(values), lambda: len(seen) >= 10)
    trim_consumed(redis, STREAM)
    assert redis.xlen(STREAM) == 10
    first = redis.xreadgroup("slow", "x", {STREAM: ">"}, count=10)
    trim_consumed(redis, STREAM)
    assert redis.xlen(STREAM) == 10  # read, not acknowledged
    assert first
    redis.xack(STREAM, "slow", *[entry.id for entry in oldest_entries(redis, STREAM)])
    trim_consumed(redis, STREAM)
    assert redis.xlen(STREAM) == 1
