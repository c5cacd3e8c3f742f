"""What people do to kiosks and models stands in the one audit log."""

from typing import Any

from common.testing.waiting import eventually
from tests.system import EnrolledKiosk, System


def test_what_was_done_to_a_kiosk_is_in_the_log_with_who_and_from_where(
    system: System, admin: str, kiosk: EnrolledKiosk
) -> None:
    path = f"/kiosks/{kiosk.id}"
    name = system.call("GET", path, admin)["name"]
    system.call("PUT", path, admin, json={"name": "Otro nombre"})
    code = system.call("GET", path, admin)["code"]
    system.call("POST", "/kiosks/assign", admin, json={"code": code})
    system.call("POST", f"{path}/unassign", admin)
    system.call("DELETE", path, admin)

    def entries() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = system.call("GET", f"/auth/audit?target=kiosk:{kiosk.id}", admin)["items"]
        return items[::-1]

    done = ["registered", "enrolment_offered", "enrolled", "changed", "assigned", "unassigned", "retired"]
    assert eventually(lambda: [entry["action"] for entry in entries()] == [f"kiosk.{what}" for what in done])
    by_people = [entry for entry in entries() if entry["action"] != "kiosk.enrolled"]
    assert {entry["actor"] for entry in by_people} == {"admin"}
    assert {entry["address"] for entry in by_people} == {"127.0.0.1"}
    (changed,) = [entry for entry in by_people if entry["action"] == "kiosk.changed"]
    assert (changed["before"], changed["after"]) == ({"name": name}, {"name": "Otro nombre"})


def test_a_changed_budget_of_alerts_is_in_the_log(system: System, admin: str) -> None:
    path = "/ai/models/anomaly/settings"
    before = system.call("GET", path, admin)["alerts_per_kiosk_day"]
    try:
        system.call("PUT", path, admin, json={"alerts_per_kiosk_day": before + 0.25})
    finally:
        system.call("PUT", path, admin, json={"alerts_per_kiosk_day": before})

    def found() -> bool:
        items = system.call("GET", "/auth/audit?target=model:anomaly&action=model.settings_changed", admin)["items"]
        newest = [(entry["actor"], entry["after"]["alerts_per_kiosk_day"]) for entry in items[:2]]
        return newest == [("admin", before), ("admin", before + 0.25)]

    assert eventually(found)
