"""The order of calls, and the limits of what waits, on a real streams server."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from common.errors import ServiceError, Unavailable
from common.streams import oldest_entries
from common.telemetry import Call, Outcome, TelemetryLog, shard_stream
from common.testing.waiting import eventually
from websocket_service.services.appender import Appender
from websocket_service.tests.raw import reading

KNOWN, UNKNOWN = 1, 2
MOST = 100


def call(kiosk_id: int, seq: int) -> Call:
    parsed = Call.parse(kiosk_id, reading(kiosk_id, seq))
    assert parsed is not None
    return parsed


@contextmanager
def running(appends: Appender) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=appends.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def accepted(outcomes: list[Outcome | ServiceError]) -> list[int]:
    return [len(outcome.stored) for outcome in outcomes if isinstance(outcome, Outcome)]


def test_calls_of_a_kiosk_that_is_asked_about_keep_their_order_and_hold_up_nobody(redis: Redis) -> None:
    may_answer = threading.Event()

    def last_seq_of(kiosk_id: int) -> int:
        assert kiosk_id == KNOWN or may_answer.wait(30)
        return -1

    log = TelemetryLog(redis, 1, last_seq_of)
    log.recall(KNOWN)
    slow: list[Outcome | ServiceError] = []
    quick: list[Outcome | ServiceError] = []
    appends = Appender(log)
    with running(appends):
        for seq in range(50):
            appends.submit(call(UNKNOWN, seq), slow.append)
            appends.submit(call(KNOWN, seq), quick.append)
        assert eventually(lambda: len(quick) == 50)
        assert slow == []
        may_answer.set()
        assert eventually(lambda: len(slow) == 50)
    assert accepted(quick) == accepted(slow) == [1] * 50
    entries = oldest_entries(redis, shard_stream(0))
    assert [int(e.fields[b"seq"]) for e in entries if int(e.fields[b"kiosk"]) == UNKNOWN] == list(range(50))


def test_a_quick_answer_to_the_question_does_not_let_later_calls_go_first(redis: Redis) -> None:
    asked = threading.Event()

    def last_seq_of(_: int) -> int:
        asked.set()
        return -1

    def hold_up(_: Outcome | ServiceError) -> None:
        """While this caller takes its answer, the other kiosk becomes known."""
        assert asked.wait(10)
        time.sleep(0.2)

    log = TelemetryLog(redis, 1, last_seq_of)
    log.last_seq(KNOWN, -1)
    appends = Appender(log)
    outcomes: list[Outcome | ServiceError] = []
    appends.submit(call(UNKNOWN, 0), outcomes.append)
    appends.submit(call(KNOWN, 0), hold_up)
    appends.submit(call(UNKNOWN, 1), outcomes.append)
    with running(appends):
        assert eventually(lambda: len(outcomes) == 2)
    assert accepted(outcomes) == [1, 1]


def test_what_waits_is_appended_before_the_end(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    log.recall(KNOWN)
    appends = Appender(log)
    outcomes: list[Outcome | ServiceError] = []
    for seq in range(100):
        appends.submit(call(KNOWN, seq), outcomes.append)
    with running(appends):
        pass
    assert accepted(outcomes) == [1] * 100


def test_too_much_that_waits_is_not_taken(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    appends = Appender(log, most_calls=MOST)
    outcomes: list[Outcome | ServiceError] = []
    for seq in range(MOST):
        appends.submit(call(KNOWN, seq), outcomes.append)
    with pytest.raises(Unavailable):
        appends.submit(call(KNOWN, MOST), outcomes.append)
    with running(appends):
        assert eventually(lambda: len(outcomes) == MOST)
        appends.submit(call(KNOWN, MOST), outcomes.append)
    assert len(accepted(outcomes)) == MOST + 1


def test_an_answer_that_fails_keeps_nobody_from_theirs(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    outcomes: list[Outcome | ServiceError] = []

    def fail(_: Outcome | ServiceError) -> None:
        raise RuntimeError("this one's own fault")

    appends = Appender(log)
    with running(appends):
        appends.submit(call(KNOWN, 0), fail)
        appends.submit(call(KNOWN, 1), outcomes.append)
        assert eventually(lambda: len(outcomes) == 1)
