"""Retiring a kiosk, and what may not change."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from common.database import db
from common.service import Service
from common.testing.fixtures import SignAs
from kiosk_service.tests.integration.conftest import WRITE, As, Register


def told(kiosk_id: int) -> list[str]:
    query = text("SELECT type FROM outbox WHERE subject = :subject ORDER BY position")
    return list(db.session.scalars(query, {"subject": f"kiosk:{kiosk_id}"}))


@pytest.fixture
def enrolled(client: FlaskClient, token: SignAs) -> dict[str, Any]:
    answer = client.post("/kiosks", json={"name": "a", "location": "b"}, headers=token(*WRITE)).get_json()
    serial = answer["kiosk"]["serial"]
    body = {"serial": serial, "enrolment_token": answer["enrolment_token"]}
    key = client.post("/kiosks/enrol", json=body).get_json()["device_key"]
    return {**answer["kiosk"], "device_key": key}


def test_a_retired_kiosk_keeps_its_history_and_loses_its_key(
    client: FlaskClient, enrolled: dict[str, Any], as_role: As
) -> None:
    path, operator = f"/kiosks/{enrolled['id']}", as_role("operator")
    offer = client.post(f"{path}/enrolment", headers=operator).get_json()["enrolment_token"]
    retired = client.delete(path, headers=operator)
    assert (retired.status_code, retired.get_json()["kiosk"]["status"]) == (200, "retired")
    assert client.get(path, headers=operator).get_json()["lifecycle"] == "retired"
    serial = enrolled["serial"]
    key = {"serial": serial, "device_key": enrolled["device_key"]}
    assert client.post("/kiosks/token", json=key).status_code == 401
    assert client.post("/kiosks/enrol", json={"serial": serial, "enrolment_token": offer}).status_code == 401
    assert client.put(path, json={"name": "b"}, headers=operator).get_json()["code"] == "kiosk_retired"
    assert told(enrolled["id"])[-5:] == [
        "kiosk.changed",
        "kiosk.access_changed",
        "user.revoked",
        "audit.noted",
        "kiosk.status_changed",
    ]


def test_retiring_again_answers_the_same_and_tells_nobody(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk, operator = register(), as_role("operator")
    first = client.delete(f"/kiosks/{kiosk['id']}", headers=operator).get_json()
    count = len(told(kiosk["id"]))
    assert client.delete(f"/kiosks/{kiosk['id']}", headers=operator).get_json() == first
    assert len(told(kiosk["id"])) == count


def test_retiring_what_somebody_changed_meanwhile_is_refused(
    client: FlaskClient, register: Register, as_role: As
) -> None:
    path, operator = f"/kiosks/{register()['id']}", as_role("operator")
    seen = client.get(path, headers=operator).headers["ETag"]
    client.put(path, json={"name": "Otro"}, headers=operator)
    assert client.delete(path, headers={**operator, "If-Match": seen}).status_code == 412


def test_enrolling_again_ends_the_tokens_of_the_old_key(
    client: FlaskClient, enrolled: dict[str, Any], as_role: As
) -> None:
    assert "user.revoked" not in told(enrolled["id"])
    path = f"/kiosks/{enrolled['id']}/enrolment"
    offer = client.post(path, headers=as_role("operator")).get_json()["enrolment_token"]
    client.post("/kiosks/enrol", json={"serial": enrolled["serial"], "enrolment_token": offer})
    assert told(enrolled["id"])[-1] == "user.revoked"


@pytest.mark.parametrize(("field", "code"), [("code", "code_immutable"), ("serial", "serial_immutable")])
def test_what_labels_and_devices_carry_cannot_change(
    client: FlaskClient, register: Register, as_role: As, field: str, code: str
) -> None:
    kiosk, operator = register(), as_role("operator")
    path = f"/kiosks/{kiosk['id']}"
    refused = client.put(path, json={field: "OTHER-1", "name": "Nueva"}, headers=operator)
    assert (refused.status_code, refused.get_json()["code"]) == (422, code)
    whole = client.put(path, json={**kiosk, "name": "Nueva"}, headers=operator)
    assert (whole.status_code, whole.get_json()["kiosk"]["name"]) == (200, "Nueva")


def test_an_edit_that_changes_nothing_tells_nobody(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk = register()
    before = told(kiosk["id"])
    edited = client.put(f"/kiosks/{kiosk['id']}", json={"name": kiosk["name"]}, headers=as_role("operator"))
    assert edited.get_json()["kiosk"] == kiosk
    assert told(kiosk["id"]) == before


def test_another_service_can_fill_its_projection(client: FlaskClient, app: Service, register: Register) -> None:
    from common.tokens import service_token

    made = [register()["id"] for _ in range(3)]
    secret = app.settings.internal_secret.get_secret_value()
    headers = {"Authorization": f"Bearer {service_token('payment_service', secret)}"}
    seen: list[int] = []
    after = made[0] - 1
    while after is not None:
        page = client.get(f"/internal/kiosks/access?after={after}&limit=2", headers=headers).get_json()
        seen += [item["kiosk_id"] for item in page["items"]]
        assert all(item.keys() == ITEM for item in page["items"])
        after = page["next_after"]
    assert seen == made
    assert client.get("/internal/kiosks/access").status_code == 401


ITEM = {"kiosk_id", "assigned_to", "name", "group", "lifecycle", "at"}


def test_screens_are_told_of_each_status_also_of_kiosks_that_never_spoke(
    client: FlaskClient, enrolled: dict[str, Any], register: Register, as_role: As
) -> None:
    unseen = register()["id"]
    for kiosk_id in (enrolled["id"], unseen):
        client.delete(f"/kiosks/{kiosk_id}", headers=as_role("operator"))
    assert statuses(enrolled["id"]) == [("offline", "enrolled"), ("retired", "retired")]
    assert statuses(unseen) == [("retired", "retired")]


def statuses(kiosk_id: int) -> list[tuple[str, str]]:
    query = text(
        "SELECT data ->> 'status', data ->> 'reason' FROM outbox"
        " WHERE subject = :subject AND type = 'kiosk.status_changed' ORDER BY position"
    )
    return [(status, reason) for status, reason in db.session.execute(query, {"subject": f"kiosk:{kiosk_id}"})]
