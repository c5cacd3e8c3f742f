"""The second factor."""

import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from auth_service.models import User
from auth_service.services.totp import STEP_SECONDS, code_at
from auth_service.tests.helpers import DEMO_PASSWORD, SignedIn, SignIn, noted
from common.database import db


def code(secret: str, steps: int = 0) -> str:
    return code_at(secret, int(time.time() // STEP_SECONDS) + steps)


def set_up(somebody: SignedIn) -> str:
    answer = somebody.call("POST", "/auth/otp/setup", {"password": DEMO_PASSWORD})
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["secret"] in body["otpauth_uri"]
    secret: str = body["secret"]
    return secret


def put_otp(somebody: SignedIn, verb: str, otp: str, password: str = DEMO_PASSWORD) -> Any:
    return somebody.call("POST", f"/auth/otp/{verb}", {"otp": otp, "password": password})


def login(client: FlaskClient, **body: Any) -> Any:
    return client.post("/auth/login", json={"username": "operador", "password": DEMO_PASSWORD, **body})


@pytest.fixture
def operator(sign_in: SignIn) -> SignedIn:
    return sign_in("operador")


@pytest.fixture
def secret(operator: SignedIn) -> str:
    """The operator's secret, the second factor being on."""
    made = set_up(operator)
    assert put_otp(operator, "enable", code(made)).status_code == 200
    return made


def test_from_then_on_sign_in_needs_a_code(client: FlaskClient, secret: str) -> None:
    for missing in ({}, {"otp": None}, {"otp": " "}):
        answer = login(client, **missing)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "otp_required")
    answer = login(client, otp="000000")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "otp_invalid")
    answer = login(client, otp=code(secret))
    assert answer.status_code == 200
    assert answer.get_json()["user"]["otp_enabled"] is True


def test_a_code_is_good_once(client: FlaskClient, secret: str) -> None:
    used = code(secret)
    assert login(client, otp=used).status_code == 200
    assert login(client, otp=used).get_json()["code"] == "otp_invalid"
    assert login(client, otp=code(secret, 1)).status_code == 200
    assert login(client, otp=used).get_json()["code"] == "otp_invalid"


def test_a_code_used_to_sign_in_does_not_switch_the_factor_off(
    client: FlaskClient, secret: str, operator: SignedIn
) -> None:
    used = code(secret)
    login(client, otp=used)
    answer = put_otp(operator, "disable", used)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "otp_invalid")


def test_wrong_codes_lock_as_wrong_passwords_do(client: FlaskClient, secret: str) -> None:
    codes = [login(client, otp="000000").get_json()["code"] for _ in range(6)]
    assert codes == ["otp_invalid"] * 5 + ["login_locked"]


def test_who_does_not_know_the_password_learns_nothing_of_the_factor(client: FlaskClient, secret: str) -> None:
    assert login(client, password="wrong").get_json()["code"] == "invalid_credentials"


def test_it_counts_only_once_a_code_was_shown(client: FlaskClient, operator: SignedIn) -> None:
    assert put_otp(operator, "enable", "123456").get_json()["code"] == "otp_not_set_up"
    set_up(operator)
    assert login(client).status_code == 200
    assert put_otp(operator, "enable", "not it").get_json()["code"] == "otp_invalid"
    assert login(client).status_code == 200


def test_all_of_it_needs_the_password(operator: SignedIn) -> None:
    secret = set_up(operator)
    assert operator.call("POST", "/auth/otp/setup", {"password": "wrong"}).get_json()["code"] == "wrong_password"
    assert put_otp(operator, "enable", code(secret), "wrong").get_json()["code"] == "wrong_password"
    put_otp(operator, "enable", code(secret))
    assert put_otp(operator, "disable", code(secret), "wrong").get_json()["code"] == "wrong_password"


def test_it_can_be_switched_off_with_a_code(client: FlaskClient, secret: str, operator: SignedIn) -> None:
    assert put_otp(operator, "disable", code(secret)).status_code == 200
    assert login(client).status_code == 200
    assert put_otp(operator, "disable", code(secret)).get_json()["code"] == "otp_not_set_up"


def test_a_new_set_up_needs_the_old_one_off(secret: str, operator: SignedIn) -> None:
    answer = operator.call("POST", "/auth/otp/setup", {"password": DEMO_PASSWORD})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "otp_already_enabled")


def test_the_secret_rests_encrypted_and_is_noted_nowhere(secret: str, operator: SignedIn) -> None:
    stored = db.session.scalar(select(User.otp_secret).where(User.id == operator.id))
    assert stored is not None
    assert secret not in stored
    assert secret not in str(db.session.execute(text("SELECT * FROM audit")).all())
    assert len(noted("otp.set_up")) == len(noted("otp.enabled")) == 1


def test_an_admin_can_take_a_lost_factor_away(
    client: FlaskClient, secret: str, operator: SignedIn, admin: SignedIn
) -> None:
    assert admin.call("PUT", f"/auth/users/{operator.id}", {"otp_enabled": True}).status_code == 422
    assert admin.call("PUT", f"/auth/users/{operator.id}", {"otp_enabled": False}).status_code == 200
    assert login(client).status_code == 200


def test_nobody_takes_their_own_factor_away_without_showing_it(admin: SignedIn) -> None:
    made = admin.call("POST", "/auth/otp/setup", {"password": DEMO_PASSWORD}).get_json()["secret"]
    assert put_otp(admin, "enable", code(made)).status_code == 200
    answer = admin.call("PUT", f"/auth/users/{admin.id}", {"otp_enabled": False})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "own_otp_needs_proof")
    assert admin.call("GET", "/auth/me").get_json()["otp_enabled"] is True
    assert put_otp(admin, "disable", code(made)).status_code == 200
    assert admin.call("PUT", f"/auth/users/{admin.id}", {"otp_enabled": False}).status_code == 200
