"""Guessing gets slower. Time is moved on by changing what Redis holds, not by waiting."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from auth_service.app import create_app
from auth_service.config import Settings
from auth_service.tests.helpers import DEMO_PASSWORD, SignIn, noted
from common.testing.services import Servers


def attempt(client: FlaskClient, **more: Any) -> Any:
    headers = {"X-Forwarded-For": more.pop("address", "198.51.100.7")}
    body = {"username": "operador", "password": "wrong", **more}
    return client.post("/auth/login", json=body, headers=headers)


def fail(client: FlaskClient, times: int, **more: Any) -> None:
    for _ in range(times):
        assert attempt(client, **more).get_json()["code"] == "invalid_credentials"


def wait_out(redis: Redis) -> None:
    """As if the lock's time had passed."""
    locks = list(redis.scan_iter("login:locked:*"))
    assert len(locks) == 1
    redis.delete(*locks)


@pytest.mark.parametrize("username", ["operador", "nobody at all"])
def test_five_failures_lock_also_for_the_right_password_and_for_names_that_nobody_has(
    client: FlaskClient, username: str
) -> None:
    fail(client, 5, username=username)
    answer = attempt(client, username=username, password=DEMO_PASSWORD)
    assert (answer.status_code, answer.get_json()["code"]) == (429, "login_locked")
    assert answer.headers["Retry-After"] == "30"
    assert "30" in answer.get_json()["message"]


def test_each_further_failure_locks_twice_as_long(client: FlaskClient, redis: Redis) -> None:
    fail(client, 5)
    for seconds in ("30", "60", "120", "240"):
        assert attempt(client).headers["Retry-After"] == seconds
        wait_out(redis)
        fail(client, 1)


def test_failures_are_forgotten_after_a_quarter_of_an_hour(client: FlaskClient, redis: Redis) -> None:
    fail(client, 4)
    (counter,) = redis.scan_iter("login:failures:*")
    assert 890 <= redis.ttl(counter) <= 900
    redis.delete(counter)
    fail(client, 4)
    assert attempt(client, password=DEMO_PASSWORD).status_code == 200


def test_the_count_outlives_the_lock(client: FlaskClient, redis: Redis) -> None:
    fail(client, 5)
    (counter,) = redis.scan_iter("login:failures:*")
    assert redis.ttl(counter) > 900


def test_a_success_resets_the_count(client: FlaskClient) -> None:
    for _ in range(2):
        fail(client, 4)
        assert attempt(client, password=DEMO_PASSWORD).status_code == 200


def test_a_lock_is_for_one_name_and_one_address(client: FlaskClient) -> None:
    fail(client, 5, username="Operador")
    assert attempt(client, username="OPERADOR").status_code == 429
    assert attempt(client, password=DEMO_PASSWORD, address="198.51.100.8").status_code == 200
    assert attempt(client, username="tecnico", password=DEMO_PASSWORD).status_code == 200


def test_a_lock_is_for_the_network_that_a_caller_has_to_themselves(client: FlaskClient) -> None:
    for last in range(5):
        fail(client, 1, address=f"2001:db8::{last}", username="ｏｐｅｒａｄｏｒ")
    assert attempt(client, address="2001:db8::9").status_code == 429
    assert attempt(client, address="2001:db8:0:1::9", password=DEMO_PASSWORD).status_code == 200


def test_wrong_passwords_of_the_signed_in_count_too(client: FlaskClient, sign_in: SignIn) -> None:
    somebody = sign_in("operador")
    codes = [
        somebody.call("POST", "/auth/password", {"current": "wrong", "new": "tres tristes tigres"}).get_json()["code"]
        for _ in range(6)
    ]
    assert codes == ["wrong_password"] * 5 + ["login_locked"]


def test_failures_and_the_lock_are_noted_without_what_was_typed(client: FlaskClient) -> None:
    fail(client, 4)
    fail(client, 1, password="my secret typed in")
    fail(client, 1, username="my secret typed in")
    failures, (lock,) = noted("login.failed"), noted("login.locked")
    assert [entry.target for entry in failures] == [failures[0].target] * 5 + [None]
    assert (lock.target, lock.after, lock.address) == (failures[0].target, {"seconds": 30}, "198.51.100.7")
    assert "typed" not in str([(entry.before, entry.after, entry.actor) for entry in failures])


def test_without_redis_sign_in_goes_on(client: FlaskClient, servers: Servers) -> None:
    values: dict[str, Any] = {name.lower(): value for name, value in servers.environment("auth_service").items()}
    lonely = create_app(Settings(**{**values, "redis_url": "redis://127.0.0.1:1/0"})).test_client()
    fail(lonely, 6)
    assert attempt(lonely, password=DEMO_PASSWORD).status_code == 200
