"""Recording payments: who may, and that a repeated one counts once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from common.database import db
from common.events import STREAM, Event, iso, utc_now
from common.outbox import Relay
from common.service import Service
from common.streams import oldest_entries
from common.testing.fixtures import SignAs
from payment_service.models import LedgerEntry
from payment_service.tests.integration.conftest import LocalKiosks, MakeKiosk
from payment_service.tests.integration.sending import CREATE, Device, body, count_of, keyed


def test_a_kiosk_records_a_sale_that_is_captured_at_once(client: FlaskClient, device: Device, kiosk_id: int) -> None:
    items = [{"name": "Café con leche", "quantity": 1, "unit_price": "1500.50"}]
    at = iso(utc_now() - timedelta(days=30))
    sent = body(kiosk_id, items=items, customer_email="ana@example.com", occurred_at=at)
    response = client.post("/payments", json=sent, headers=keyed(device(kiosk_id)))
    assert response.status_code == 201
    payment = response.get_json()["payment"]
    assert payment.items() >= {**sent, "status": "captured", "recorded_by": None, "demo": True}.items()
    assert payment["id"] > 0


def test_the_same_key_and_body_give_the_same_payment(client: FlaskClient, device: Device, kiosk_id: int) -> None:
    headers = keyed(device(kiosk_id))
    first = client.post("/payments", json=body(kiosk_id), headers=headers)
    second = client.post("/payments", json=body(kiosk_id, amount="1500.5", items=[]), headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json()["payment"] == first.get_json()["payment"]
    assert count_of(kiosk_id) == 1


@pytest.mark.parametrize("other", [{"amount": "1500.51"}, {"method": "qr"}, {"items": [{"name": "x"}]}])
def test_the_same_key_with_another_body_is_a_conflict(
    client: FlaskClient, device: Device, kiosk_id: int, other: dict[str, Any]
) -> None:
    headers = keyed(device(kiosk_id))
    client.post("/payments", json=body(kiosk_id), headers=headers)
    response = client.post("/payments", json=body(kiosk_id, **other), headers=headers)
    assert (response.status_code, response.get_json()["code"]) == (409, "idempotency_key_reused")
    assert count_of(kiosk_id) == 1


def test_keys_of_two_kiosks_have_nothing_to_do_with_each_other(
    client: FlaskClient, device: Device, make_kiosk: MakeKiosk
) -> None:
    for kiosk_id in (make_kiosk(), make_kiosk()):
        assert client.post("/payments", json=body(kiosk_id), headers=keyed(device(kiosk_id))).status_code == 201


def test_a_persons_key_stands_for_one_payment_whichever_kiosk_it_names(
    committing_app: Service, token: SignAs, make_kiosk: MakeKiosk
) -> None:
    kiosks = [make_kiosk() for _ in range(10)]
    mine = keyed(token(*CREATE, user_id=7), f"k-{kiosks[0]}")

    def attempt(kiosk_id: int) -> int:
        return committing_app.test_client().post("/payments", json=body(kiosk_id), headers=mine).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(attempt, kiosks))
    assert sorted(answers) == [201] + [409] * 9
    assert [count_of(kiosk_id) for kiosk_id in kiosks] == [int(answer == 201) for answer in answers]
    assert attempt(kiosks[answers.index(201)]) == 200
    theirs = keyed(token(*CREATE, user_id=8), f"k-{kiosks[0]}")
    other = committing_app.test_client().post("/payments", json=body(kiosks[answers.index(409)]), headers=theirs)
    assert other.status_code == 201


def test_twenty_tries_at_once_make_one_payment(committing_app: Service, device: Device, kiosk_id: int) -> None:
    headers = keyed(device(kiosk_id))

    def attempt(_: int) -> tuple[int, int]:
        response = committing_app.test_client().post("/payments", json=body(kiosk_id), headers=headers)
        return response.status_code, response.get_json()["payment"]["id"]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(20)))
    assert sorted(status for status, _ in answers) == [200] * 19 + [201]
    assert len({payment_id for _, payment_id in answers}) == 1
    assert count_of(kiosk_id) == 1
    entries = db.session.scalars(select(LedgerEntry.amount).where(LedgerEntry.kiosk_id == kiosk_id)).all()
    assert (len(entries), sum(entries)) == (2, 0)


def test_twenty_bodies_under_one_key_make_one_payment(committing_app: Service, device: Device, kiosk_id: int) -> None:
    def attempt(number: int) -> int:
        sent = body(kiosk_id, amount=number + 1)
        return committing_app.test_client().post("/payments", json=sent, headers=keyed(device(kiosk_id))).status_code

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(attempt, range(20))) == [201] + [409] * 19
    assert count_of(kiosk_id) == 1


def test_a_kiosk_needs_a_key_and_a_person_does_not(
    client: FlaskClient, device: Device, token: SignAs, kiosk_id: int
) -> None:
    refused = client.post("/payments", json=body(kiosk_id), headers=device(kiosk_id))
    assert (refused.status_code, refused.get_json()["code"]) == (422, "idempotency_key_required")
    for _ in range(2):
        made = client.post("/payments", json=body(kiosk_id), headers=token(*CREATE, user_id=7))
        assert made.status_code == 201
        assert made.get_json()["payment"]["recorded_by"] == 7
    assert count_of(kiosk_id) == 2


def test_a_kiosk_speaks_only_for_itself(client: FlaskClient, device: Device, make_kiosk: MakeKiosk) -> None:
    response = client.post("/payments", json=body(make_kiosk()), headers=keyed(device(make_kiosk())))
    assert (response.status_code, response.get_json()["code"]) == (403, "forbidden")


def test_a_kiosk_that_was_not_heard_of_yet_may_sell(client: FlaskClient, device: Device) -> None:
    assert client.post("/payments", json=body(999_999), headers=keyed(device(999_999))).status_code == 201


def test_a_person_records_only_where_they_may(client: FlaskClient, token: SignAs, make_kiosk: MakeKiosk) -> None:
    mine, foreign, retired = make_kiosk(assigned_to=7), make_kiosk(), make_kiosk(lifecycle="retired")

    def status(kiosk_id: int, *permissions: str) -> int:
        return client.post("/payments", json=body(kiosk_id), headers=token(*permissions, user_id=7)).status_code

    assert status(mine) == 403
    assert status(mine, "payments.create") == 201
    assert status(foreign, "payments.create") == 404
    assert status(foreign, *CREATE) == 201
    assert status(retired, *CREATE) == 404
    assert status(31_337, *CREATE) == 404


def test_a_person_records_at_a_kiosk_that_was_registered_a_moment_ago(
    client: FlaskClient, token: SignAs, kiosks: LocalKiosks, make_kiosk: MakeKiosk
) -> None:
    new, assigned = 31_338, make_kiosk()
    for kiosk_id in (new, assigned):
        access = {"assigned_to": 7, "name": "k", "group": None, "lifecycle": "active", "at": iso(utc_now())}
        kiosks.known[kiosk_id] = {"kiosk_id": kiosk_id, **access}
        for _ in range(2):
            answer = client.post("/payments", json=body(kiosk_id), headers=token("payments.create", user_id=7))
            assert answer.status_code == 201
            kiosks.known.clear()


def test_nobody_is_told_that_a_kiosk_is_not_there_while_nobody_knows(
    client: FlaskClient, token: SignAs, kiosks: LocalKiosks, kiosk_id: int
) -> None:
    kiosks.away = True
    assert client.post("/payments", json=body(kiosk_id), headers=token(*CREATE)).status_code == 201
    answer = client.post("/payments", json=body(31_339), headers=token(*CREATE))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "service_unavailable")


def test_a_recorded_payment_stays_so_however_late_it_is_repeated(
    client: FlaskClient, device: Device, kiosk_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, sent = keyed(device(kiosk_id)), body(kiosk_id, occurred_at=iso(utc_now()))
    assert client.post("/payments", json=sent, headers=headers).status_code == 201
    later = utc_now() + timedelta(days=60)
    monkeypatch.setattr("payment_service.services.payments.utc_now", lambda: later)
    assert client.post("/payments", json=sent, headers=headers).status_code == 200
    assert client.post("/payments", json=sent, headers=keyed(device(kiosk_id), "k-2")).status_code == 422


def test_others_learn_of_a_payment_once(
    app: Service, client: FlaskClient, device: Device, kiosk_id: int, redis: Redis
) -> None:
    at = iso(utc_now())
    sent = body(kiosk_id, occurred_at=at)
    for _ in range(2):
        answer = client.post("/payments", json=sent, headers=keyed(device(kiosk_id)))
    payment_id = answer.get_json()["payment"]["id"]
    Relay(app, redis).forward(db.session())
    told = [Event.from_entry(entry.fields) for entry in oldest_entries(redis, STREAM)]
    mine = [event for event in told if event.subject == f"payment:{payment_id}"]
    assert [(event.type, dict(event.data)) for event in mine] == [
        (
            "payment.captured",
            {
                "payment_id": payment_id,
                "kiosk_id": kiosk_id,
                "amount": "1500.50",
                "currency": "ARS",
                "method": "cash",
                "occurred_at": at,
                "demo": True,
            },
        )
    ]


def test_words_are_spanish_unless_english_is_asked_for(client: FlaskClient, device: Device, kiosk_id: int) -> None:
    sent = body(kiosk_id, amount="1.005")
    headers = keyed(device(kiosk_id))
    assert "decimales" in client.post("/payments", json=sent, headers=headers).get_json()["message"]
    english = client.post("/payments", json=sent, headers={**headers, "Accept-Language": "en"})
    assert english.get_json()["message"] == "An amount in ARS has at most 2 decimals."
