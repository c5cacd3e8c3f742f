"""The registry: registering, finding and editing kiosks."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from common.database import db
from common.testing.fixtures import SignAs
from kiosk_service.models import Kiosk

WRITE = ("kiosks.write", "kiosks.read_all")


def register(client: FlaskClient, token: SignAs, **fields: Any) -> dict[str, Any]:
    body = {"name": "Estación Retiro", "location": "Av. Ramos Mejía 1398", **fields}
    response = client.post("/kiosks", json=body, headers=token(*WRITE))
    assert response.status_code == 201, response.get_json()
    kiosk: dict[str, Any] = response.get_json()["kiosk"]
    return kiosk


def test_a_new_kiosk_is_registered_offline_and_has_a_code(client: FlaskClient, token: SignAs) -> None:
    place = {"lat": -34.5912, "lng": -58.3747}
    kiosk = register(client, token, serial="AK-1", model="K2", group="norte", tags=["tren"], assigned_location=place)
    assert {
        "serial": "AK-1",
        "status": "registered",
        "lifecycle": "registered",
        "connection": "offline",
        "mode": "normal",
        "assigned_location": place,
        "real_location": None,
        "assigned_to": None,
        "group": "norte",
        "tags": ["tren"],
        "last_seen_at": None,
    }.items() <= kiosk.items()
    assert len(kiosk["code"]) == 8
    assert client.get(f"/kiosks/{kiosk['id']}", headers=token(*WRITE)).get_json() == kiosk


def test_the_answer_to_a_registration_is_not_to_be_cached(client: FlaskClient, token: SignAs) -> None:
    response = client.post("/kiosks", json={"name": "a", "location": "b"}, headers=token(*WRITE))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json()["enrolment_token"]


@pytest.mark.parametrize(
    ("field", "code"), [("serial", "serial_taken"), ("code", "code_taken")], ids=["serial", "code"]
)
def test_a_serial_and_a_code_belong_to_one_kiosk(client: FlaskClient, token: SignAs, field: str, code: str) -> None:
    register(client, token, **{field: "SAME-1"})
    body = {"name": "x", "location": "y", field: "SAME-1"}
    response = client.post("/kiosks", json=body, headers=token(*WRITE))
    assert (response.status_code, response.get_json()["code"]) == (409, code)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"location": None}, "location"),
        ({"serial": "with space"}, "serial"),
        ({"assigned_location": {"lat": 91, "lng": 0}}, "assigned_location.lat"),
        ({"tags": [""]}, "tags.0"),
        ({"interval": 0}, "interval"),
    ],
)
def test_invalid_fields_are_named(client: FlaskClient, token: SignAs, fields: dict[str, Any], field: str) -> None:
    body = {"name": "a", "location": "b", **fields}
    response = client.post("/kiosks", json=body, headers=token(*WRITE))
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


def test_repeating_a_registration_with_its_key_makes_one_kiosk(client: FlaskClient, token: SignAs) -> None:
    headers = {**token(*WRITE), "Idempotency-Key": "form-1"}
    body = {"name": "a", "location": "b"}
    first, second = (client.post("/kiosks", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json()["kiosk"] == first.get_json()["kiosk"]
    other = client.post("/kiosks", json={**body, "name": "c"}, headers=headers)
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_reused")


def test_writing_needs_the_permission(client: FlaskClient, token: SignAs) -> None:
    kiosk = register(client, token)
    only_reads = token("kiosks.read_all")
    assert client.post("/kiosks", json={"name": "a", "location": "b"}, headers=only_reads).status_code == 403
    assert client.put(f"/kiosks/{kiosk['id']}", json={"name": "c"}, headers=only_reads).status_code == 403
    assert client.post(f"/kiosks/{kiosk['id']}/enrolment", headers=only_reads).status_code == 403


def test_people_without_read_all_see_only_what_is_assigned_to_them(client: FlaskClient, token: SignAs) -> None:
    mine, other = register(client, token, serial="A"), register(client, token, serial="B")
    db.session.execute(update(Kiosk).where(Kiosk.id == mine["id"]).values(assigned_to=42))
    me = token("kiosks.claim", user_id=42)
    assert [kiosk["id"] for kiosk in client.get("/kiosks", headers=me).get_json()["items"]] == [mine["id"]]
    assert client.get(f"/kiosks/{mine['id']}", headers=me).status_code == 200
    for path in (f"/kiosks/{other['id']}", f"/kiosks/{other['id']}/status", f"/kiosks/by-code/{other['code']}"):
        response = client.get(path, headers=me)
        assert (response.status_code, response.get_json()["code"]) == (404, "kiosk_not_found")


def test_a_code_finds_its_kiosk_in_any_case(client: FlaskClient, token: SignAs) -> None:
    kiosk = register(client, token)
    found = client.get(f"/kiosks/by-code/{kiosk['code'].lower()}", headers=token(*WRITE))
    assert found.get_json()["id"] == kiosk["id"]


def test_an_edit_changes_only_the_fields_it_names(client: FlaskClient, token: SignAs) -> None:
    kiosk = register(client, token, group="norte", assigned_location={"lat": 1, "lng": 2})
    path = f"/kiosks/{kiosk['id']}"
    edited = client.put(path, json={"name": "Nueva", "assigned_location": None}, headers=token(*WRITE)).get_json()
    assert edited["kiosk"] == {
        **kiosk,
        "name": "Nueva",
        "assigned_location": None,
        "updated_at": edited["kiosk"]["updated_at"],
    }
    assert client.put(path, json={"name": None}, headers=token(*WRITE)).status_code == 422


def test_an_edit_of_an_older_version_is_refused(client: FlaskClient, token: SignAs) -> None:
    path = f"/kiosks/{register(client, token)['id']}"
    seen = client.get(path, headers=token(*WRITE)).headers["ETag"]
    first = client.put(path, json={"name": "One"}, headers={**token(*WRITE), "If-Match": seen})
    assert first.status_code == 200
    second = client.put(path, json={"name": "Two"}, headers={**token(*WRITE), "If-Match": seen})
    assert (second.status_code, second.get_json()["code"]) == (412, "edit_conflict")
    again = client.put(path, json={"name": "Two"}, headers={**token(*WRITE), "If-Match": first.headers["ETag"]})
    assert again.get_json()["kiosk"]["name"] == "Two"


def test_the_version_that_came_compressed_can_be_edited(client: FlaskClient, token: SignAs) -> None:
    """A server in front that compresses an answer weakens its tag."""
    path = f"/kiosks/{register(client, token)['id']}"
    seen = f"W/{client.get(path, headers=token(*WRITE)).headers['ETag']}"
    assert client.put(path, json={"name": "One"}, headers={**token(*WRITE), "If-Match": seen}).status_code == 200
    assert client.put(path, json={"name": "Two"}, headers={**token(*WRITE), "If-Match": seen}).status_code == 412


def test_search_takes_wildcards_literally(client: FlaskClient, token: SignAs) -> None:
    register(client, token, name="100% tren")
    register(client, token, name="100 trenes")
    found = client.get("/kiosks", query_string={"q": "100%"}, headers=token(*WRITE)).get_json()
    assert [kiosk["name"] for kiosk in found["items"]] == ["100% tren"]
    assert found["total"] == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "status=broken", "cursor=abc", "cursor=W10"])
def test_a_list_query_that_makes_no_sense_is_refused(client: FlaskClient, token: SignAs, query: str) -> None:
    assert client.get(f"/kiosks?{query}", headers=token(*WRITE)).status_code == 422


@given(count=st.integers(0, 9), limit=st.integers(1, 4))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_give_every_kiosk_once_and_in_order(client: FlaskClient, token: SignAs, count: int, limit: int) -> None:
    group = f"g{db.session.query(Kiosk).count()}"
    made = [register(client, token, group=group)["id"] for _ in range(count)]
    seen: list[int] = []
    cursor = None
    while True:
        query = {"group": group, "limit": limit, **({"cursor": cursor} if cursor else {})}
        body = client.get("/kiosks", query_string=query, headers=token(*WRITE)).get_json()
        assert body["total"] == count
        seen += [kiosk["id"] for kiosk in body["items"]]
        cursor = body["next_cursor"]
        if cursor is None:
            break
        assert len(body["items"]) == limit
    assert seen == made
