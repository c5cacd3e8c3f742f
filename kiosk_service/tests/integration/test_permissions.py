"""Every role on every route of the registry, on kiosks of its own and of others (contract section 10)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from common.database import db
from kiosk_service.models import Kiosk
from kiosk_service.tests.integration.conftest import IDS, ROLES, As, Register

READS = ["", "/qr.svg", "/qr.png", "/status", "/telemetry?metric=cpu_usage"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
def test_reading(client: FlaskClient, register: Register, as_role: As, role: str, own: bool) -> None:
    kiosk = register()
    owner = IDS[role] if own else 999
    db.session.execute(update(Kiosk).where(Kiosk.id == kiosk["id"]).values(assigned_to=owner))
    visible = own or "kiosks.read_all" in ROLES[role]
    paths = [f"/kiosks/{kiosk['id']}{path}" for path in READS] + [f"/kiosks/by-code/{kiosk['code']}"]
    for path in paths:
        assert client.get(path, headers=as_role(role)).status_code == (200 if visible else 404), path
    listed = client.get("/kiosks", headers=as_role(role)).get_json()
    exported = client.get("/kiosks/export.csv", headers=as_role(role)).get_data(as_text=True)
    assert [item["id"] for item in listed["items"]] == ([kiosk["id"]] if visible else [])
    assert listed["total"] == int(visible)
    assert (kiosk["code"] in exported) == visible


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
def test_writing(client: FlaskClient, register: Register, as_role: As, role: str, own: bool) -> None:
    kiosk = register()
    owner = IDS[role] if own else 999
    db.session.execute(update(Kiosk).where(Kiosk.id == kiosk["id"]).values(assigned_to=owner))
    may = "kiosks.write" in ROLES[role]
    path, headers = f"/kiosks/{kiosk['id']}", as_role(role)
    assert client.post("/kiosks", json={"name": "a", "location": "b"}, headers=headers).status_code == (
        201 if may else 403
    )
    assert client.post("/kiosks/labels", json={"ids": [kiosk["id"]]}, headers=headers).status_code == (
        200 if may else 403
    )
    assert client.post("/kiosks/import", headers=headers).status_code == (422 if may else 403)
    assert client.post(f"{path}/enrolment", headers=headers).status_code == (200 if may else 403)
    assert client.put(path, json={"name": "c"}, headers=headers).status_code == (200 if may else 403)
    assert client.delete(path, headers=headers).status_code == (200 if may else 403)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/kiosks"), ("GET", "/kiosks/1"), ("PUT", "/kiosks/1"), ("DELETE", "/kiosks/1"), ("POST", "/kiosks"),
        ("GET", "/kiosks/by-code/A"), ("POST", "/kiosks/assign"), ("POST", "/kiosks/1/unassign"),
        ("GET", "/kiosks/1/qr.svg"), ("GET", "/kiosks/1/qr.png"), ("POST", "/kiosks/labels"),
        ("POST", "/kiosks/import"), ("GET", "/kiosks/export.csv"), ("POST", "/kiosks/1/enrolment"),
    ],
)  # fmt: skip
def test_nothing_without_a_token(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method).status_code == 401
