"""One's own profile, password and sessions."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from auth_service.models import User
from auth_service.tests.helpers import DEMO_PASSWORD, GOOD_PASSWORD, SignedIn, SignIn, noted, sent
from common.database import db


@pytest.fixture
def operator(sign_in: SignIn) -> SignedIn:
    return sign_in("operador")


def change_password(somebody: SignedIn, new: str = GOOD_PASSWORD, current: str = DEMO_PASSWORD) -> Any:
    return somebody.call("POST", "/auth/password", {"current": current, "new": new})


def test_people_change_of_themselves_what_they_name(operator: SignedIn) -> None:
    answer = operator.call("PUT", "/auth/me", {"email": "omar@example.com"})
    assert answer.status_code == 200
    user = answer.get_json()["user"]
    assert (user["name"], user["email"], user["role"]) == ("Omar Operador", "omar@example.com", "operator")
    assert operator.call("GET", "/auth/me").get_json() == user

    assert operator.call("PUT", "/auth/me", {"email": None, "language": "en"}).status_code == 200
    entry = noted("profile.changed")[-1]
    assert (entry.before, entry.after) == (
        {"email": "omar@example.com", "language": "es"},
        {"email": None, "language": "en"},
    )
    assert sent("user.changed")[-1]["language"] == "en"


def test_nobody_gives_themselves_a_role_or_another_name_to_sign_in_with(operator: SignedIn) -> None:
    operator.call("PUT", "/auth/me", {"role": "admin", "username": "root", "permissions": ["users.manage"], "id": 1})
    user = operator.call("GET", "/auth/me").get_json()
    assert (user["username"], user["role"], user["id"]) == ("operador", "operator", operator.id)
    assert "users.manage" not in user["permissions"]


@pytest.mark.parametrize("changes", [{"name": None}, {"language": "fr"}, {"email": "x"}, {"name": "n\0"}])
def test_a_profile_cannot_hold_what_makes_no_sense(operator: SignedIn, changes: dict[str, Any]) -> None:
    assert operator.call("PUT", "/auth/me", changes).status_code == 422


def test_two_windows_do_not_overwrite_each_other(operator: SignedIn) -> None:
    seen = operator.call("GET", "/auth/me").headers["ETag"]
    first = operator.call("PUT", "/auth/me", {"name": "Omar"}, **{"If-Match": seen})
    assert first.status_code == 200
    second = operator.call("PUT", "/auth/me", {"name": "O."}, **{"If-Match": seen})
    assert (second.status_code, second.get_json()["code"]) == (412, "edit_conflict")
    third = operator.call("PUT", "/auth/me", {"name": "O."}, **{"If-Match": first.headers["ETag"]})
    assert third.status_code == 200


def test_a_new_password_ends_the_other_sessions_and_this_one_goes_on(sign_in: SignIn, operator: SignedIn) -> None:
    other = sign_in("operador")
    answer = change_password(operator)
    assert answer.status_code == 200
    body = answer.get_json()
    assert body.keys() == {"message", "token", "expires_in", "user"}
    assert body["user"]["permissions"]
    fresh = SignedIn(operator.client, operator.id, body["token"], "")
    assert [item["current"] for item in fresh.call("GET", "/auth/sessions").get_json()["items"]] == [True]
    operator.renewed()
    refused = other.client.post(
        "/auth/refresh", json={"refresh_token": other.refresh_token}, headers={"X-Client": "api"}
    )
    assert refused.get_json()["code"] == "session_ended"
    assert sent("user.revoked")[-1] == {"session_id": other.refresh_token.partition(".")[0], "user_id": operator.id}
    assert sign_in("operador", GOOD_PASSWORD).id == operator.id
    assert [entry.actor_id for entry in noted("password.changed")] == [operator.id]


@pytest.mark.parametrize(
    ("new", "current", "code"),
    [
        (GOOD_PASSWORD, "wrong", "wrong_password"),
        ("short", DEMO_PASSWORD, "password_too_short"),
        ("password123", DEMO_PASSWORD, "password_too_common"),
        ("omar operador", DEMO_PASSWORD, "password_too_common"),
        (DEMO_PASSWORD, DEMO_PASSWORD, "password_unchanged"),
    ],
)
def test_a_new_password_must_be_good_and_the_old_one_right(
    operator: SignedIn, new: str, current: str, code: str
) -> None:
    answer = change_password(operator, new, current)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)


def test_people_see_where_they_are_signed_in(sign_in: SignIn, operator: SignedIn) -> None:
    sign_in("operador")
    sign_in("tecnico")
    items = operator.call("GET", "/auth/sessions").get_json()["items"]
    assert [item["current"] for item in items] == [False, True]
    assert {item["address"] for item in items} == {"127.0.0.1"}
    assert {item["user_agent"] for item in items} == {"tests"}
    assert all(item["created_at"] <= item["last_used_at"] < item["expires_at"] for item in items)
    page = operator.call("GET", "/auth/sessions?limit=1").get_json()
    rest = operator.call("GET", f"/auth/sessions?limit=1&cursor={page['next_cursor']}").get_json()
    assert [*page["items"], *rest["items"]] == items


def test_people_end_their_own_sessions_and_nobody_elses(sign_in: SignIn, operator: SignedIn) -> None:
    other, stranger = sign_in("operador"), sign_in("tecnico")
    session_id = other.refresh_token.partition(".")[0]
    path = f"/auth/sessions/{session_id}"
    assert stranger.call("DELETE", path).status_code == 404
    assert operator.call("DELETE", path).status_code == 200
    assert operator.call("DELETE", path).status_code == 404
    assert sent("user.revoked")[-1] == {"session_id": session_id, "user_id": operator.id}
    assert [entry.target for entry in noted("session.ended")] == [f"session:{session_id}"]
    assert len(operator.call("GET", "/auth/sessions").get_json()["items"]) == 1


@pytest.mark.parametrize("session_id", ["x", "%20", "f" * 32, "f" * 5000])
def test_a_session_that_never_was_is_not_there(operator: SignedIn, session_id: str) -> None:
    assert operator.call("DELETE", f"/auth/sessions/{session_id}").status_code == 404


def test_who_must_change_the_password_can_do_nothing_else_until_then(client: FlaskClient, sign_in: SignIn) -> None:
    db.session.execute(update(User).where(User.username == "admin").values(must_change_password=True))
    admin = sign_in("admin")
    me = admin.call("GET", "/auth/me").get_json()
    assert (me["must_change_password"], me["permissions"]) == (True, [])
    for method, path in (("GET", "/auth/users"), ("GET", "/auth/sessions"), ("GET", "/auth/audit")):
        answer = admin.call(method, path)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "password_change_required")

    # A reset would go to the new address and take the place of the change.
    answer = admin.call("PUT", "/auth/me", {"email": "somebody@example.com"})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "password_change_required")
    assert admin.call("PUT", "/auth/me", {"email": me["email"], "language": "en"}).status_code == 200

    body = change_password(admin).get_json()
    assert "users.manage" in body["user"]["permissions"]
    changed = SignedIn(client, admin.id, body["token"], "")
    assert changed.call("GET", "/auth/users").status_code == 200
    assert "users.manage" in admin.renewed().call("GET", "/auth/me").get_json()["permissions"]
