"""Enrolment: one use, and only the newest key counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, text, update

from common.database import db, transaction
from common.events import utc_now
from common.service import Service
from common.testing.fixtures import SignAs
from kiosk_service.models import EnrolmentToken, Kiosk
from kiosk_service.services import enrolment, registry

WRITE = ("kiosks.write", "kiosks.read_all")


@pytest.fixture(autouse=True)
def own_keys(committing_app: Service) -> None:
    committing_app.verifier.use("kiosk_service", committing_app.extensions["signing_keys"])


def register(client: FlaskClient, token: SignAs, **fields: Any) -> dict[str, Any]:
    body = {"name": "a", "location": "b", **fields}
    answer: dict[str, Any] = client.post("/kiosks", json=body, headers=token(*WRITE)).get_json()
    return answer


def enrol(client: FlaskClient, registered: dict[str, Any], enrolment_token: str | None = None) -> Any:
    body = {
        "serial": registered["kiosk"]["serial"],
        "enrolment_token": enrolment_token or registered["enrolment_token"],
    }
    return client.post("/kiosks/enrol", json=body)


def device_token(client: FlaskClient, registered: dict[str, Any], device_key: str) -> Any:
    return client.post("/kiosks/token", json={"serial": registered["kiosk"]["serial"], "device_key": device_key})


def test_an_enrolled_kiosk_is_active_and_gets_device_tokens(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    enrolled = enrol(client, registered).get_json()
    assert enrolled["kiosk_id"] == registered["kiosk"]["id"]
    body = device_token(client, registered, enrolled["device_key"]).get_json()
    assert body["expires_in"] == 900
    assert body["realtime_url"]
    kiosk = client.get(f"/kiosks/{enrolled['kiosk_id']}", headers=token(*WRITE)).get_json()
    assert (kiosk["lifecycle"], kiosk["status"]) == ("active", "offline")


def test_an_enrolment_token_is_good_for_one_use(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    assert enrol(client, registered).status_code == 200
    again = enrol(client, registered)
    assert (again.status_code, again.get_json()["code"]) == (401, "enrolment_token_invalid")


def test_an_expired_or_foreign_enrolment_token_is_refused(client: FlaskClient, token: SignAs) -> None:
    mine, other = register(client, token, serial="A"), register(client, token, serial="B")
    assert enrol(client, mine, other["enrolment_token"]).status_code == 401
    db.session.execute(update(EnrolmentToken).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert enrol(client, mine).status_code == 401


def test_a_new_enrolment_token_replaces_the_old_one(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    path = f"/kiosks/{registered['kiosk']['id']}/enrolment"
    newer = client.post(path, headers=token(*WRITE)).get_json()["enrolment_token"]
    assert enrol(client, registered).status_code == 401
    assert enrol(client, registered, newer).status_code == 200


def test_enrolling_again_revokes_the_old_device_key(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    old = enrol(client, registered).get_json()["device_key"]
    path = f"/kiosks/{registered['kiosk']['id']}/enrolment"
    newer = client.post(path, headers=token(*WRITE)).get_json()["enrolment_token"]
    assert device_token(client, registered, old).status_code == 200
    new = enrol(client, registered, newer).get_json()["device_key"]
    refused = device_token(client, registered, old)
    assert (refused.status_code, refused.get_json()["code"]) == (401, "device_key_invalid")
    assert device_token(client, registered, new).status_code == 200


def test_a_retired_kiosk_gets_no_tokens(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    device_key = enrol(client, registered).get_json()["device_key"]
    db.session.execute(update(Kiosk).values(lifecycle="retired"))
    db.session.commit()
    assert device_token(client, registered, device_key).status_code == 401
    response = client.post(f"/kiosks/{registered['kiosk']['id']}/enrolment", headers=token(*WRITE))
    assert (response.status_code, response.get_json()["code"]) == (409, "kiosk_retired")


@pytest.mark.parametrize("change", ["enrol", "retire"])
def test_no_token_is_given_while_the_key_is_being_taken_away(
    committing_app: Service, token: SignAs, change: str
) -> None:
    client = committing_app.test_client()
    registered = register(client, token)
    key = enrol(client, registered).get_json()["device_key"]
    serial, kiosk_id = registered["kiosk"]["serial"], registered["kiosk"]["id"]
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    try:
        kiosk = registry.get(db.session(), kiosk_id, None)
        newer, _ = enrolment.offer(db.session(), kiosk)
        with ThreadPoolExecutor(1) as pool, transaction(db.session()):
            if change == "enrol":
                enrolment.enrol(db.session(), serial, newer)
            else:
                registry.retire(db.session(), kiosk)
            answer = pool.submit(device_token, committing_app.test_client(), registered, key)
            while not answer.done() and not db.session.scalar(waiting):
                pass
        assert answer.result().get_json().get("code") == "device_key_invalid"
    finally:
        db.session.execute(delete(Kiosk))
        db.session.commit()


def test_a_device_token_opens_no_route_of_people_and_the_reverse(client: FlaskClient, token: SignAs) -> None:
    registered = register(client, token)
    kiosk_id = registered["kiosk"]["id"]
    key = enrol(client, registered).get_json()["device_key"]
    device = {"Authorization": f"Bearer {device_token(client, registered, key).get_json()['token']}"}
    for path in ("/kiosks", f"/kiosks/{kiosk_id}", f"/kiosks/{kiosk_id}/status"):
        assert client.get(path, headers=device).status_code == 403
    assert client.post(f"/kiosks/{kiosk_id}/telemetry", json={}, headers=token(*WRITE)).status_code == 403


def test_of_fifty_simultaneous_enrolments_one_succeeds(committing_app: Service, token: SignAs) -> None:
    registered = register(committing_app.test_client(), token)
    try:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: enrol(committing_app.test_client(), registered).status_code, range(50)))
        assert sorted(answers) == [200] + [401] * 49
    finally:
        db.session.execute(delete(Kiosk))
        db.session.commit()
