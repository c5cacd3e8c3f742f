"""Deliveries: asked for once, tried until they are sent or cannot be, and shown to those who may see them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from common.database import db
from common.events import Event
from common.service import Service
from common.testing.fixtures import SignAs
from notification_service.models import Delivery
from notification_service.services import deliveries, requests
from notification_service.services.deliveries import Policy
from notification_service.tests.smtp import MailServer, mail_server

MANAGE = "notify.manage"
AT_ONCE = Policy(attempts=3, first_delay=timedelta(0), lease=timedelta(seconds=30))
RESET = {
    "channel": "email",
    "to": "ana@example.com",
    "template": "password_reset",
    "language": "en",
    "data": {"link": "https://kiosks.example/reset?t=secret", "username": "ana"},
}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def ask(client: FlaskClient, headers: dict[str, str], to: str = "ana@example.com", **more: str) -> Any:
    return client.post("/notify/test-email", json={"to": to}, headers={**headers, **more})


def requested(**changes: Any) -> Event:
    return Event("notification.requested", "auth_service", "user:1", {**RESET, **changes})


def queued() -> list[Delivery]:
    return list(db.session().query(Delivery).order_by(Delivery.id))


def attempt(server: MailServer, delivery: int, policy: Policy = AT_ONCE) -> None:
    deliveries.attempt(db.session(), server.mailer(), delivery, policy)


def events() -> list[tuple[str, dict[str, Any]]]:
    rows = db.session().execute(text("SELECT type, data FROM outbox ORDER BY position"))
    return [(row.type, row.data) for row in rows]


def test_a_test_mail_is_queued_then_sent(client: FlaskClient, token: SignAs, server: MailServer) -> None:
    answer = ask(client, token(MANAGE, user_id=9), **{"Accept-Language": "en"})
    assert answer.status_code == 202
    delivery = answer.get_json()["delivery"]
    assert (delivery["state"], delivery["attempts"], delivery["requested_by"]) == ("queued", 0, 9)
    attempt(server, delivery["id"])
    assert server.taken.get(timeout=5)["Subject"] == "Test mail from Admin Kiosk"
    found = client.get(f"/notify/deliveries/{delivery['id']}", headers=token(MANAGE)).get_json()
    assert (found["state"], found["attempts"], found["error"]) == ("sent", 1, None)
    assert found["sent_at"] is not None
    assert events()[-1][0] == "notification.delivered"


def test_a_repeated_request_queues_one_mail(client: FlaskClient, token: SignAs) -> None:
    key = {"Idempotency-Key": "k1"}
    first, again = (ask(client, token(MANAGE), **key).get_json()["delivery"]["id"] for _ in range(2))
    assert first == again
    assert ask(client, token(MANAGE), "else@example.com", **key).status_code == 409


@pytest.mark.parametrize("to", ["nobody", "a@b@c", "a@example.com\nBcc: b@example.com", "\0@example.com", "x" * 300, 7])
def test_what_is_no_address_is_refused(client: FlaskClient, token: SignAs, to: str) -> None:
    answer = ask(client, token(MANAGE), to)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"].endswith("to")


def test_only_who_manages_notifications_may(client: FlaskClient, token: SignAs) -> None:
    calls = [
        ("POST", "/notify/test-email"),
        ("GET", "/notify/deliveries"),
        ("GET", "/notify/deliveries/1"),
        ("POST", "/notify/deliveries/1/retry"),
        ("GET", "/notify/mailbox"),
        ("GET", "/notify/mailbox/1"),
    ]
    for method, path in calls:
        assert client.open(path, method=method).status_code == 401
        assert client.open(path, method=method, headers=token("kiosks.read_all", "users.manage")).status_code == 403


def test_a_temporary_refusal_is_tried_again_and_a_delivery_sent_once(app: Service, server: MailServer) -> None:
    requests.queue_requested(db.session(), requested())
    (delivery,) = queued()
    server.answers = ["451 busy"]
    attempt(server, delivery.id)
    assert (delivery.state, delivery.attempts, delivery.error_detail) == ("queued", 1, "451 busy")
    for _ in range(3):
        attempt(server, delivery.id)
    assert (delivery.state, delivery.attempts, delivery.error) == ("sent", 2, None)
    assert server.taken.qsize() == 1


def test_tries_come_later_and_later(app: Service, server: MailServer) -> None:
    policy = Policy(attempts=9, first_delay=timedelta(seconds=15), lease=timedelta(seconds=30))
    delays = [policy.delay_after(n).total_seconds() for n in range(1, 7)]
    assert delays == [15, 60, 240, 960, 3600, 3600]


def test_a_permanent_refusal_stops_it(app: Service, server: MailServer) -> None:
    requests.queue_requested(db.session(), requested())
    (delivery,) = queued()
    server.answers = ["550 no"]
    for _ in range(3):
        attempt(server, delivery.id)
    assert (delivery.state, delivery.attempts) == ("failed", 1)
    assert server.tried.qsize() == 1
    kind, data = events()[-1]
    assert (kind, data["delivery_id"], data["error"]) == ("notification.failed", delivery.id, "mail_refused")


def test_after_the_last_try_it_has_failed_and_a_person_may_start_anew(
    client: FlaskClient, token: SignAs, server: MailServer
) -> None:
    delivery_id = ask(client, token(MANAGE)).get_json()["delivery"]["id"]
    retry = f"/notify/deliveries/{delivery_id}/retry"
    assert client.post(retry, headers=token(MANAGE)).get_json()["code"] == "delivery_not_failed"
    server.answers = ["451 busy"] * 3
    for _ in range(4):
        attempt(server, delivery_id)
    assert server.tried.qsize() == 3
    answer = client.post(retry, headers=token(MANAGE))
    assert (answer.status_code, answer.get_json()["delivery"]["state"]) == (202, "queued")
    attempt(server, delivery_id)
    assert server.taken.qsize() == 1
    assert client.post("/notify/deliveries/999999/retry", headers=token(MANAGE)).status_code == 404


def test_while_one_worker_is_at_it_no_other_sends_and_afterwards_one_takes_over(
    app: Service, server: MailServer
) -> None:
    requests.queue_requested(db.session(), requested())
    (delivery,) = queued()
    died = Policy(attempts=3, first_delay=timedelta(0), lease=timedelta(seconds=-1))

    class Dies:
        def send(self, mail: Any) -> None:
            deliveries.attempt(db.session(), server.mailer(), delivery.id, AT_ONCE)  # another worker, meanwhile
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliveries.attempt(db.session(), Dies(), delivery.id, AT_ONCE)
    assert server.tried.empty()
    delivery.lease_until = None
    with pytest.raises(KeyboardInterrupt):
        deliveries.attempt(db.session(), Dies(), delivery.id, died)
    assert server.taken.qsize() == 1
    assert delivery.state == "sent"


def test_one_that_takes_every_worker_down_is_given_up(app: Service, server: MailServer) -> None:
    requests.queue_requested(db.session(), requested())
    (delivery,) = queued()
    delivery.attempts = 3
    db.session().commit()
    attempt(server, delivery.id)
    assert (delivery.state, delivery.error) == ("failed", "worker_lost")


def test_an_event_that_comes_again_queues_nothing(app: Service) -> None:
    event = requested()
    for _ in range(3):
        requests.queue_requested(db.session(), event)
    assert len(queued()) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"to": "nobody"}, "address_invalid"),
        ({"template": "unknown"}, "template_unknown"),
        ({"data": {}}, "template_data_missing"),
        ({"channel": "smoke"}, "request_invalid"),
        ({"to": None}, "request_invalid"),
    ],
)
def test_what_cannot_be_sent_is_answered_with_an_event(app: Service, changes: dict[str, Any], error: str) -> None:
    requests.queue_requested(db.session(), requested(**changes))
    assert queued() == []
    kind, data = events()[-1]
    assert (kind, data["error"]) == ("notification.failed", error)


def test_a_secret_is_neither_shown_nor_kept(client: FlaskClient, token: SignAs, server: MailServer) -> None:
    requests.queue_requested(db.session(), requested())
    (delivery,) = queued()
    shown = client.get("/notify/deliveries", headers=token(MANAGE)).get_data(as_text=True)
    assert "secret" not in shown
    attempt(server, delivery.id)
    assert "t=secret" in server.taken.get(timeout=5).get_content()
    assert delivery.body == ""
    assert "secret" not in str(events())


def test_the_list_has_pages_filters_and_both_orders(client: FlaskClient, token: SignAs) -> None:
    ids = [ask(client, token(MANAGE)).get_json()["delivery"]["id"] for _ in range(5)]

    def listed(**query: Any) -> list[int]:
        found: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = client.get(
                "/notify/deliveries",
                query_string={**query, **({"cursor": cursor} if cursor else {})},
                headers=token(MANAGE),
            ).get_json()
            found += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        return found

    assert listed(limit=2) == ids
    assert listed(limit=2, sort="-id") == ids[::-1]
    assert listed(state="queued") == ids
    assert listed(state="sent") == []
    assert client.get("/notify/deliveries?state=lost", headers=token(MANAGE)).status_code == 422
