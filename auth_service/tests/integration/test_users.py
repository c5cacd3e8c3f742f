"""Administration of people."""

import hashlib
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from auth_service.models import User
from auth_service.schemas.administration import UserIn
from auth_service.tests.helpers import GOOD_PASSWORD, SignedIn, SignIn, add_user, noted, sent
from common.database import db


def put(admin: SignedIn, user_id: int, **changes: Any) -> Any:
    return admin.call("PUT", f"/auth/users/{user_id}", changes)


def test_an_admin_adds_people(admin: SignedIn, sign_in: SignIn) -> None:
    user = add_user(admin, "Nueva", "technician", name="Nueva Persona", email="n@example.com", language="en")
    answer = admin.call("GET", f"/auth/users/{user['id']}")
    assert answer.get_json() == user
    assert (user["role"], user["disabled"], user["otp_enabled"]) == ("technician", False, False)
    assert "kiosks.claim" in sign_in("nueva", GOOD_PASSWORD).call("GET", "/auth/me").get_json()["permissions"]
    entry = noted("user.created")[-1]
    assert (entry.actor, entry.target, entry.after and entry.after["role"]) == (
        "admin",
        f"user:{user['id']}",
        "technician",
    )
    assert "password" not in str(entry.after).replace("must_change_password", "")
    assert sent("user.changed")[-1]["user_id"] == user["id"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"username": "ADMIN"}, 409, "username_taken"),
        ({"role": "king"}, 422, "unknown_role"),
        ({"role": "nul\0"}, 422, "invalid_request"),
        ({"password": "1234567890"}, 422, "password_too_common"),
        ({"username": " x "}, 422, "invalid_request"),
        ({"language": "de"}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_added_is_refused(admin: SignedIn, fields: dict[str, Any], status: int, code: str) -> None:
    body = {"username": "nueva", "password": GOOD_PASSWORD, "role": "user", **fields}
    answer = admin.call("POST", "/auth/users", body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_the_list_is_found_by_text_role_and_state(admin: SignedIn) -> None:
    user = add_user(admin, "zoraida_50%", "technician", email="z@example.com", disabled=True)

    def found(query: str) -> list[str]:
        body = admin.call("GET", f"/auth/users?{query}").get_json()
        assert body["total"] == len(body["items"])
        return [item["username"] for item in body["items"]]

    assert found("q=ZORAIDA") == found("q=z@example") == found("q=_50%25") == ["zoraida_50%"]
    assert found("q=%25%25") == []
    assert found("role=technician") == ["tecnico", "zoraida_50%"]
    assert found("disabled=true") == ["zoraida_50%"]
    assert "zoraida_50%" not in found("disabled=false")
    people = admin.call("GET", "/auth/people").get_json()["items"]
    assert user["id"] not in {item["id"] for item in people}
    assert set(people[0]) == {"id", "username", "name", "role"}


def test_pages_hold_everybody_once(admin: SignedIn) -> None:
    for number in range(7):
        add_user(admin, f"persona {number}")
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = admin.call("GET", f"/auth/users?limit=3{cursor and f'&cursor={cursor}'}").get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(set(seen))
    assert len(seen) == page["total"]


@pytest.mark.parametrize("name", ["username", "name", "created_at"])
def test_people_are_sorted_both_ways_over_pages(admin: SignedIn, name: str) -> None:
    for username, shown in (("zoe", "Ana"), ("Beto", "Zoe"), ("ana", "Ana")):
        add_user(admin, username, name=shown)

    def listed(sort: str) -> list[dict[str, Any]]:
        items, cursor = [], ""
        while cursor is not None:
            page = admin.call("GET", f"/auth/users?limit=2&sort={sort}{cursor and f'&cursor={cursor}'}").get_json()
            items += page["items"]
            cursor = page["next_cursor"]
        return items

    there, back = listed(name), listed(f"-{name}")
    assert there == back[::-1]
    assert len(there) == admin.call("GET", "/auth/users").get_json()["total"]
    values = [item[name].casefold() for item in there]
    assert values == sorted(values)


@pytest.mark.parametrize("query", ["limit=501", "limit=0", "cursor=x", "disabled=perhaps", "sort=email"])
def test_a_query_that_makes_no_sense_is_refused(admin: SignedIn, query: str) -> None:
    assert admin.call("GET", f"/auth/users?{query}").status_code == 422


def test_nobody_is_found_by_what_is_no_text(admin: SignedIn) -> None:
    assert admin.call("GET", "/auth/users?q=%ED%A0%80").get_json()["items"] == []
    assert admin.call("GET", "/auth/users?q=%00").status_code == 400


def test_a_change_is_noted_with_before_and_after(admin: SignedIn) -> None:
    user = add_user(admin, "cambia")
    answer = put(admin, user["id"], name="Cambiada", username="cambiada")
    assert answer.get_json()["user"]["username"] == "cambiada"
    (entry,) = noted("user.changed")
    assert (entry.before, entry.after) == (
        {"username": "cambia", "name": ""},
        {"username": "cambiada", "name": "Cambiada"},
    )
    assert entry.request_id == answer.headers["X-Request-ID"]
    assert put(admin, user["id"], username="CAMBIADA").status_code == 200
    assert put(admin, user["id"], username="Admin").get_json()["code"] == "username_taken"


def test_two_admins_do_not_overwrite_each_other(admin: SignedIn) -> None:
    path = f"/auth/users/{add_user(admin, 'cambia')['id']}"
    seen = {"If-Match": admin.call("GET", path).headers["ETag"]}
    assert admin.call("PUT", path, {"name": "A"}, **seen).status_code == 200
    assert admin.call("PUT", path, {"name": "B"}, **seen).status_code == 412
    assert admin.call("DELETE", path, **seen).status_code == 412


@pytest.mark.parametrize("changes", [{"role": None}, {"disabled": None}, {"username": None}, {"password": None}])
def test_what_is_needed_cannot_be_emptied(admin: SignedIn, changes: dict[str, Any]) -> None:
    assert put(admin, admin.id, **changes).status_code == 422


def test_another_role_ends_the_tokens_but_not_the_sessions(admin: SignedIn, sign_in: SignIn) -> None:
    operator = sign_in("operador")
    assert put(admin, operator.id, role="technician").status_code == 200
    revoked = sent("user.revoked")[-1]
    assert set(revoked) == {"user_id", "until"}
    assert revoked["user_id"] == operator.id
    me = operator.renewed().call("GET", "/auth/me").get_json()
    assert (me["role"], "kiosks.write" in me["permissions"]) == ("technician", False)
    assert sent("user.changed")[-1]["role"] == "technician"


@pytest.mark.parametrize("changes", [{"disabled": True}, {"password": "otra clave distinta"}])
def test_disabling_and_a_new_password_end_the_sessions(
    admin: SignedIn, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    operator = sign_in("operador")
    assert put(admin, operator.id, **changes).status_code == 200
    refused = operator.client.post(
        "/auth/refresh", json={"refresh_token": operator.refresh_token}, headers={"X-Client": "api"}
    )
    assert refused.get_json()["code"] == "session_ended"
    assert sent("user.revoked")[-1]["user_id"] == operator.id
    assert "otra clave" not in str([entry.after for entry in noted("user.changed") + noted("password.set")])


def test_the_deleted_are_gone_but_their_row_and_name_stay(
    admin: SignedIn, sign_in: SignIn, client: FlaskClient
) -> None:
    user = add_user(admin, "efimera", email="e@example.com")
    gone = sign_in("efimera", GOOD_PASSWORD)
    assert admin.call("DELETE", f"/auth/users/{user['id']}").status_code == 200
    for method in ("GET", "PUT", "DELETE"):
        answer = admin.call(method, f"/auth/users/{user['id']}", {} if method == "PUT" else None)
        assert answer.status_code == 404
    assert admin.call("GET", "/auth/users?q=efimera").get_json()["items"] == []
    login = client.post("/auth/login", json={"username": "efimera", "password": GOOD_PASSWORD})
    assert login.get_json()["code"] == "invalid_credentials"
    refused = client.post("/auth/refresh", json={"refresh_token": gone.refresh_token}, headers={"X-Client": "api"})
    assert refused.status_code == 401
    taken = client.post("/auth/register", json={"username": "Efimera", "password": GOOD_PASSWORD})
    assert taken.status_code == 409
    row = db.session.scalars(select(User).where(User.id == user["id"])).one()
    assert (row.email, row.password_hash, row.username) == (None, "!", "efimera")
    assert sent("user.changed")[-1] | {"name": ""} == {
        "user_id": user["id"],
        "username": "efimera",
        "name": "",
        "email": None,
        "language": "es",
        "role": "user",
        "disabled": True,
        "deleted": True,
    }
    assert [entry.target for entry in noted("user.deleted")] == [f"user:{user['id']}"]


def test_nobody_locks_themselves_out(admin: SignedIn) -> None:
    for changes in ({"disabled": True}, {"role": "user"}):
        assert put(admin, admin.id, **changes).get_json()["code"] == "cannot_change_yourself"
    answer = admin.call("DELETE", f"/auth/users/{admin.id}")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "cannot_change_yourself")
    assert put(admin, admin.id, name="Ana A.").status_code == 200


def test_the_last_active_admin_stays(admin: SignedIn) -> None:
    other = add_user(admin, "segunda", "admin")
    # The one who asks holds a token that is still good, but is no active admin any more.
    db.session.execute(update(User).where(User.id == admin.id).values(disabled=True))
    db.session.commit()
    for answer in (
        put(admin, other["id"], disabled=True),
        put(admin, other["id"], role="user"),
        admin.call("DELETE", f"/auth/users/{other['id']}"),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "last_admin")


def test_nobody_gives_or_touches_more_rights_than_they_have(admin: SignedIn, sign_in: SignIn) -> None:
    admin.call("POST", "/auth/roles", {"name": "jefe", "permissions": ["users.manage", "roles.manage"]})
    add_user(admin, "jefa", "jefe")
    jefa = sign_in("jefa", GOOD_PASSWORD)
    body = {"username": "colada", "password": GOOD_PASSWORD, "role": "admin"}
    for answer in (
        jefa.call("POST", "/auth/users", body),
        put(jefa, admin.id, password="otra clave distinta"),
        jefa.call("DELETE", f"/auth/users/{admin.id}"),
        jefa.call("POST", "/auth/roles", {"name": "todo", "permissions": ["audit.read"]}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "beyond_own_permissions")
    assert jefa.call("POST", "/auth/users", {**body, "role": "user"}).status_code == 201


@pytest.mark.parametrize("user_id", ["0", "999999", str(2**31), str(2**63 - 1), str(2**63)])
def test_an_id_that_nobody_has_is_not_there(admin: SignedIn, user_id: str) -> None:
    assert admin.call("GET", f"/auth/users/{user_id}").status_code == 404
    assert admin.call("PUT", f"/auth/users/{user_id}", {"name": "x"}).status_code == 404
    assert admin.call("DELETE", f"/auth/users/{user_id}").status_code == 404


def test_a_repeated_request_with_the_same_key_adds_one_person(admin: SignedIn) -> None:
    body = {"username": "repetida", "password": GOOD_PASSWORD, "role": "user"}
    headers = {"Idempotency-Key": "add-repetida"}
    first = admin.call("POST", "/auth/users", body, **headers)
    again = admin.call("POST", "/auth/users", body, **headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json()["user"] == first.get_json()["user"]
    for changed in ({**body, "name": "Otra"}, {**body, "password": "cuatro tristes tigres"}):
        answer = admin.call("POST", "/auth/users", changed, **headers)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "idempotency_key_reused")


def test_what_is_kept_of_a_request_gives_no_way_to_try_passwords(admin: SignedIn) -> None:
    body = {"username": "guardada", "password": GOOD_PASSWORD, "role": "user"}
    admin.call("POST", "/auth/users", body, **{"Idempotency-Key": "add-guardada"})
    kept = db.session.execute(text("SELECT body_hash FROM idempotency_keys WHERE key = 'add-guardada'")).scalar_one()
    filled = UserIn.model_validate(body).model_dump()
    assert kept != hashlib.sha256(orjson.dumps(filled, option=orjson.OPT_SORT_KEYS)).hexdigest()
