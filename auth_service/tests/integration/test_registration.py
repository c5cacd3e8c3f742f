"""Making an account of one's own."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from auth_service.config import Settings
from auth_service.tests.helpers import GOOD_PASSWORD, SignIn, noted, sent
from common.testing.services import Servers


def register(client: FlaskClient, username: Any, **fields: Any) -> Any:
    return client.post("/auth/register", json={"username": username, "password": GOOD_PASSWORD, **fields})


def test_whoever_registers_is_a_user_whatever_the_body_says(client: FlaskClient, sign_in: SignIn) -> None:
    answer = register(client, "nueva", email="nueva@Example.com", role="admin", permissions=["users.manage"])
    assert answer.status_code == 201
    user = answer.get_json()["user"]
    assert (user["username"], user["role"], user["permissions"]) == ("nueva", "user", [])
    assert user["email"] == "nueva@example.com"
    assert GOOD_PASSWORD not in answer.get_data(as_text=True)
    assert sign_in("NUEVA", GOOD_PASSWORD).id == user["id"]


def test_a_registration_is_noted_and_told(client: FlaskClient) -> None:
    user = register(client, "nueva").get_json()["user"]
    (entry,) = noted("user.registered")
    assert (entry.actor_id, entry.target, entry.after) == (user["id"], f"user:{user['id']}", {"username": "nueva"})
    changed = sent("user.changed")[-1]
    assert (changed["user_id"], changed["role"], changed["deleted"]) == (user["id"], "user", False)


@pytest.mark.parametrize("username", ["admin", "ADMIN", "Ａdmin"])
def test_a_name_is_taken_whatever_the_case(client: FlaskClient, username: str) -> None:
    answer = register(client, username)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"username": "ab"}, "username"),
        ({"username": "nul\0nul"}, "username"),
        ({"username": "half\ud800"}, "username"),
        ({"username": ["x"]}, "username"),
        ({"password": "corta"}, "password"),
        ({"password": "1234567890"}, "password"),
        ({"password": "half\ud800 a surrogate"}, "password"),
        ({"password": 1234567890123}, "password"),
        ({"password": "x" * 1001}, "password"),
        ({"email": "no address"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_by_field(client: FlaskClient, fields: dict[str, Any], field: str) -> None:
    answer = register(client, **{"username": "nueva", **fields})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field


def test_registration_can_be_switched_off(servers: Servers) -> None:
    closed = servers.build("auth_service", REGISTRATION_ENABLED="false")
    answer = register(closed.test_client(), "interruptor")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "registration_disabled")


def test_registration_is_off_in_production_unless_switched_on(servers: Servers) -> None:
    environment = {
        **servers.environment("auth_service"),
        "APP_ENV": "production",
        "DEMO": "0",
        "KEY_ENCRYPTION_SECRET": "k" * 40,
        "INTERNAL_SECRET": "i" * 40,
    }
    values: dict[str, Any] = {name.lower(): value for name, value in environment.items()}
    assert Settings(**values).registration_open is False
    assert Settings(**values, registration_enabled=True).registration_open is True
