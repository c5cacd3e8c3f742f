"""What the tests of the registry share: kiosks, and callers of every role."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from common.testing.fixtures import SignAs

WRITE = ("kiosks.write", "kiosks.read_all")
Register = Callable[..., dict[str, Any]]
As = Callable[[str], dict[str, str]]

TECHNICIAN_ID, USER_ID = 31, 32
# Contract section 10, as far as the registry asks.
ROLES: dict[str, tuple[str, ...]] = {
    "operator": ("kiosks.read_all", "kiosks.write", "kiosks.claim", "kiosks.assign_others"),
    "technician": ("kiosks.claim",),
    "analyst": ("kiosks.read_all",),
    "tester": ("ml.test",),
    "user": (),
}
IDS = {"operator": 30, "technician": TECHNICIAN_ID, "user": USER_ID, "analyst": 33, "tester": 34}


@pytest.fixture
def register(client: FlaskClient, token: SignAs) -> Register:
    """Registers a kiosk and returns it."""

    def do(**fields: Any) -> dict[str, Any]:
        body = {"name": "Estación Retiro", "location": "Av. Ramos Mejía 1398", **fields}
        response = client.post("/kiosks", json=body, headers=token(*WRITE))
        assert response.status_code == 201, response.get_json()
        kiosk: dict[str, Any] = response.get_json()["kiosk"]
        return kiosk

    return do


@pytest.fixture
def as_role(token: SignAs) -> As:
    """Headers of a person of a role."""
    return lambda role: token(*ROLES[role], user_id=IDS[role])
