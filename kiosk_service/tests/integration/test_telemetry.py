"""Readings: stored once, seen by HTTP, and what they say about who is online."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis
from sqlalchemy import select, text

from common.database import db
from common.events import STREAM, Event, iso, utc_now
from common.outbox import Relay
from common.service import Service
from common.streams import oldest_entries
from common.testing.fixtures import SignAs
from kiosk_service.models import Kiosk, KioskState, readings
from kiosk_service.repositories.readings import ensure_partition
from kiosk_service.services import presence, registry
from kiosk_service.services.series import MAX_POINTS
from kiosk_service.services.telemetry import Received, store
from kiosk_service.tests.integration.conftest import received, stored_seqs

READ = "kiosks.read_all"


def events(app: Service, redis: Redis, kind: str) -> list[Event]:
    Relay(app, redis).forward(db.session())
    told = [Event.from_entry(entry.fields) for entry in oldest_entries(redis, STREAM)]
    return [event for event in told if event.type == kind]


def test_a_reading_is_seen_by_http(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    sections: dict[str, Any] = {
        "hardware": {"cpu_usage": 41.5, "fans": 2},
        "peripherals": {"printer_status": "low_ink"},
        "location": {"lat": -34.6, "lng": -58.4, "accuracy": 5},
        "note": "as sent",
    }
    store(db.session(), [received(kiosk, 7, **sections)])
    body = client.get(f"/kiosks/{kiosk.id}/status", headers=token(READ)).get_json()
    assert (body["status"], body["connection"], body["last_seq"]) == ("online", "online", 7)
    assert body["reading"]["hardware"] == {"cpu_usage": 41.5, "fans": 2}
    assert body["reading"]["note"] == "as sent"
    assert body["reading"]["received_at"] == body["last_seen_at"]
    listed = client.get("/kiosks?include=reading", headers=token(READ)).get_json()["items"][0]
    assert listed["reading"] == body["reading"]
    assert listed["real_location"] == {
        "lat": -34.6,
        "lng": -58.4,
        "accuracy": 5,
        "at": body["reading"]["timestamp"],
    }
    extra = db.session.scalar(select(readings.c.extra).where(readings.c.kiosk_id == kiosk.id))
    assert extra == {"hardware": {"fans": 2}, "note": "as sent"}


def test_a_kiosk_that_never_spoke_has_no_reading(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    body = client.get(f"/kiosks/{kiosk.id}/status", headers=token(READ)).get_json()
    assert (body["status"], body["last_seq"], body["reading"]) == ("offline", None, None)


@given(st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=8), max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_often_and_late_readings_come_each_is_stored_once(app: Service, batches: list[list[int]]) -> None:
    kiosk = registry.register(db.session(), {"name": "a", "location": "b"})
    start = utc_now() - timedelta(minutes=1)
    for batch in batches:
        entries = [received(kiosk, seq, at=start + timedelta(seconds=seq)) for seq in batch]
        store(db.session(), entries)
        assert store(db.session(), entries).count == 0  # the same entries again, as after a crash
    sent = sorted({seq for batch in batches for seq in batch})
    assert stored_seqs(kiosk) == sent
    last_seq = db.session.scalar(select(KioskState.last_seq).where(KioskState.kiosk_id == kiosk.id))
    assert last_seq == (sent[-1] if sent else -1)


def test_a_late_reading_is_stored_but_does_not_become_the_latest(app: Service, kiosk: Kiosk) -> None:
    store(db.session(), [received(kiosk, 2, hardware={"cpu_usage": 2})])
    assert store(db.session(), [received(kiosk, 1, hardware={"cpu_usage": 1})]).count == 1
    assert stored_seqs(kiosk) == [1, 2]
    reading = db.session.scalar(select(KioskState.reading).where(KioskState.kiosk_id == kiosk.id))
    assert reading is not None
    assert reading["hardware"] == {"cpu_usage": 2}


def test_a_partition_made_late_takes_the_readings_of_its_day(app: Service, kiosk: Kiosk) -> None:
    day = utc_now() + timedelta(days=40)
    store(db.session(), [received(kiosk, 1, at=day)])
    in_default = "SELECT count(*) FROM ONLY readings_default WHERE kiosk_id = :kiosk"
    assert db.session.scalar(text(in_default), {"kiosk": kiosk.id}) == 1
    for _ in range(2):
        ensure_partition(db.session(), day.date())
    assert db.session.scalar(text(in_default), {"kiosk": kiosk.id}) == 0
    assert stored_seqs(kiosk) == [1]


def test_readings_of_a_kiosk_that_is_gone_are_dropped(app: Service, kiosk: Kiosk) -> None:
    gone = Received(999_999, 1, utc_now(), {"seq": 1, "kiosk_id": 999_999, "timestamp": iso(utc_now())})
    assert store(db.session(), [gone, received(kiosk, 1)]).count == 1


def test_a_reading_from_a_long_backlog_is_kept_under_its_own_time(
    client: FlaskClient, token: SignAs, kiosk: Kiosk
) -> None:
    long_ago = utc_now() - timedelta(days=30)
    store(db.session(), [received(kiosk, 1, at=long_ago, hardware={"cpu_usage": 5})])
    query = {"metric": "cpu_usage", "from": iso(long_ago - timedelta(minutes=1)), "to": iso(utc_now())}
    body = client.get(f"/kiosks/{kiosk.id}/telemetry", query_string=query, headers=token(READ)).get_json()
    assert body["points"] == [[iso(long_ago), 5]]


def test_the_first_reading_and_silence_are_told_once(app: Service, redis: Redis, kiosk: Kiosk) -> None:
    store(db.session(), [received(kiosk, 1)])
    store(db.session(), [received(kiosk, 2)])
    told = events(app, redis, "kiosk.status_changed")
    (online,) = [event for event in told if event.subject == f"kiosk:{kiosk.id}"]
    assert {"kiosk_id": kiosk.id, "status": "online", "connection": "online", "group": "norte"}.items() <= (
        online.data.items()
    )
    assert presence.Watch(0, 1).mark_overdue(db.session(), utc_now()) == 0

    later = utc_now() + timedelta(seconds=16)
    assert presence.Watch(0, 1).mark_overdue(db.session(), later) == 1
    assert presence.Watch(0, 1).mark_overdue(db.session(), later) == 0
    last = events(app, redis, "kiosk.status_changed")[-1]
    assert (last.data["status"], last.data["connection"]) == ("offline", "offline")

    store(db.session(), [received(kiosk, 3)])
    assert events(app, redis, "kiosk.status_changed")[-1].data["connection"] == "online"


def test_old_readings_that_waited_in_the_stream_do_not_make_a_kiosk_online(app: Service, kiosk: Kiosk) -> None:
    store(db.session(), [received(kiosk, 1, received_at=utc_now() - timedelta(minutes=10))])
    assert stored_seqs(kiosk) == [1]
    assert db.session.scalar(select(KioskState.connection).where(KioskState.kiosk_id == kiosk.id)) == "offline"


@pytest.mark.parametrize(
    ("interval", "seconds"), [(1, 3), (5, 15), (6, 18), (10, 18), (13, 19.5), (60, 90), (3600, 5400)]
)
def test_three_missed_intervals_and_at_most_twenty_seconds_unless_a_kiosk_speaks_rarely(
    interval: int, seconds: float
) -> None:
    assert presence.grace(interval) == timedelta(seconds=seconds)


def test_a_series_is_the_readings_themselves_when_they_fit(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    start = utc_now().replace(microsecond=0) - timedelta(minutes=10)
    times = [start + timedelta(seconds=5 * n) for n in range(4)]
    values = [10.0, None, 30.0, 40.0]
    batch = [
        received(kiosk, n, at=at, hardware={"cpu_temp": value})
        for n, (at, value) in enumerate(zip(times, values, strict=True))
    ]
    store(db.session(), batch)
    body = client.get(f"/kiosks/{kiosk.id}/telemetry?metric=cpu_temp", headers=token(READ)).get_json()
    assert body == {
        "metric": "cpu_temp",
        "unit": "°C",
        "step": 0,
        "points": [[iso(times[0]), 10.0], [iso(times[2]), 30.0], [iso(times[3]), 40.0]],
        "ranges": None,
    }
    query = {"metric": "cpu_temp", "from": iso(start), "to": iso(start + timedelta(minutes=1)), "step": 10}
    body = client.get(f"/kiosks/{kiosk.id}/telemetry", query_string=query, headers=token(READ)).get_json()
    assert body["points"] == [[iso(start), 10.0], [iso(start + timedelta(seconds=10)), 35.0]]
    assert body["ranges"] == [[10.0, 10.0], [30.0, 40.0]]
    assert body["step"] == 10


def test_a_series_never_has_more_than_two_thousand_points(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    end = datetime.now(UTC).replace(microsecond=0)
    count = 5000
    store(
        db.session(),
        [received(kiosk, n, at=end - timedelta(seconds=count - n), network={"latency": n % 100}) for n in range(count)],
    )
    for extra in ({}, {"step": 1}):
        query = {"metric": "latency", "from": iso(end - timedelta(seconds=count)), "to": iso(end), **extra}
        response = client.get(f"/kiosks/{kiosk.id}/telemetry", query_string=query, headers=token(READ))
        points = response.get_json()["points"]
        assert MAX_POINTS / 2 < len(points) <= MAX_POINTS


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("metric=printer_status", "unknown_metric"),
        ("metric=nothing", "unknown_metric"),
        ("metric=latency&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "empty_range"),
        ("metric=latency&from=yesterday", "invalid_request"),
        ("metric=latency&from=2026-01-02T00:00:00", "invalid_request"),
        ("", "invalid_request"),
    ],
)
def test_a_series_query_that_makes_no_sense_is_refused(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, query: str, code: str
) -> None:
    response = client.get(f"/kiosks/{kiosk.id}/telemetry?{query}", headers=token(READ))
    assert (response.status_code, response.get_json()["code"]) == (422, code)
