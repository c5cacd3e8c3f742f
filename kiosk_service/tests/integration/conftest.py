"""What the tests of the registry share: kiosks, and callers of every role."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from common.database import db
from common.events import iso, utc_now
from common.service import Service
from common.testing.fixtures import Issuer, SignAs
from common.tokens import DEVICE_ISSUER
from kiosk_service.models import Kiosk, readings
from kiosk_service.services import registry
from kiosk_service.services.telemetry import Received

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


@pytest.fixture
def kiosk(app: Service) -> Kiosk:
    """A kiosk that is in service."""
    kiosk = registry.register(db.session(), {"name": "a", "location": "b", "group": "norte"})
    kiosk.lifecycle = "active"
    db.session.commit()
    return kiosk


@pytest.fixture
def as_kiosk(app: Service, device_issuer: Issuer, kiosk: Kiosk) -> dict[str, str]:
    """Headers of the kiosk itself."""
    app.verifier.use(DEVICE_ISSUER, device_issuer)
    return {"Authorization": f"Bearer {device_issuer.sign(sub=str(kiosk.id), typ='device', role='kiosk')}"}


def received(
    kiosk: Kiosk, seq: int, at: datetime | None = None, received_at: datetime | None = None, **sections: Any
) -> Received:
    """A reading of a kiosk, from now unless other times are given."""
    reading = {"seq": seq, "kiosk_id": kiosk.id, "timestamp": iso(at or utc_now()), **sections}
    return Received(kiosk.id, seq, received_at or utc_now(), reading)


def stored_seqs(kiosk: Kiosk) -> Sequence[int]:
    query = select(readings.c.seq).where(readings.c.kiosk_id == kiosk.id).order_by(readings.c.seq)
    return db.session.scalars(query).all()
