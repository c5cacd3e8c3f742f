"""Roles as rows."""

from typing import Any

import pytest

from auth_service.services.permissions import BUILT_IN, PERMISSIONS
from auth_service.tests.helpers import GOOD_PASSWORD, SignedIn, SignIn, add_user, noted, sent

GUARD: dict[str, Any] = {"name": "Guardia de noche", "permissions": ["kiosks.read_all", "alerts.manage"]}
PATH = "/auth/roles/Guardia de noche"


def test_the_built_in_roles_are_there_and_fixed(admin: SignedIn) -> None:
    items = admin.call("GET", "/auth/roles").get_json()["items"]
    assert {item["name"]: set(item["permissions"]) for item in items if item["built_in"]} == BUILT_IN
    for answer in (
        admin.call("PUT", "/auth/roles/user", {"permissions": ["users.manage"]}),
        admin.call("DELETE", "/auth/roles/tester"),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "role_built_in")


def test_a_role_of_ones_own_gives_what_it_names(admin: SignedIn, sign_in: SignIn) -> None:
    answer = admin.call("POST", "/auth/roles", GUARD)
    assert answer.status_code == 201
    assert answer.get_json()["role"] == {
        "name": "Guardia de noche",
        "permissions": ["alerts.manage", "kiosks.read_all"],
        "built_in": False,
    }
    add_user(admin, "guardia", "Guardia de noche")
    me = sign_in("guardia", GOOD_PASSWORD).call("GET", "/auth/me").get_json()
    assert me["permissions"] == ["alerts.manage", "kiosks.read_all"]
    assert noted("role.created")[-1].target == "role:Guardia de noche"


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        ({**GUARD, "name": "admin"}, 409, "role_exists"),
        ({**GUARD, "permissions": ["kiosks.fly"]}, 422, "unknown_permission"),
        ({**GUARD, "permissions": ["nul\0"]}, 422, "invalid_request"),
        ({**GUARD, "permissions": "users.manage"}, 422, "invalid_request"),
        ({**GUARD, "name": "a/b"}, 422, "invalid_request"),
        ({**GUARD, "name": "kiosk"}, 409, "role_exists"),
        ({"name": "x y"}, 422, "invalid_request"),
    ],
)
def test_what_is_no_role_is_refused(admin: SignedIn, role: dict[str, Any], status: int, code: str) -> None:
    answer = admin.call("POST", "/auth/roles", role)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_changing_a_role_ends_the_tokens_of_those_who_have_it(admin: SignedIn, sign_in: SignIn) -> None:
    admin.call("POST", "/auth/roles", GUARD)
    ids = [add_user(admin, f"guardia {number}", GUARD["name"])["id"] for number in range(3)]
    guard = sign_in("guardia 0", GOOD_PASSWORD)
    seen = admin.call("GET", PATH).headers["ETag"]
    answer = admin.call("PUT", PATH, {"permissions": ["visits.write"]}, **{"If-Match": seen})
    assert answer.status_code == 200
    assert [event["user_id"] for event in sent("user.revoked")[-3:]] == ids
    assert guard.renewed().call("GET", "/auth/me").get_json()["permissions"] == ["visits.write"]
    (entry,) = noted("role.changed")
    assert (entry.before, entry.after) == (
        {"permissions": ["alerts.manage", "kiosks.read_all"]},
        {"permissions": ["visits.write"]},
    )
    assert admin.call("PUT", PATH, {"permissions": []}, **{"If-Match": seen}).status_code == 412
    assert admin.call("PUT", PATH, {"permissions": ["kiosks.fly"]}).get_json()["code"] == "unknown_permission"


def test_a_role_that_somebody_has_stays(admin: SignedIn) -> None:
    admin.call("POST", "/auth/roles", GUARD)
    user = add_user(admin, "guardia", GUARD["name"])
    answer = admin.call("DELETE", PATH)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "role_in_use")
    admin.call("PUT", f"/auth/users/{user['id']}", {"role": "user"})
    assert admin.call("DELETE", PATH).status_code == 200
    assert admin.call("GET", PATH).status_code == 404
    assert admin.call("PUT", PATH, {"permissions": []}).status_code == 404
    assert [entry.before for entry in noted("role.deleted")] == [{"permissions": ["alerts.manage", "kiosks.read_all"]}]


def test_the_permissions_there_are_can_be_read(admin: SignedIn) -> None:
    assert set(admin.call("GET", "/auth/permissions").get_json()["items"]) == PERMISSIONS


def test_a_repeated_request_with_the_same_key_adds_one_role(admin: SignedIn) -> None:
    body, headers = {"name": "repetido", "permissions": ["alerts.manage"]}, {"Idempotency-Key": "add-repetido"}
    first = admin.call("POST", "/auth/roles", body, **headers)
    again = admin.call("POST", "/auth/roles", body, **headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    other = admin.call("POST", "/auth/roles", {**body, "permissions": []}, **headers)
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_reused")
