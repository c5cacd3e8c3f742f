"""The order of calls, and the limits of what waits, on a real streams server."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ConnectionError as AwayError

from common.errors import ServiceError, Unavailable
from common.streams import oldest_entries
from common.telemetry import Call, Outcome, TelemetryLog, seqs_in, shard_stream
from common.testing.waiting import eventually
from websocket_service.services.appender import Appender
from websocket_service.services.order import Order
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
            appends.submit(call(UNKNOWN, seq), slow.append, Order())
            appends.submit(call(KNOWN, seq), quick.append, Order())
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
    appends.submit(call(UNKNOWN, 0), outcomes.append, Order())
    appends.submit(call(KNOWN, 0), hold_up, Order())
    appends.submit(call(UNKNOWN, 1), outcomes.append, Order())
    with running(appends):
        assert eventually(lambda: len(outcomes) == 2)
    assert accepted(outcomes) == [1, 1]


def test_what_waits_is_appended_before_the_end(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    log.recall(KNOWN)
    appends = Appender(log)
    outcomes: list[Outcome | ServiceError] = []
    for seq in range(100):
        appends.submit(call(KNOWN, seq), outcomes.append, Order())
    with running(appends):
        pass
    assert accepted(outcomes) == [1] * 100


def test_too_much_that_waits_is_not_taken(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    appends = Appender(log, most_calls=MOST)
    outcomes: list[Outcome | ServiceError] = []
    for seq in range(MOST):
        appends.submit(call(KNOWN, seq), outcomes.append, Order())
    with pytest.raises(Unavailable):
        appends.submit(call(KNOWN, MOST), outcomes.append, Order())
    with running(appends):
        assert eventually(lambda: len(outcomes) == MOST)
        appends.submit(call(KNOWN, MOST), outcomes.append, Order())
    assert len(accepted(outcomes)) == MOST + 1


def test_an_answer_that_fails_keeps_nobody_from_theirs(redis: Redis) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    outcomes: list[Outcome | ServiceError] = []

    def fail(_: Outcome | ServiceError) -> None:
        raise RuntimeError("this one's own fault")

    appends = Appender(log)
    with running(appends):
        appends.submit(call(KNOWN, 0), fail, Order())
        appends.submit(call(KNOWN, 1), outcomes.append, Order())
        assert eventually(lambda: len(outcomes) == 1)


class Unsteady(TelemetryLog):
    """A log that can be away, and a database that can be too."""

    away = False

    def append_known(self, calls: Sequence[Call]) -> list[Outcome | None]:
        if self.away:
            raise AwayError("away")
        return super().append_known(calls)

    def recall(self, kiosk_id: int) -> None:
        if self.away:
            raise Unavailable("unavailable")
        super().recall(kiosk_id)


class Pipelining:
    """A kiosk that sends on without waiting for answers, always the lowest of what it does not know to be stored."""

    def __init__(self, kiosk_id: int, appends: Appender) -> None:
        self._id = kiosk_id
        self._appends = appends
        self._order = Order()
        self._seqs = iter(range(1, 1_000))
        self.again: list[int] = []
        self._way: deque[list[int]] = deque()
        self._answers: deque[tuple[list[int], bool]] = deque()
        self.unanswered = 0
        self.settled: set[int] = set()

    def send(self, count: int) -> None:
        """So many of those that were refused, or else new ones, are on their way."""
        self._way.append(self.again[:count] or list(itertools.islice(self._seqs, count)))
        del self.again[:count]

    def arrive(self, limited: bool) -> None:
        """The first on the way reaches the server, where it may be one too many."""
        if not self._way:
            return
        seqs = self._way.popleft()
        payload = [reading(self._id, seq) for seq in seqs]
        if limited:
            self._order.refuse(seqs_in(payload))
            self._answers.append((seqs, False))
            return
        parsed = Call.parse(self._id, payload)
        assert parsed is not None

        def answer(outcome: Outcome | ServiceError) -> None:
            self._answers.append((seqs, isinstance(outcome, Outcome)))
            self.unanswered -= 1

        self.unanswered += 1
        self._appends.submit(parsed, answer, self._order)

    def hear(self) -> None:
        """The first answer on the way back."""
        if self._answers:
            seqs, ok = self._answers.popleft()
            if ok:
                self.settled.update(seqs)
            else:
                self.again = sorted([*self.again, *seqs])

    @property
    def done(self) -> bool:
        return not (self.again or self._way or self._answers)


KIOSK_IDS = itertools.count(1_000)
STEPS = st.sampled_from(["send", "send", "arrive", "arrive", "limit", "append", "fail", "hear", "hear"])


# Two refused, the one between them under way: what comes again with a gap must not pass it.
@example(steps=[*[("send", 1)] * 3, ("limit", 1), ("arrive", 1), ("limit", 1), ("hear", 1), ("hear", 1)], known=False)
@given(steps=st.lists(st.tuples(STEPS, st.integers(1, 3)), max_size=60), known=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_answered_is_stored_whatever_is_refused_in_between(
    redis: Redis, steps: list[tuple[str, int]], known: bool
) -> None:
    kiosk_id = next(KIOSK_IDS)
    log = Unsteady(redis, 1, lambda _: -1)
    if known:
        log.recall(kiosk_id)
    appends = Appender(log)
    kiosk = Pipelining(kiosk_id, appends)
    at_once = threading.Event()
    at_once.set()

    def append(*, away: bool) -> None:
        log.away = away
        while kiosk.unanswered:
            appends.run(at_once)

    for step, count in steps:
        if step == "send":
            kiosk.send(count)
        elif step in ("arrive", "limit"):
            kiosk.arrive(limited=step == "limit")
        elif step == "hear":
            kiosk.hear()
        else:
            append(away=step == "fail")
    while not kiosk.done:
        if kiosk.again:
            kiosk.send(3)
        kiosk.arrive(limited=False)
        append(away=False)
        kiosk.hear()
    entries = [entry.fields for entry in oldest_entries(redis, shard_stream(0))]
    stored = [int(fields[b"seq"]) for fields in entries if int(fields[b"kiosk"]) == kiosk_id]
    assert stored == sorted(kiosk.settled)


def test_who_goes_on_without_what_was_refused_is_heard_again(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    log = TelemetryLog(redis, 1, lambda _: -1)
    log.recall(KNOWN)
    appends, order = Appender(log), Order()
    outcomes: list[Outcome | ServiceError] = []
    order.refuse(frozenset({1}))
    with running(appends):
        appends.submit(call(KNOWN, 2), outcomes.append, order)
        assert eventually(lambda: len(outcomes) == 1)
        assert accepted(outcomes) == []
        monkeypatch.setattr("websocket_service.services.order.HEARD_SECONDS", 0.0)
        appends.submit(call(KNOWN, 3), outcomes.append, order)
        assert eventually(lambda: len(outcomes) == 2)
    assert accepted(outcomes) == [1]
