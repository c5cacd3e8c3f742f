"""Kiosks as they are now, in the shapes of the socket events."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from common.database import db
from common.service import Service
from common.testing.fixtures import SignAs
from common.testing.services import INTERNAL_SECRET
from common.tokens import service_token
from kiosk_service.models import Kiosk
from kiosk_service.services import registry, telemetry
from kiosk_service.tests.integration.conftest import received


@pytest.fixture
def ask(client: FlaskClient) -> Any:
    headers = {"Authorization": f"Bearer {service_token('websocket_service', INTERNAL_SECRET)}"}
    return lambda path: client.get(f"/internal/kiosks{path}", headers=headers)


def add(name: str, lifecycle: str = "active", group: str | None = "norte") -> Kiosk:
    kiosk = registry.register(db.session(), {"name": name, "location": "b", "group": group})
    kiosk.lifecycle = lifecycle
    db.session.commit()
    return kiosk


def test_a_kiosk_is_shown_with_its_status_and_last_reading(app: Service, kiosk: Kiosk, ask: Any) -> None:
    before = ask(f"/{kiosk.id}/live").get_json()
    assert (before["status"]["status"], before["reading"]) == ("offline", None)
    telemetry.store(db.session(), [received(kiosk, 3, hardware={"cpu_usage": 9.5})])
    shown = ask(f"/{kiosk.id}/live").get_json()
    status, reading = shown["status"], shown["reading"]
    assert set(status) == {"kiosk_id", "status", "connection", "mode", "last_seen_at", "at"}
    assert (status["kiosk_id"], status["status"], status["connection"]) == (kiosk.id, "online", "online")
    assert status["last_seen_at"] == reading["received_at"]
    assert (reading["kiosk_id"], reading["seq"], reading["hardware"]) == (kiosk.id, 3, {"cpu_usage": 9.5})


def test_a_kiosk_that_is_not_there_is_not_found(app: Service, ask: Any) -> None:
    answer = ask("/999999/live")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "kiosk_not_found")


def test_all_kiosks_come_in_pages_without_the_retired_ones(app: Service, ask: Any) -> None:
    expected = [add(name).id for name in "abcde"] + [add("new", "registered", None).id]
    gone = add("gone", "retired")
    first = min(expected)
    found: list[int] = []
    after: int | None = first - 1
    while after is not None:
        page = ask(f"/live?after={after}&limit=4").get_json()
        found += [item["status"]["kiosk_id"] for item in page["items"]]
        after = page["next_after"]
    assert found == expected
    assert ask(f"/{gone.id}/live").get_json()["status"]["status"] == "retired"


def test_a_group_is_shown_alone(app: Service, ask: Any) -> None:
    mine = add("a", group="Sur / 1 & 2")
    add("b")
    page = ask("/live?group=Sur+%2F+1+%26+2").get_json()
    assert [item["status"]["kiosk_id"] for item in page["items"]] == [mine.id]
    assert page["next_after"] is None


def test_only_services_may_ask(app: Service, client: FlaskClient, kiosk: Kiosk, token: SignAs) -> None:
    for path in (f"/internal/kiosks/{kiosk.id}/live", "/internal/kiosks/live"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=token("kiosks.read_all")).status_code == 401
