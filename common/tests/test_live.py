"""The ephemeral channel: who listens hears what is announced, and an outage ends nothing."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from common import live
from common.live import CHANNEL, Listener, announce, publish
from common.redis_clients import connect_redis
from common.testing.services import Servers
from common.testing.waiting import eventually


@pytest.fixture
def heard(servers: Servers, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What a listener to the two channels has heard so far."""
    monkeypatch.setattr(live, "WAIT_SECONDS", 0.02)
    monkeypatch.setattr(live, "OUTAGE_SECONDS", 0.01)
    payloads: list[Any] = []

    def keep(payload: Any) -> None:
        if payload == "poison":
            raise ValueError("poison")
        payloads.append(payload)

    client, stop = connect_redis(servers.valkey.url, retries=0), threading.Event()
    thread = threading.Thread(target=Listener(client, {CHANNEL: keep, "other": keep}).run, args=(stop,))
    thread.start()
    assert eventually(lambda: _listeners(redis) == 1)
    yield payloads
    stop.set()
    thread.join()
    client.close()


def _listeners(redis: Redis) -> int:
    return int(dict(redis.pubsub_numsub(CHANNEL))[CHANNEL.encode()])


def test_what_is_announced_is_heard_with_its_room(redis: Redis, heard: list[Any]) -> None:
    assert announce(redis, "task_progress", "user:7", {"done": 3})
    assert publish(redis, "other", [1, 2])
    assert eventually(lambda: len(heard) == 2)
    assert heard == [{"event": "task_progress", "room": "user:7", "data": {"done": 3}}, [1, 2]]


def test_only_known_events_are_announced(redis: Redis) -> None:
    with pytest.raises(ValueError, match="kiosk_command"):
        announce(redis, "kiosk_command", "fleet", {})


def test_a_payload_that_fails_does_not_stop_the_others(redis: Redis, heard: list[Any]) -> None:
    publish(redis, CHANNEL, "poison")
    redis.publish(CHANNEL, b"not json")
    publish(redis, CHANNEL, "good")
    assert eventually(lambda: heard == ["good"])


def test_after_an_outage_it_listens_again(redis: Redis, heard: list[Any]) -> None:
    redis.client_kill_filter(_type="pubsub")
    assert eventually(lambda: publish(redis, CHANNEL, "back") and "back" in heard)


def test_without_redis_the_announcer_is_told_and_goes_on() -> None:
    away = connect_redis("redis://127.0.0.1:1/0", retries=0)
    assert announce(away, "notification", "people", {"message": "x"}) is False
