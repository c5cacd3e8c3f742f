"""Kiosks that payment_service has heard of, and their device tokens."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from common import kiosk_access
from common.database import session_scope
from common.errors import Unavailable
from common.events import Event
from common.service import Service
from common.testing.fixtures import Issuer
from common.tokens import DEVICE_ISSUER
from payment_service.tests.integration.sending import Device, Headers

MakeKiosk = Callable[..., int]

_ids = itertools.count(1000)


def announce(app: Service, kiosk_id: int, assigned_to: int | None = None, lifecycle: str = "active") -> None:
    """What kiosk_service tells of a kiosk reaches the service."""
    data = {"kiosk_id": kiosk_id, "assigned_to": assigned_to, "name": "k", "group": None, "lifecycle": lifecycle}
    event = Event(kiosk_access.EVENT, "kiosk_service", f"kiosk:{kiosk_id}", data)
    with session_scope() as session:
        kiosk_access.project(session, event)


@dataclass
class LocalKiosks:
    """What kiosk_service would answer, without it."""

    known: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    away: bool = False

    def access(self, kiosk_id: int) -> Mapping[str, Any] | None:
        if self.away:
            raise Unavailable("service_unavailable", service="kiosk_service")
        return self.known.get(kiosk_id)


@pytest.fixture(autouse=True)
def kiosks(committing_app: Service) -> Iterator[LocalKiosks]:
    real = committing_app.extensions["kiosks"]
    local = committing_app.extensions["kiosks"] = LocalKiosks()
    yield local
    committing_app.extensions["kiosks"] = real


@pytest.fixture
def make_kiosk(committing_app: Service) -> MakeKiosk:
    """A kiosk no other test uses: what is committed to the ledger stays there."""

    def make(assigned_to: int | None = None, lifecycle: str = "active") -> int:
        kiosk_id = next(_ids)
        announce(committing_app, kiosk_id, assigned_to, lifecycle)
        return kiosk_id

    return make


@pytest.fixture
def kiosk_id(make_kiosk: MakeKiosk) -> int:
    return make_kiosk()


@pytest.fixture
def device(committing_app: Service, device_issuer: Issuer) -> Device:
    """Authorization headers of a kiosk."""
    committing_app.verifier.use(DEVICE_ISSUER, device_issuer)

    def sign(kiosk_id: int) -> Headers:
        return {"Authorization": f"Bearer {device_issuer.sign(sub=str(kiosk_id), typ='device', role='kiosk')}"}

    return sign
