"""A tail hears all that is added to a stream from now on, whoever else reads it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from common import streams
from common.redis_clients import connect_redis
from common.streams import Entry, Tail
from common.testing.services import Servers
from common.testing.waiting import eventually

STREAM = "letters"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "OUTAGE_DELAY", 0.01)
    monkeypatch.setattr(streams, "BLOCK_MS", 20)


@contextmanager
def running(tail: Tail) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=tail.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def reader(servers: Servers) -> Iterator[Redis]:
    client = connect_redis(servers.valkey.url, retries=0)
    yield client
    client.close()


def keeping(seen: list[bytes]) -> Callable[[Entry], None]:
    return lambda entry: seen.append(entry.fields[b"n"])


def test_several_hear_every_entry_in_order(redis: Redis, reader: Redis) -> None:
    one: list[bytes] = []
    other: list[bytes] = []
    tails = [Tail(reader, STREAM, keeping(seen), before=1) for seen in (one, other)]
    with running(tails[0]), running(tails[1]):
        for n in range(30):
            redis.xadd(STREAM, {"n": n})
        assert eventually(lambda: len(one) == len(other) == 30)
    assert one == other == [str(n).encode() for n in range(30)]
    assert redis.xinfo_groups(STREAM) == []


def test_it_begins_a_little_before_it_was_made_and_no_earlier(redis: Redis, reader: Redis) -> None:
    redis.xadd(STREAM, {"n": "old"}, id="1000-0")
    redis.xadd(STREAM, {"n": "recent"})
    seen: list[bytes] = []
    with running(Tail(reader, STREAM, keeping(seen), before=30)):
        redis.xadd(STREAM, {"n": "new"})
        assert eventually(lambda: len(seen) == 2)
    assert seen == [b"recent", b"new"]


def test_what_is_added_while_the_server_is_out_of_reach_is_heard_afterwards_and_once(
    redis: Redis, reader: Redis
) -> None:
    seen: list[bytes] = []
    tail = Tail(reader, STREAM, keeping(seen), before=1)
    with running(tail):
        for n in range(20):
            redis.client_kill_filter(_type="normal", skipme=True)
            redis.xadd(STREAM, {"n": n})
        assert eventually(lambda: len(seen) == 20)
    redis.xadd(STREAM, {"n": 20})
    with running(tail):
        assert eventually(lambda: len(seen) == 21)
    assert seen == [str(n).encode() for n in range(21)]


def test_an_entry_that_fails_does_not_stop_the_others(redis: Redis, reader: Redis) -> None:
    seen: list[bytes] = []

    def handle(entry: Entry) -> None:
        if entry.fields[b"n"] == b"1":
            raise ValueError("not this one")
        seen.append(entry.fields[b"n"])

    with running(Tail(reader, STREAM, handle, before=1)):
        for n in range(3):
            redis.xadd(STREAM, {"n": n})
        assert eventually(lambda: len(seen) == 2)
    assert seen == [b"0", b"2"]
