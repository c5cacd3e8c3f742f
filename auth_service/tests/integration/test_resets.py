"""The way back in for who forgot the password."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from auth_service.models import PasswordReset, User
from auth_service.tests.helpers import DEMO_PASSWORD, GOOD_PASSWORD, SignIn, noted, sent
from common.database import db
from common.events import utc_now
from common.service import Service

ADDRESS = "omar@example.com"


@pytest.fixture(autouse=True)
def address(app: Service) -> None:
    db.session.execute(update(User).where(User.username == "operador").values(email=ADDRESS))


def forgot(client: FlaskClient, **body: Any) -> Any:
    return client.post("/auth/password/forgot", json=body, headers={"Accept-Language": "en"})


def mails(app: Service) -> list[dict[str, Any]]:
    """What notification_service is asked to send, once the worker has been through."""
    app.extensions["Resets"].answer(db.session())
    return sent("notification.requested")


def token_of(mail: dict[str, Any]) -> str:
    page, _, token = mail["data"]["link"].partition("#token=")
    assert page == "http://localhost:5000/app/reset"
    return str(token)


def reset(client: FlaskClient, token: str, password: str = GOOD_PASSWORD) -> Any:
    return client.post("/auth/password/reset", json={"token": token, "password": password})


def test_a_mail_with_a_link_is_asked_for(app: Service, client: FlaskClient) -> None:
    assert forgot(client, username="OPERADOR").status_code == 202
    (mail,) = mails(app)
    assert (mail["channel"], mail["to"], mail["template"]) == ("email", ADDRESS, "password_reset")
    assert (mail["language"], mail["data"]["name"], mail["data"]["minutes"]) == ("en", "Omar Operador", 60)
    assert len(token_of(mail)) > 40
    assert [entry.address for entry in noted("password.reset_requested")] == ["127.0.0.1"]


def test_the_mail_address_does_too_and_whoever_shares_it_gets_one_each(app: Service, client: FlaskClient) -> None:
    db.session.execute(update(User).where(User.username == "tecnico").values(email=ADDRESS))
    forgot(client, email=ADDRESS.upper())
    assert [mail["data"]["username"] for mail in mails(app)] == ["operador", "tecnico"]


def test_a_user_name_that_looks_like_an_address_takes_nobodys_mail(app: Service, client: FlaskClient) -> None:
    taken = {"username": ADDRESS, "username_key": ADDRESS, "email": "other@example.com"}
    db.session.execute(update(User).where(User.username == "tecnico").values(**taken))
    forgot(client, email=ADDRESS)
    forgot(client, username=ADDRESS)
    assert [mail["to"] for mail in mails(app)] == [ADDRESS, "other@example.com"]


@pytest.mark.parametrize(
    "who", [{"username": "nobody"}, {"email": "nobody@example.com"}, {"username": "test"}, {"email": "no address"}]
)
def test_the_answer_is_the_same_whoever_exists(app: Service, client: FlaskClient, who: dict[str, str]) -> None:
    db.session.execute(update(User).where(User.username == "test").values(email=None))
    known, unknown = forgot(client, username="operador"), forgot(client, **who)
    assert (known.status_code, known.get_json()) == (unknown.status_code, unknown.get_json())
    assert len(mails(app)) == 1


@pytest.mark.parametrize("body", [{}, {"username": "a", "email": "b"}, {"username": "nul\0"}, {"username": 5}])
def test_a_body_that_names_nobody_is_refused(client: FlaskClient, body: dict[str, Any]) -> None:
    assert forgot(client, **body).status_code == 422


@pytest.mark.parametrize("username", ["operador", "nobody"])
def test_asking_is_bounded_the_same_for_all_names(client: FlaskClient, username: str) -> None:
    answers = [forgot(client, username=username) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600


def test_another_form_of_a_name_is_bounded_with_it(client: FlaskClient) -> None:
    forms = ["operador", "OPERADOR", "ｏｐｅｒａｄｏｒ", "Operador", "ⓞⓟⓔⓡⓐⓓⓞⓡ", "opERADor"]
    assert [forgot(client, username=form).status_code for form in forms] == [202] * 5 + [429]


def test_a_reset_ends_every_session_and_token(app: Service, client: FlaskClient, sign_in: SignIn) -> None:
    before = sign_in("operador")
    forgot(client, username="operador")
    assert reset(client, token_of(mails(app)[0])).status_code == 200
    revoked = sent("user.revoked")[-1]
    assert revoked["user_id"] == before.id
    assert revoked["until"] <= utc_now().timestamp()
    refused = client.post("/auth/refresh", json={"refresh_token": before.refresh_token}, headers={"X-Client": "api"})
    assert refused.get_json()["code"] == "session_ended"
    assert sign_in("operador", GOOD_PASSWORD).id == before.id
    old = client.post("/auth/login", json={"username": "operador", "password": DEMO_PASSWORD})
    assert old.get_json()["code"] == "invalid_credentials"
    assert [entry.actor_id for entry in noted("password.reset")] == [before.id]


def test_a_link_works_once(app: Service, client: FlaskClient) -> None:
    forgot(client, username="operador")
    token = token_of(mails(app)[0])
    assert reset(client, token, "short").get_json()["code"] == "password_too_short"
    assert reset(client, token).status_code == 200
    answer = reset(client, token, "otra clave distinta")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "reset_token_invalid")


def test_a_link_works_for_an_hour(app: Service, client: FlaskClient) -> None:
    forgot(client, username="operador")
    token = token_of(mails(app)[0])
    expires_at = db.session.scalar(select(PasswordReset.expires_at))
    assert expires_at is not None
    assert timedelta(minutes=59) < expires_at - utc_now() <= timedelta(hours=1)
    db.session.execute(update(PasswordReset).values(expires_at=utc_now()))
    assert reset(client, token).get_json()["code"] == "reset_token_invalid"


def test_a_newer_link_replaces_the_older(app: Service, client: FlaskClient) -> None:
    for _ in range(2):
        forgot(client, username="operador")
    older, newer = (token_of(mail) for mail in mails(app))
    assert reset(client, older).get_json()["code"] == "reset_token_invalid"
    assert reset(client, newer).status_code == 200


def test_a_changed_password_makes_the_link_void(app: Service, client: FlaskClient, sign_in: SignIn) -> None:
    forgot(client, username="operador")
    token = token_of(mails(app)[0])
    sign_in("operador").call("POST", "/auth/password", {"current": DEMO_PASSWORD, "new": GOOD_PASSWORD})
    assert reset(client, token, "otra clave distinta").get_json()["code"] == "reset_token_invalid"


def test_the_disabled_get_no_mail(app: Service, client: FlaskClient) -> None:
    db.session.execute(update(User).where(User.username == "operador").values(disabled=True))
    forgot(client, username="operador")
    assert mails(app) == []


def test_the_secret_rests_nowhere_but_in_the_event(app: Service, client: FlaskClient) -> None:
    forgot(client, username="operador")
    token = token_of(mails(app)[0])
    for table in ("audit", "password_resets", "reset_requests", "users"):
        assert token not in str(db.session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608  # fixed names


@pytest.mark.parametrize("token", ["", "x", "x" * 201, "nul\0", "\ud800", None])
def test_a_token_that_never_was_is_refused(client: FlaskClient, token: Any) -> None:
    assert reset(client, token).status_code == 422
