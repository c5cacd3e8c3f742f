"""The audit log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from auth_service.services import audit
from auth_service.tests.helpers import SignedIn, SignIn, add_user
from common.database import db
from common.events import Event


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_refuses_to_change_the_log(admin: SignedIn, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_log_is_read_newest_first_and_filtered(admin: SignedIn, sign_in: SignIn) -> None:
    sign_in("tecnico")
    user = add_user(admin, "observada")
    admin.call("PUT", f"/auth/users/{user['id']}", {"name": "Vista"})

    def found(query: str) -> list[str]:
        answer = admin.call("GET", f"/auth/audit?{query}")
        assert answer.status_code == 200, answer.get_json()
        return [item["action"] for item in answer.get_json()["items"]]

    target = f"target=user:{user['id']}"
    assert found(target) == ["user.changed", "user.created"]
    assert found(f"{target}&action=user.created") == ["user.created"]
    assert found(f"{target}&actor=admin") == found(f"{target}&actor={admin.id}") == found(target)
    assert found(f"{target}&actor=tecnico") == found(f"{target}&to=2020-01-01T00:00:00Z") == []
    assert found(f"{target}&from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z") == found(target)


def test_what_another_service_notes_is_kept_once(admin: SignedIn) -> None:
    data = {
        "action": "kiosk.changed",
        "before": {"name": "a"},
        "after": {"name": "b"},
        "actor_id": admin.id,
        "actor": "admin",
        "address": "192.0.2.7",
        "user_agent": "Firefox",
    }
    event = Event("audit.noted", "kiosk_service", "kiosk:7", data, at="2026-01-02T03:04:05.000Z", request_id="r-1")
    for _ in range(2):
        audit.keep(db.session(), event)
    (entry,) = admin.call("GET", "/auth/audit?target=kiosk:7").get_json()["items"]
    del entry["id"]
    assert entry == {**data, "target": "kiosk:7", "at": "2026-01-02T03:04:05.000Z", "request_id": "r-1"}


def test_pages_of_the_log_hold_every_entry_once(admin: SignedIn, sign_in: SignIn) -> None:
    for _ in range(4):
        sign_in("tecnico")
    seen: list[int] = []
    path = "/auth/audit?actor=tecnico&limit=2"
    page = admin.call("GET", path).get_json()
    while True:
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = admin.call("GET", f"{path}&cursor={page['next_cursor']}").get_json()
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) >= 4


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "to=2020-01-01", "cursor=e30", "limit=-1", "from=2020-01-01T00:00:00", "actor=" + "9" * 81],
)
def test_a_query_that_makes_no_sense_is_refused(admin: SignedIn, query: str) -> None:
    assert admin.call("GET", f"/auth/audit?{query}").status_code == 422


@pytest.mark.parametrize("actor", ["9" * 80, "0" * 79 + "1", "²", "%ED%A0%80"])
def test_an_actor_that_nobody_is_did_nothing(admin: SignedIn, actor: str) -> None:
    answer = admin.call("GET", f"/auth/audit?actor={actor}&target=nothing")
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize(
    "moment", ["1205-02-06T01:14:27-22:55", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00%2B12:00"]
)
def test_times_of_any_offset_are_understood_or_refused(admin: SignedIn, moment: str) -> None:
    assert admin.call("GET", f"/auth/audit?limit=1&from={moment}").status_code in {200, 422}
