"""Events are sent if, and only if, the change they tell of is committed."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text
from sqlalchemy.orm import Session

from common.database import session_scope, transaction
from common.events import STREAM, Event
from common.outbox import Relay, record
from common.service import Service
from common.streams import oldest_entries
from common.testing.waiting import eventually
from common.worker import keep_running


@pytest.fixture
def app(built: Callable[[str], Service], redis: Redis) -> Iterator[Service]:
    app = built("payment_service")
    with app.app_context():
        yield app
        # The tests commit; what is left goes to a stream that the next fixture empties.
        with session_scope() as session:
            Relay(app, redis).forward(session)


def event(number: int) -> Event:
    return Event("thing.happened", "tests", f"thing:{number}", {"number": number})


def sent(redis: Redis) -> list[Event]:
    return [Event.from_entry(entry.fields) for entry in oldest_entries(redis, STREAM)]


def test_committed_events_are_sent_in_order_with_their_envelope(app: Flask, redis: Redis) -> None:
    events = [event(number) for number in range(3)]
    with session_scope() as session:
        with transaction(session):
            record(session, *events)
        assert Relay(app, redis).forward(session) == 3
        assert Relay(app, redis).forward(session) == 0
    assert sent(redis) == events


def _change_that_fails(session: Session) -> None:
    with transaction(session):
        record(session, event(1))
        raise RuntimeError("the change failed")


def test_events_of_a_change_that_failed_are_never_sent(app: Flask, redis: Redis) -> None:
    with session_scope() as session:
        with pytest.raises(RuntimeError):
            _change_that_fails(session)
        assert Relay(app, redis).forward(session) == 0
    assert sent(redis) == []


def test_events_stay_when_the_stream_does_not_take_them(app: Flask, redis: Redis) -> None:
    away = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.1)
    with session_scope() as session:
        with transaction(session):
            record(session, event(1))
        with pytest.raises(RedisConnectionError):
            Relay(app, away).forward(session)
        assert Relay(app, redis).forward(session) == 1
    assert len(sent(redis)) == 1


def _has_sent(redis: Redis, count: int) -> bool:
    return len(sent(redis)) == count


def test_a_running_relay_is_woken_by_each_commit_also_after_it_lost_its_connection(app: Service, redis: Redis) -> None:
    stop = threading.Event()
    relay = threading.Thread(target=keep_running, args=(Relay(app, redis), stop))
    relay.start()
    try:
        for number in range(3):
            with session_scope() as session, transaction(session):
                record(session, event(number))
            assert eventually(partial(_has_sent, redis, number + 1), 10)
            with session_scope() as session:
                session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^LISTEN'"))
    finally:
        stop.set()
        relay.join(10)
    assert not relay.is_alive()
