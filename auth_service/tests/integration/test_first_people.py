"""Who is there before anybody signs in."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from auth_service.config import Settings
from auth_service.models import Session, User
from auth_service.services.first_people import DEMO_PEOPLE, add_first_admin, prepare
from auth_service.tests.helpers import SignIn, sent
from common.database import db
from common.service import Service
from common.testing.services import Servers


@pytest.fixture
def empty(app: Service) -> Service:
    """The service without any people."""
    db.session.execute(delete(Session))
    db.session.execute(delete(User))
    db.session.commit()
    return app


def login_status(app: Service, password: str) -> int:
    answer = app.test_client().post("/auth/login", json={"username": "admin", "password": password})
    return answer.status_code


def test_the_first_admin_has_the_given_password_which_is_not_shown_again(empty: Service) -> None:
    assert add_first_admin(db.session(), "a long given password") is None
    assert login_status(empty, "a long given password") == 200


def test_without_one_a_password_is_made_up_and_shown_once(empty: Service) -> None:
    shown = add_first_admin(db.session(), None)
    assert shown is not None
    assert login_status(empty, shown) == 200
    assert add_first_admin(db.session(), None) is None


@pytest.mark.parametrize(
    ("demo", "host", "public", "shown"),
    [
        (True, "127.0.0.1", "http://localhost:5000", True),
        (True, "0.0.0.0", "http://localhost:5000", False),
        (True, "127.0.0.1", "https://192.168.1.10:5000", False),
        (False, "127.0.0.1", "http://localhost:5000", False),
    ],
)
def test_demo_people_are_only_for_who_sits_at_this_machine(
    servers: Servers, demo: bool, host: str, public: str, shown: bool
) -> None:
    own = {"DEMO": str(demo), "SERVICE_HOST": host, "PUBLIC_URL": public}
    values: dict[str, Any] = {**servers.environment("auth_service"), **own}
    assert Settings(**{name.lower(): value for name, value in values.items()}).shows_demo is shown


def test_the_first_admin_may_have_to_choose_a_password_of_their_own(empty: Service) -> None:
    add_first_admin(db.session(), "a long given password", must_change=True)
    answer = empty.test_client().post("/auth/login", json={"username": "admin", "password": "a long given password"})
    user = answer.get_json()["user"]
    assert (user["must_change_password"], user["permissions"]) == (True, [])


def test_a_system_that_is_no_demo_any_more_closes_the_known_passwords(app: Service) -> None:
    assert login_status(app, "123456") == 200
    assert prepare(db.session(), demo=False, admin_password="a long given password", must_change=False) is None
    assert login_status(app, "123456") == 401
    assert login_status(app, "a long given password") == 200
    answer = app.test_client().post("/auth/login", json={"username": "operador", "password": "123456"})
    assert answer.status_code == 401


def test_nothing_of_the_demo_opens_the_real_system(client: FlaskClient, sign_in: SignIn) -> None:
    demo = [sign_in("admin"), sign_in("operador")]
    db.session.execute(
        update(User).where(User.username == "admin").values(email="x@example.com", otp_enabled=True, otp_secret="x")
    )
    prepare(db.session(), demo=False, admin_password="a long given password", must_change=True)
    # An administrator may open this one again.
    db.session.execute(update(User).where(User.username == "operador").values(disabled=False))
    for before in demo:
        body = {"refresh_token": before.refresh_token}
        assert client.post("/auth/refresh", json=body, headers={"X-Client": "api"}).status_code == 401
    # The admin's twice: what was given while the account was open, and once more as it is opened again.
    revoked = [data["user_id"] for data in sent("user.revoked") if "until" in data]
    assert [revoked.count(before.id) for before in demo] == [2, 1]
    admin = sign_in("admin", "a long given password").call("GET", "/auth/me").get_json()
    assert (admin["email"], admin["otp_enabled"], admin["must_change_password"]) == (None, False, True)


def test_demo_people_of_an_older_version_get_an_address(app: Service) -> None:
    db.session.execute(update(User).where(User.username == "operador").values(email=None))
    db.session.execute(update(User).where(User.username == "tecnico").values(email="t@example.com"))
    prepare(db.session(), demo=True, admin_password=None, must_change=False)
    known = dict(db.session.execute(select(User.username, User.email)).tuples().all())
    assert known["operador"] == "operador@kiosk.example"
    assert known["tecnico"] == "t@example.com"


def test_demo_people_may_get_passwords_of_their_own_in_place_of_the_known_one(
    app: Service, client: FlaskClient, sign_in: SignIn
) -> None:
    before = sign_in("operador")
    passwords = {name: f"{name} has its own" for name in DEMO_PEOPLE}
    prepare(db.session(), demo=False, admin_password=None, must_change=False, demo_passwords=passwords)
    assert login_status(app, "123456") == 401
    assert login_status(app, passwords["admin"]) == 200
    refresh = {"refresh_token": before.refresh_token}
    assert client.post("/auth/refresh", json=refresh, headers={"X-Client": "api"}).status_code == 401
