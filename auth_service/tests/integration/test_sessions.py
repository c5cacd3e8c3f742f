"""Signing in, staying signed in and signing out."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select, update

from auth_service.models import Session, User
from auth_service.tests.helpers import noted, sent
from common.database import db
from common.events import utc_now

PASSWORD = "123456"
API = {"X-Client": "api"}
BROWSER = {"X-Requested-With": "admin-kiosk"}


def sign_in(client: FlaskClient, username: str = "operador", **headers: str) -> dict[str, Any]:
    response = client.post("/auth/login", json={"username": username, "password": PASSWORD}, headers=headers)
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    return body


def refresh(client: FlaskClient, token: str) -> Any:
    return client.post("/auth/refresh", json={"refresh_token": token}, headers=API)


@pytest.mark.parametrize(
    ("username", "role", "has", "has_not"),
    [
        ("admin", "admin", "users.manage", None),
        ("operador", "operator", "kiosks.write", "users.manage"),
        ("tecnico", "technician", "kiosks.claim", "kiosks.read_all"),
        ("usuario", "analyst", "payments.read_all", "kiosks.write"),
        ("test", "tester", "ml.test", "ml.real"),
    ],
)
def test_the_demo_people_can_sign_in(
    client: FlaskClient, username: str, role: str, has: str, has_not: str | None
) -> None:
    body = sign_in(client, username)
    assert (body["user"]["username"], body["user"]["role"]) == (username, role)
    assert has in body["user"]["permissions"]
    assert has_not not in body["user"]["permissions"]
    assert body["expires_in"] == 900


def test_the_access_token_says_who_and_is_signed_with_a_published_key(client: FlaskClient) -> None:
    body = sign_in(client)
    header = jwt.get_unverified_header(body["token"])
    published = {key["kid"]: key for key in client.get("/auth/.well-known/jwks.json").get_json()["keys"]}
    claims = jwt.decode(body["token"], jwt.PyJWK(published[header["kid"]]).key, algorithms=["ES256"])
    assert claims["sub"] == str(body["user"]["id"])
    assert (claims["iss"], claims["typ"], claims["role"]) == ("auth_service", "access", "operator")
    assert "d" not in published[header["kid"]]


def test_user_names_are_the_same_in_any_case(client: FlaskClient) -> None:
    assert sign_in(client, "OPERADOR")["user"]["username"] == "operador"


@pytest.mark.parametrize(("username", "password"), [("operador", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_answer_the_same(client: FlaskClient, username: str, password: str) -> None:
    response = client.post("/auth/login", json={"username": username, "password": password})
    assert (response.status_code, response.get_json()["code"]) == (401, "invalid_credentials")
    assert "Set-Cookie" not in response.headers


def test_a_disabled_person_cannot_sign_in(client: FlaskClient) -> None:
    db.session.execute(update(User).where(User.username == "operador").values(disabled=True))
    response = client.post("/auth/login", json={"username": "operador", "password": PASSWORD})
    assert response.get_json()["code"] == "invalid_credentials"


def test_browsers_get_the_refresh_token_only_as_a_cookie_out_of_reach_of_scripts(client: FlaskClient) -> None:
    response = client.post("/auth/login", json={"username": "operador", "password": PASSWORD})
    assert "refresh_token" not in response.get_json()
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("refresh_token=")
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/auth"):
        assert attribute in cookie
    assert response.headers["Cache-Control"] == "no-store"


def test_a_browser_stays_signed_in_by_its_cookie(client: FlaskClient) -> None:
    first = sign_in(client)
    renewed = client.post("/auth/refresh", headers=BROWSER).get_json()
    assert renewed["user"] == first["user"]
    assert renewed["token"] != first["token"]
    assert client.post("/auth/refresh", headers=BROWSER).status_code == 200


def test_the_cookie_alone_is_not_enough(client: FlaskClient) -> None:
    sign_in(client)
    response = client.post("/auth/refresh")
    assert (response.status_code, response.get_json()["code"]) == (403, "csrf_header_missing")


@pytest.mark.parametrize("header", ["X-Requested-With", "X-CSRF-Token", "X-Client"])
def test_any_header_that_no_foreign_form_can_send_goes_with_the_cookie(client: FlaskClient, header: str) -> None:
    sign_in(client)
    response = client.post("/auth/refresh", headers={header: "web"})
    assert response.status_code == 200
    assert "refresh_token=" in response.headers["Set-Cookie"]


def test_a_program_gets_the_next_refresh_token_in_the_body(client: FlaskClient) -> None:
    first = sign_in(client, **API)["refresh_token"]
    second = refresh(client, first).get_json()["refresh_token"]
    assert second != first
    assert refresh(client, second).status_code == 200


def test_a_refresh_token_used_twice_ends_the_session(client: FlaskClient) -> None:
    first = sign_in(client, **API)["refresh_token"]
    second = refresh(client, first).get_json()["refresh_token"]
    stolen = refresh(client, first)
    assert (stolen.status_code, stolen.get_json()["code"]) == (401, "session_ended")
    assert refresh(client, second).status_code == 401


def test_a_browser_whose_answer_got_lost_gets_the_same_successor_for_ten_seconds(client: FlaskClient) -> None:
    sign_in(client)
    before = client.get_cookie("refresh_token", path="/auth")
    assert before is not None
    client.post("/auth/refresh", headers=BROWSER)
    after = client.get_cookie("refresh_token", path="/auth")
    client.set_cookie("refresh_token", before.value, path="/auth")
    assert client.post("/auth/refresh", headers=BROWSER).status_code == 200
    assert client.get_cookie("refresh_token", path="/auth") == after

    db.session.execute(update(Session).values(rotated_at=utc_now() - timedelta(seconds=11)))
    client.set_cookie("refresh_token", before.value, path="/auth")
    assert client.post("/auth/refresh", headers=BROWSER).get_json()["code"] == "session_ended"


@pytest.mark.parametrize("token", ["", "nonsense", "a.b", "." * 150])
def test_a_refresh_token_that_never_was_is_refused(client: FlaskClient, token: str) -> None:
    assert refresh(client, token).get_json()["code"] == "session_ended"


def test_a_body_that_is_no_refresh_request_is_refused_by_field(client: FlaskClient) -> None:
    response = client.post("/auth/refresh", json={"refresh_token": 5}, headers=API)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "refresh_token"


def test_an_expired_session_ends(client: FlaskClient) -> None:
    token = sign_in(client, **API)["refresh_token"]
    db.session.execute(update(Session).values(expires_at=utc_now()))
    assert refresh(client, token).get_json()["code"] == "session_ended"


def test_signing_out_ends_the_session_and_takes_the_cookie(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie("refresh_token", path="/auth")
    assert cookie is not None
    assert client.post("/auth/logout", headers=BROWSER).status_code == 200
    assert client.get_cookie("refresh_token", path="/auth") is None
    client.set_cookie("refresh_token", cookie.value, path="/auth")
    assert client.post("/auth/refresh", headers=BROWSER).status_code == 401


def test_an_access_token_alone_ends_its_session(client: FlaskClient) -> None:
    mine, other = sign_in(client, **API), sign_in(client, **API)
    authorization = {"Authorization": f"Bearer {mine['token']}"}
    for headers in (authorization, {**authorization, **API}):
        assert client.post("/auth/logout", headers=headers).status_code == 200
    assert refresh(client, mine["refresh_token"]).get_json()["code"] == "session_ended"
    assert refresh(client, other["refresh_token"]).status_code == 200
    assert len(noted("session.logout")) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b'{"refresh_token": null}'])
def test_a_body_without_a_refresh_token_ends_the_session_of_the_access_token(client: FlaskClient, body: bytes) -> None:
    mine = sign_in(client, **API)
    headers = {"Authorization": f"Bearer {mine['token']}", "Content-Type": "application/json", **API}
    assert client.post("/auth/logout", data=body, headers=headers).status_code == 200
    assert refresh(client, mine["refresh_token"]).status_code == 401


def test_a_body_that_makes_no_sense_ends_nothing(client: FlaskClient) -> None:
    mine = sign_in(client, **API)
    headers = {"Authorization": f"Bearer {mine['token']}", **API}
    assert client.post("/auth/logout", json={"refresh_token": 5}, headers=headers).status_code == 422
    assert refresh(client, mine["refresh_token"]).status_code == 200


def test_an_access_token_that_is_over_does_not_keep_anybody_from_signing_out(client: FlaskClient) -> None:
    sign_in(client)
    over = {"Authorization": "Bearer nonsense"}
    assert client.post("/auth/logout", headers={**BROWSER, **over}).status_code == 200
    assert len(noted("session.logout")) == 1
    assert client.post("/auth/logout", headers=over).status_code == 403


def test_me_tells_who_i_am(client: FlaskClient) -> None:
    body = sign_in(client)
    response = client.get("/auth/me", headers={"Authorization": f"Bearer {body['token']}"})
    assert response.get_json() == body["user"]
    assert client.get("/auth/me").status_code == 401


def test_a_client_whose_last_answer_got_lost_can_sign_out_with_the_token_before(client: FlaskClient) -> None:
    first = sign_in(client, **API)["refresh_token"]
    second = refresh(client, first).get_json()["refresh_token"]
    assert client.post("/auth/logout", json={"refresh_token": first}, headers=API).status_code == 200
    assert refresh(client, second).status_code == 401


def test_an_older_refresh_token_signs_nobody_out(client: FlaskClient) -> None:
    first = sign_in(client, **API)["refresh_token"]
    second = refresh(client, first).get_json()["refresh_token"]
    third = refresh(client, second).get_json()["refresh_token"]
    assert client.post("/auth/logout", json={"refresh_token": first}, headers=API).status_code == 200
    assert refresh(client, third).status_code == 200


def test_signing_in_and_out_and_reuse_are_noted_and_told(client: FlaskClient) -> None:
    token = sign_in(client, **API)["refresh_token"]
    refresh(client, token)
    refresh(client, token)
    session_id = token.partition(".")[0]
    (reuse,) = noted("session.reuse_detected")
    assert (reuse.target, reuse.actor, reuse.address) == (f"session:{session_id}", "operador", "127.0.0.1")
    assert sent("user.revoked")[-1] == {"session_id": session_id, "user_id": reuse.actor_id}

    client.post("/auth/logout", json={"refresh_token": sign_in(client, **API)["refresh_token"]}, headers=API)
    assert len(noted("session.logout")) == 1
    assert len(noted("login.succeeded")) == 2


def test_an_old_hash_is_renewed_at_sign_in(client: FlaskClient) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    db.session.execute(update(User).where(User.username == "operador").values(password_hash=weaker))
    sign_in(client)
    renewed = db.session.scalar(select(User.password_hash).where(User.username == "operador"))
    assert renewed is not None
    assert renewed != weaker
    assert not PasswordHasher().check_needs_rehash(renewed)
