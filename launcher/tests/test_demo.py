"""The demo's registration against a small registry of its own: who gets a token, who only stands there."""

from pathlib import Path
from typing import Any

import pytest

from launcher import demo


class Registry:
    """Keeps kiosks as kiosk_service does, as far as the demo asks."""

    def __init__(self) -> None:
        self.kiosks: list[dict[str, Any]] = []
        self.enrolments: list[int] = []

    def call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        if (method, path) == ("GET", "/kiosks"):
            return {"items": self.kiosks, "next_cursor": None}
        if path == "/kiosks":
            kiosk = {"id": len(self.kiosks) + 1, "lifecycle": "registered", **arguments["json"]}
            self.kiosks.append(kiosk)
            return {"kiosk": kiosk, "enrolment_token": f"token-{kiosk['id']}"}
        kiosk_id = int(path.split("/")[2])
        self.enrolments.append(kiosk_id)
        return {"enrolment_token": f"again-{kiosk_id}"}


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_live_kiosks_get_tokens_and_the_others_are_only_registered(registry: Registry, tmp_path: Path) -> None:
    api: Any = registry
    configs = demo.seed(api, 10, tmp_path)
    demo.seed_at_rest(api, range(11, 41))
    assert [config["enrolment_token"] for config in configs.values()] == [f"token-{n}" for n in range(1, 11)]
    assert len(registry.kiosks) == 40
    assert all(kiosk["tags"] == ["demo"] for kiosk in registry.kiosks)
    past = demo.with_a_past(api)
    assert [entry["kiosk_id"] for entry in past] == list(range(1, 41))
    assert past[1] == {"kiosk_id": 2, "serial": "SIM-KIOSK-002", "kind": "station"}


def test_a_second_start_registers_nothing_anew(registry: Registry, tmp_path: Path) -> None:
    api: Any = registry
    for _ in range(2):
        demo.seed(api, 2, tmp_path)
        demo.seed_at_rest(api, range(3, 41))
    assert len(registry.kiosks) == 40
    assert registry.enrolments == [1, 2]  # they have no key yet


def test_a_kiosk_that_has_its_key_needs_no_token(registry: Registry, tmp_path: Path) -> None:
    api: Any = registry
    demo.seed(api, 1, tmp_path)
    (tmp_path / "SIM-KIOSK-001").mkdir()
    (tmp_path / "SIM-KIOSK-001" / demo.KEY_FILE).touch()
    assert "enrolment_token" not in demo.seed(api, 1, tmp_path)["1"]
    assert registry.enrolments == []
