"""Assignment: claiming by scanning, giving to others, letting go."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from common.database import db
from common.service import Service
from common.testing.fixtures import SignAs
from kiosk_service.gateways.people import Person
from kiosk_service.models import Kiosk
from kiosk_service.tests.integration.conftest import TECHNICIAN_ID, WRITE, As, Register


class LocalPeople:
    """A handful of people, without auth_service."""

    def find(self, user_id: int) -> Person | None:
        known = {
            7: Person(7, "ana", False),
            8: Person(8, "luis", True),
            TECHNICIAN_ID: Person(TECHNICIAN_ID, "eva", False),
        }
        return known.get(user_id)


@pytest.fixture(autouse=True)
def people(committing_app: Service) -> Iterator[None]:
    real = committing_app.extensions["people"]
    committing_app.extensions["people"] = LocalPeople()
    yield
    committing_app.extensions["people"] = real


def assign(client: FlaskClient, headers: dict[str, str], **body: Any) -> Any:
    return client.post("/kiosks/assign", json=body, headers=headers)


def events(kiosk_id: int) -> list[tuple[str, Any]]:
    rows = db.session.execute(
        text("SELECT type, data FROM outbox WHERE subject = :subject ORDER BY position"),
        {"subject": f"kiosk:{kiosk_id}"},
    )
    return [(row.type, row.data) for row in rows]


SCANNED = pytest.mark.parametrize(
    "scanned",
    ["{code}", "{lower}", " {code} ", "https://kioscos.example/k/{code}", "http://localhost:5000/k/{lower}?utm=1#top",
     "https://KIOSCOS.example/K/{code}/", "/k/{code}"],
)  # fmt: skip


@SCANNED
def test_a_kiosk_is_found_by_what_was_scanned(
    client: FlaskClient, register: Register, as_role: As, scanned: str
) -> None:
    kiosk = register()
    text = scanned.format(code=kiosk["code"], lower=kiosk["code"].lower())
    found = client.get(f"/kiosks/by-code/{quote(text, safe='')}", headers=as_role("operator"))
    assert (found.status_code, found.get_json().get("id")) == (200, kiosk["id"])


@SCANNED
def test_a_technician_claims_a_kiosk_by_what_was_scanned(
    client: FlaskClient, register: Register, as_role: As, scanned: str
) -> None:
    kiosk, technician = register(), as_role("technician")
    assert client.get(f"/kiosks/{kiosk['id']}", headers=technician).status_code == 404
    code = scanned.format(code=kiosk["code"], lower=kiosk["code"].lower())
    response = assign(client, technician, code=code)
    assert (response.status_code, response.get_json()["kiosk"]["assigned_to"]) == (200, TECHNICIAN_ID)
    assert client.get(f"/kiosks/{kiosk['id']}", headers=technician).status_code == 200
    assert client.get(f"/kiosks/by-code/{kiosk['code']}", headers=technician).status_code == 200


def test_claiming_again_changes_nothing_and_tells_nobody(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk = register()
    first = assign(client, as_role("technician"), code=kiosk["code"]).get_json()
    told = events(kiosk["id"])
    assert [name for name, _ in told[-3:]] == ["kiosk.changed", "kiosk.access_changed", "audit.noted"]
    assert told[-2][1]["assigned_to"] == TECHNICIAN_ID
    assert told[-1][1]["action"] == "kiosk.assigned"
    assert (told[-1][1]["before"], told[-1][1]["after"]) == ({"assigned_to": None}, {"assigned_to": TECHNICIAN_ID})
    assert assign(client, as_role("technician"), code=kiosk["code"]).get_json() == first
    assert events(kiosk["id"]) == told


def test_what_belongs_to_another_is_not_claimed_but_may_be_reassigned(
    client: FlaskClient, register: Register, as_role: As
) -> None:
    kiosk, operator, technician = register(), as_role("operator"), as_role("technician")
    assert assign(client, operator, code=kiosk["code"], user_id=7).get_json()["kiosk"]["assigned_to"] == 7
    refused = assign(client, technician, code=kiosk["code"])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "kiosk_assigned_to_other")
    assert assign(client, operator, code=kiosk["code"], user_id=TECHNICIAN_ID).status_code == 200
    assert client.get(f"/kiosks/{kiosk['id']}", headers=technician).status_code == 200


@pytest.mark.parametrize(
    ("role", "user_id", "status", "code"),
    [
        ("technician", 7, 403, "forbidden"),
        ("operator", 404, 422, "person_not_found"),
        ("operator", 8, 422, "person_disabled"),
        ("analyst", None, 403, "forbidden"),
        ("user", None, 403, "forbidden"),
    ],
)
def test_who_may_not_assign_to_whom(
    client: FlaskClient, register: Register, as_role: As, role: str, user_id: int | None, status: int, code: str
) -> None:
    response = assign(client, as_role(role), code=register()["code"], user_id=user_id)
    assert (response.status_code, response.get_json()["code"]) == (status, code)


def test_an_unknown_or_retired_kiosk_is_not_assigned(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk = register()
    assert assign(client, as_role("technician"), code="NOSUCH22").status_code == 404
    client.delete(f"/kiosks/{kiosk['id']}", headers=as_role("operator"))
    refused = assign(client, as_role("technician"), code=kiosk["code"])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "kiosk_retired")


@pytest.mark.parametrize(
    ("location", "field"), [("Andén 3", "location"), ({"lat": -34.5, "lng": -58.5}, "assigned_location")]
)
def test_a_scan_may_say_where_the_kiosk_stands(
    client: FlaskClient, register: Register, as_role: As, location: Any, field: str
) -> None:
    kiosk = register()
    assigned = assign(client, as_role("technician"), code=kiosk["code"], location=location).get_json()["kiosk"]
    assert assigned[field] == location


def test_unassigning_ends_the_sight_of_it(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk, technician = register(), as_role("technician")
    path = f"/kiosks/{kiosk['id']}/unassign"
    assert client.post(path, headers=technician).status_code == 404
    assign(client, technician, code=kiosk["code"])
    assert client.post(path, headers=technician).get_json()["kiosk"]["assigned_to"] is None
    assert client.post(path, headers=technician).status_code == 404
    assert client.post(path, headers=as_role("operator")).status_code == 200
    assert client.post(path, headers=as_role("analyst")).status_code == 403


def test_somebody_who_sees_all_lets_go_only_of_their_own(
    client: FlaskClient, register: Register, as_role: As, token: SignAs
) -> None:
    kiosk = register()
    assign(client, as_role("technician"), code=kiosk["code"])
    custom = token("kiosks.read_all", "kiosks.claim", user_id=50)
    assert client.post(f"/kiosks/{kiosk['id']}/unassign", headers=custom).status_code == 403


def test_of_twenty_who_scan_at_once_one_gets_it(committing_app: Service, token: SignAs) -> None:
    registered = committing_app.test_client().post(
        "/kiosks", json={"name": "a", "location": "b"}, headers=token(*WRITE)
    )
    code = registered.get_json()["kiosk"]["code"]
    try:
        headers = [token("kiosks.claim", user_id=100 + number) for number in range(20)]
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda who: assign(committing_app.test_client(), who, code=code), headers))
        won = [answer.get_json()["kiosk"]["assigned_to"] for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
        assert db.session.scalar(select(Kiosk.assigned_to).where(Kiosk.code == code)) == won[0]
    finally:
        db.session.execute(delete(Kiosk))
        db.session.execute(text("TRUNCATE outbox"))
        db.session.commit()
