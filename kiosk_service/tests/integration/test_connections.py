"""Who is online, since when, and what is kept of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from common.database import db
from common.events import iso, utc_now
from common.service import Service
from common.testing.fixtures import SignAs
from kiosk_service.models import Kiosk, KioskState
from kiosk_service.services import presence, registry
from kiosk_service.services.telemetry import store
from kiosk_service.tests.integration.conftest import received

READ = "kiosks.read_all"
GRACE = timedelta(seconds=15)


@pytest.fixture
def kiosk(kiosk: Kiosk) -> Kiosk:
    """Registered long ago."""
    kiosk.created_at = utc_now() - timedelta(days=400)
    db.session.commit()
    return kiosk


@pytest.fixture
def watch() -> presence.Watch:
    return presence.Watch(0, 1)


class Past:
    """Makes a kiosk speak at past times, as if its readings had been stored then."""

    def __init__(self, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._kiosk, self._monkeypatch, self._seq = kiosk, monkeypatch, 0

    def speak(self, at: datetime) -> None:
        self._seq += 1
        with self._monkeypatch.context() as patch:
            patch.setattr("kiosk_service.services.telemetry.utc_now", lambda: at)
            store(db.session(), [received(self._kiosk, self._seq, at=at, received_at=at)])


@pytest.fixture
def past(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> Past:
    return Past(kiosk, monkeypatch)


def history(client: FlaskClient, token: SignAs, kiosk: Kiosk, **query: Any) -> dict[str, Any]:
    response = client.get(f"/kiosks/{kiosk.id}/connections", query_string=query, headers=token(READ))
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def status(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/kiosks/{kiosk.id}/status", headers=token(READ)).get_json()
    return body


def test_every_change_is_kept_with_its_time_and_reason(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, past: Past, watch: presence.Watch
) -> None:
    start = utc_now().replace(microsecond=0) - timedelta(hours=10)
    past.speak(start)
    watch.mark_overdue(db.session(), start + timedelta(hours=1))  # looked an hour later
    past.speak(start + timedelta(hours=8))
    end = start + timedelta(hours=10)
    body = history(client, token, kiosk, **{"from": iso(start - timedelta(hours=10)), "to": iso(end)})
    assert body["items"] == [
        {"at": iso(start + timedelta(hours=8)), "connection": "online", "reason": "reading"},
        {"at": iso(start + GRACE), "connection": "offline", "reason": "silent"},
        {"at": iso(start), "connection": "online", "reason": "reading"},
    ]
    assert body["uptime"] == pytest.approx((2 * 3600 + 15) / (20 * 3600), rel=1e-3)
    part = {"from": iso(start + timedelta(hours=9)), "to": iso(end)}
    assert history(client, token, kiosk, **part)["uptime"] == 1
    part = {"from": iso(start + timedelta(hours=2)), "to": iso(start + timedelta(hours=3))}
    assert history(client, token, kiosk, **part) == {"items": [], "next_cursor": None, "uptime": 0}


def test_the_history_comes_in_pages(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, past: Past, watch: presence.Watch
) -> None:
    start = utc_now() - timedelta(hours=10)
    for n in range(5):
        past.speak(start + timedelta(hours=n))
        watch.mark_overdue(db.session(), start + timedelta(hours=n, minutes=30))
    whole = history(client, token, kiosk)["items"]
    assert len(whole) == 10
    assert [change["connection"] for change in whole] == ["offline", "online"] * 5
    paged: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = history(client, token, kiosk, limit=3, **cursor)
        paged += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert paged == whole


def test_uptime_is_of_what_is_past_since_the_kiosk_was_registered(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, past: Past
) -> None:
    now = utc_now()
    past.speak(now - timedelta(hours=1))
    kiosk.created_at = now - timedelta(hours=2)
    db.session.commit()
    range_ = {"from": iso(now - timedelta(days=1)), "to": iso(now + timedelta(days=1))}
    assert history(client, token, kiosk, **range_)["uptime"] == pytest.approx(0.5, abs=0.01)
    future = {"from": iso(now + timedelta(days=1)), "to": iso(now + timedelta(days=2))}
    assert history(client, token, kiosk, **future)["uptime"] is None


def test_who_may_not_see_the_kiosk_sees_no_history(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    assert client.get(f"/kiosks/{kiosk.id}/connections", headers=token()).status_code == 404
    refused = client.get(
        f"/kiosks/{kiosk.id}/connections?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", headers=token(READ)
    )
    assert (refused.status_code, refused.get_json()["code"]) == (422, "empty_range")


def test_the_status_says_since_when(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, past: Past, watch: presence.Watch
) -> None:
    assert status(client, token, kiosk)["connection_since"] is None
    start = utc_now().replace(microsecond=0) - timedelta(hours=1)
    past.speak(start)
    past.speak(start + timedelta(seconds=5))
    body = status(client, token, kiosk)
    assert (body["connection"], body["connection_since"]) == ("online", iso(start))
    assert body["last_seen_at"] == iso(start + timedelta(seconds=5))
    watch.mark_overdue(db.session(), utc_now())
    body = status(client, token, kiosk)
    assert (body["connection"], body["connection_since"]) == ("offline", iso(start + timedelta(seconds=5) + GRACE))


def test_a_retired_kiosk_goes_offline_and_stays_so(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    store(db.session(), [received(kiosk, 1)])
    registry.retire(db.session(), kiosk)
    store(db.session(), [received(kiosk, 2)])  # it was on its way
    assert status(client, token, kiosk)["connection"] == "offline"
    assert [change["reason"] for change in history(client, token, kiosk)["items"]] == ["retired", "reading"]


def test_a_reading_that_is_stored_late_keeps_nobody_online(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    """As after the consumer was away for long, or from a dead letter."""
    store(db.session(), [received(kiosk, 1, received_at=utc_now() - timedelta(minutes=10))])
    assert status(client, token, kiosk)["connection"] == "offline"
    assert history(client, token, kiosk)["items"] == []


@pytest.mark.parametrize("wrong_by", [timedelta(days=-30), timedelta(minutes=4)])
def test_the_kiosks_own_clock_does_not_matter(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, watch: presence.Watch, wrong_by: timedelta
) -> None:
    now = utc_now()
    store(db.session(), [received(kiosk, 1, at=now + wrong_by, received_at=now)])
    assert watch.mark_overdue(db.session(), now + GRACE - timedelta(seconds=1)) == 0
    assert watch.mark_overdue(db.session(), now + GRACE) == 1


def test_a_watch_that_was_told_of_nothing_asks_the_database(kiosk: Kiosk) -> None:
    now = utc_now()
    watch = presence.Watch(0, 1)
    assert watch.mark_overdue(db.session(), now) == 0
    store(db.session(), [received(kiosk, 1)])  # by another replica
    assert watch.mark_overdue(db.session(), now + presence.RELOAD) == 1


def test_who_has_spoken_again_is_not_overdue(kiosk: Kiosk, watch: presence.Watch) -> None:
    now = utc_now()
    watch.note(store(db.session(), [received(kiosk, 1, received_at=now)]).deadlines)
    assert watch.mark_overdue(db.session(), now) == 0
    store(db.session(), [received(kiosk, 2, received_at=now + timedelta(seconds=10))])  # the watch has not heard of it
    assert watch.mark_overdue(db.session(), now + GRACE) == 0
    assert watch.mark_overdue(db.session(), now + GRACE + timedelta(seconds=10)) == 1


def test_other_shards_are_left_alone(kiosk: Kiosk) -> None:
    store(db.session(), [received(kiosk, 1)])
    later = utc_now() + timedelta(minutes=1)
    assert presence.Watch((kiosk.id + 1) % 4, 4).mark_overdue(db.session(), later) == 0
    assert presence.Watch(kiosk.id % 4, 4).mark_overdue(db.session(), later) == 1


def test_a_kiosk_that_is_told_to_speak_more_rarely_is_given_the_time(kiosk: Kiosk, watch: presence.Watch) -> None:
    now = utc_now()
    store(db.session(), [received(kiosk, 1, received_at=now)])
    registry.edit(db.session(), kiosk, {"interval": 60})
    assert watch.mark_overdue(db.session(), now + timedelta(seconds=80)) == 0
    assert watch.mark_overdue(db.session(), now + timedelta(seconds=91)) == 1


def test_old_history_is_forgotten(
    app: Service, client: FlaskClient, token: SignAs, kiosk: Kiosk, past: Past, watch: presence.Watch
) -> None:
    now = utc_now()
    past.speak(now - timedelta(days=380))
    watch.mark_overdue(db.session(), now - timedelta(days=379))
    past.speak(now - timedelta(days=300))
    presence.forget_old(db.session(), timedelta(days=366))
    body = history(client, token, kiosk, **{"from": iso(now - timedelta(days=390))})
    assert [change["connection"] for change in body["items"]] == ["online"]
    # Before the first change that is known the kiosk was the opposite.
    assert body["uptime"] == pytest.approx(300 / 390, abs=0.01)


def test_kiosks_are_listed_by_their_last_reading_whether_online_or_not(
    client: FlaskClient, token: SignAs, kiosk: Kiosk
) -> None:
    others = [registry.register(db.session(), {"name": "x", "location": "y"}) for _ in range(3)]
    now = utc_now()
    for other, back, connection in zip(others, (9, 2, 5), ("offline", "online", "online"), strict=True):
        values = {"last_seen_at": now - timedelta(seconds=back), "connection": connection}
        db.session.execute(update(KioskState).where(KioskState.kiosk_id == other.id).values(**values))
    listed = client.get("/kiosks?sort=-last_seen_at", headers=token(READ)).get_json()["items"]
    assert [item["id"] for item in listed] == [others[1].id, others[2].id, others[0].id, kiosk.id]
