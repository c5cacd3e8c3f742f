"""Kiosks introduce themselves, many at a time."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from common.database import db
from common.service import Service
from common.testing.services import INTERNAL_SECRET
from common.tokens import service_token
from kiosk_service.models import Kiosk
from kiosk_service.services import registry

CAPABILITIES = {"sensors": ["temperature"], "peripherals": [], "features": []}


@pytest.fixture
def join(client: FlaskClient) -> Any:
    headers = {"Authorization": f"Bearer {service_token('websocket_service', INTERNAL_SECRET)}"}

    def ask(*introductions: Any) -> list[dict[str, Any]]:
        answer = client.post("/internal/kiosks/join", json={"kiosks": introductions}, headers=headers)
        assert answer.status_code == 200
        joins: list[dict[str, Any]] = answer.get_json()["joins"]
        return joins

    return ask


def test_each_is_answered_in_its_place_and_none_keeps_another_out(app: Service, kiosk: Kiosk, join: Any) -> None:
    retired = registry.register(db.session(), {"name": "gone", "location": "b"})
    retired.lifecycle = "retired"
    db.session.commit()
    answers = join(
        {"kiosk_id": 999_999},
        {"kiosk_id": kiosk.id, "serial": "another"},
        {"kiosk_id": kiosk.id, "capabilities": "nonsense"},
        {"kiosk_id": retired.id},
        {"nothing": "known"},
        {"kiosk_id": kiosk.id, "serial": kiosk.serial, "capabilities": CAPABILITIES, "firmware": "9.1"},
    )
    codes = [answer["code"] for answer in answers]
    assert codes == ["kiosk_not_found", "wrong_serial", "invalid_request", "kiosk_not_found", "invalid_request", None]
    assert answers[-1]["last_seq"] == -1
    assert answers[-1]["config"] == {"interval": kiosk.interval, "assigned_location": None, "thresholds": {}}


def test_what_a_kiosk_says_of_itself_is_kept_and_of_one_that_is_refused_it_is_not(
    app: Service, kiosk: Kiosk, join: Any
) -> None:
    join({"kiosk_id": kiosk.id, "serial": kiosk.serial, "capabilities": CAPABILITIES, "firmware": "9.1"})
    join({"kiosk_id": kiosk.id, "serial": "another", "capabilities": {}, "firmware": "6.6"})
    db.session.expire_all()
    shown = registry.get(db.session(), kiosk.id, None)
    assert (shown.capabilities, shown.firmware) == (CAPABILITIES, "9.1")


def test_what_a_kiosk_does_not_say_of_itself_stays_as_it_was(app: Service, kiosk: Kiosk, join: Any) -> None:
    join({"kiosk_id": kiosk.id, "capabilities": CAPABILITIES, "firmware": "9.1"})
    join({"kiosk_id": kiosk.id, "serial": kiosk.serial})
    join({"kiosk_id": kiosk.id, "firmware": "9.2"})
    db.session.expire_all()
    shown = registry.get(db.session(), kiosk.id, None)
    assert (shown.capabilities, shown.firmware) == (CAPABILITIES, "9.2")
