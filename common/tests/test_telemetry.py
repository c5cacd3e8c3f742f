"""Readings: what is valid, and how each becomes durable once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from common.events import iso, utc_now
from common.readings import METRICS, InvalidReading, check_reading
from common.streams import oldest_entries
from common.telemetry import Call, TelemetryLog, shard_stream
from common.testing.services import Servers

KIOSK = 7


def reading(seq: Any = 1, **changes: Any) -> dict[str, Any]:
    return {"seq": seq, "kiosk_id": KIOSK, "timestamp": iso(utc_now()), **changes}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seq": None}, "missing:seq"),
        ({"seq": "1"}, "invalid:seq"),
        ({"seq": True}, "invalid:seq"),
        ({"seq": 1.0}, "invalid:seq"),
        ({"seq": -1}, "out_of_range:seq"),
        ({"seq": 2**53}, "out_of_range:seq"),
        ({"kiosk_id": None}, "missing:kiosk_id"),
        ({"kiosk_id": 8}, "wrong_kiosk"),
        ({"kiosk_id": "7"}, "wrong_kiosk"),
        ({"timestamp": None}, "missing:timestamp"),
        ({"timestamp": "yesterday"}, "invalid:timestamp"),
        ({"timestamp": 1700000000}, "invalid:timestamp"),
        ({"timestamp": "2026-01-01T00:00:00"}, "invalid:timestamp"),
        ({"timestamp": iso(utc_now() + timedelta(days=1))}, "out_of_range:timestamp"),
        ({"timestamp": iso(utc_now() - timedelta(days=36))}, "out_of_range:timestamp"),
        ({"hardware": {"cpu_usage": 100.1}}, "out_of_range:cpu_usage"),
        ({"hardware": {"cpu_usage": "50"}}, "invalid:cpu_usage"),
        ({"hardware": {"cpu_usage": True}}, "invalid:cpu_usage"),
        ({"hardware": {"cpu_usage": float("nan")}}, "invalid:cpu_usage"),
        ({"hardware": [50]}, "invalid:hardware"),
        ({"hardware": []}, "invalid:hardware"),
        ({"network": False}, "invalid:network"),
        ({"hardware": {"cpu_usage": 10**400}}, "out_of_range:cpu_usage"),
        ({"location": {"accuracy": -0.1}}, "out_of_range:accuracy"),
        ({"peripherals": {"printer_status": "on fire"}}, "invalid:printer_status"),
        ({"peripherals": {"card_reader": ["ready"]}}, "invalid:card_reader"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidReading) as raised:
        check_reading(reading(**changes), KIOSK, utc_now())
    assert raised.value.code == code


def test_sections_metrics_and_unknown_fields_are_optional() -> None:
    now = utc_now()
    assert check_reading(reading(0), KIOSK, now) == 0
    assert check_reading(reading(1, hardware=None, network={"latency": None}), KIOSK, now) == 1
    assert check_reading(reading(2, colour="red", hardware={"fans": 3}), KIOSK, now) == 2


@given(st.sampled_from(sorted(METRICS)), st.floats(allow_nan=False, allow_infinity=False))
def test_a_metric_is_accepted_exactly_within_its_range(name: str, value: float) -> None:
    metric = METRICS[name]
    sample = reading(1, **{metric.section: {name: value}})
    if metric.low <= value <= metric.high:
        assert check_reading(sample, KIOSK, utc_now()) == 1
    else:
        with pytest.raises(InvalidReading, match=f"out_of_range:{name}"):
            check_reading(sample, KIOSK, utc_now())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_nonsense_is_refused_and_nothing_else_happens(nonsense: Any) -> None:
    with pytest.raises(InvalidReading):
        check_reading(nonsense, KIOSK, utc_now())


@pytest.fixture
def log(redis: Redis) -> TelemetryLog:
    return TelemetryLog(redis, shards=2, last_seq_of=lambda _: -1)


def stored(redis: Redis) -> list[int]:
    return [int(entry.fields[b"seq"]) for entry in oldest_entries(redis, shard_stream(KIOSK % 2))]


def test_readings_are_appended_once_and_in_order(log: TelemetryLog, redis: Redis) -> None:
    outcome = log.append(KIOSK, [reading(1), reading(3), reading(2), reading(3), reading(9)])
    assert outcome is not None
    assert outcome.answer() == {"ok": True, "accepted": 3, "duplicate": 2, "rejected": []}
    again = log.append(KIOSK, reading(9))
    assert again is not None
    assert again.answer() == {"ok": True, "accepted": 0, "duplicate": 1, "rejected": []}
    assert stored(redis) == [1, 3, 9]


def test_a_bad_reading_among_good_ones_is_rejected_alone(log: TelemetryLog, redis: Redis) -> None:
    outcome = log.append(KIOSK, [reading(1), reading(2, hardware={"cpu_temp": 900}), reading(3)])
    assert outcome is not None
    assert outcome.answer()["rejected"] == [{"seq": 2, "code": "out_of_range:cpu_temp"}]
    assert stored(redis) == [1, 3]


@pytest.mark.parametrize("payload", [None, "x", 5, [], [1], [[]], [{}] * 201])
def test_what_is_no_reading_is_not_taken(log: TelemetryLog, payload: Any) -> None:
    assert log.append(KIOSK, payload) is None


@pytest.mark.parametrize("value", ["\ud800", "a\0b", 2**70])
def test_a_value_that_cannot_be_stored_is_rejected_by_name(log: TelemetryLog, redis: Redis, value: Any) -> None:
    outcome = log.append(KIOSK, [reading(1), reading(2, note=value)])
    assert outcome is not None
    assert outcome.answer()["rejected"] == [{"seq": 2, "code": "invalid_payload"}]
    assert stored(redis) == [1]


def test_the_largest_seq_keeps_its_exact_value(log: TelemetryLog, redis: Redis) -> None:
    largest = 2**53 - 1
    log.append(KIOSK, [reading(largest - 1), reading(largest)])
    assert stored(redis) == [largest - 1, largest]
    assert log.last_seq(KIOSK, -1) == largest


def test_a_log_that_was_lost_goes_on_from_the_database(redis: Redis) -> None:
    log = TelemetryLog(redis, shards=2, last_seq_of=lambda _: 40)
    outcome = log.append(KIOSK, [reading(40), reading(41)])
    assert outcome is not None
    assert (outcome.duplicate, stored(redis)) == (1, [41])


def test_the_last_seq_is_the_higher_of_log_and_database(log: TelemetryLog) -> None:
    assert log.last_seq(KIOSK, -1) == -1
    log.append(KIOSK, reading(5))
    assert log.last_seq(KIOSK, 3) == 5
    assert log.last_seq(KIOSK, 8) == 8
    outcome = log.append(KIOSK, reading(7))
    assert outcome is not None
    assert outcome.duplicate == 1


@pytest.fixture(scope="module")
def shared_redis(servers: Servers) -> Iterator[Redis]:
    client = Redis.from_url(servers.valkey.url)
    yield client
    client.close()


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=10), max_size=15))
def test_whatever_the_order_of_sends_exactly_the_rising_ones_are_stored(
    shared_redis: Redis, sends: list[list[int]]
) -> None:
    shared_redis.flushall()
    log = TelemetryLog(shared_redis, shards=2, last_seq_of=lambda _: -1)
    accepted = 0
    rising: list[int] = []
    for batch in sends:
        outcome = log.append(KIOSK, [reading(seq) for seq in batch])
        assert outcome is not None
        accepted += len(outcome.stored)
        for seq in batch:
            if not rising or seq > rising[-1]:
                rising.append(seq)
    assert stored(shared_redis) == rising
    assert accepted == len(rising)
    shared_redis.flushall()


KIOSKS = (7, 8, 9)
SENDS = st.lists(
    st.tuples(st.sampled_from(KIOSKS), st.lists(st.integers(0, 20), min_size=1, max_size=6)), min_size=1, max_size=5
)
ROUNDS = st.lists(st.tuples(SENDS, st.sampled_from(["heard", "lost", "restarted", "scripts lost"])), max_size=8)


@given(ROUNDS)
def test_calls_of_many_kiosks_at_once_count_each_reading_once_whatever_gets_lost(
    shared_redis: Redis, rounds: list[tuple[list[tuple[int, list[int]]], str]]
) -> None:
    shared_redis.flushall()
    log = TelemetryLog(shared_redis, shards=2, last_seq_of=lambda _: -1)
    rising: dict[int, list[int]] = {kiosk: [] for kiosk in KIOSKS}
    for kiosk in KIOSKS:
        log.recall(kiosk)
    for sends, fate in rounds:
        calls = [call_of(kiosk, seqs) for kiosk, seqs in sends]
        outcomes = log.append_known(calls)
        accepted = [[item["seq"] for item in outcome.stored] for outcome in outcomes if outcome is not None]
        expected = [rise(rising[kiosk], seqs) for kiosk, seqs in sends]
        assert accepted == expected
        if fate == "lost":
            # Nobody heard the answers, so all of it is sent again: nothing of it is new.
            again = log.append_known(calls)
            assert [len(outcome.stored) for outcome in again if outcome is not None] == [0] * len(calls)
        elif fate == "restarted":
            log = TelemetryLog(shared_redis, shards=2, last_seq_of=lambda _: -1)
        elif fate == "scripts lost":
            shared_redis.script_flush()
        for kiosk in KIOSKS:
            assert log.last_seq(kiosk, -1) == (rising[kiosk] or [-1])[-1]
    for kiosk in KIOSKS:
        entries = oldest_entries(shared_redis, shard_stream(kiosk % 2))
        assert [int(e.fields[b"seq"]) for e in entries if int(e.fields[b"kiosk"]) == kiosk] == rising[kiosk]
    shared_redis.flushall()


def test_only_the_kiosk_that_the_log_does_not_know_is_left_out(redis: Redis) -> None:
    log = TelemetryLog(redis, shards=2, last_seq_of=lambda _: 4)
    log.recall(7)
    known, unknown, same_shard = log.append_known([call_of(7, [5]), call_of(8, [5]), call_of(9, [5])])
    assert known is not None
    assert [item["seq"] for item in known.stored] == [5]
    assert (unknown, same_shard) == (None, None)
    assert len(oldest_entries(redis, shard_stream(0))) + len(oldest_entries(redis, shard_stream(1))) == 1


def call_of(kiosk: int, seqs: list[int]) -> Call:
    call = Call.parse(kiosk, [reading(seq, kiosk_id=kiosk) for seq in seqs])
    assert call is not None
    return call


def rise(rising: list[int], seqs: list[int]) -> list[int]:
    """Add what is above the last one; what was added."""
    added = []
    for seq in seqs:
        if not rising or seq > rising[-1]:
            rising.append(seq)
            added.append(seq)
    return added
