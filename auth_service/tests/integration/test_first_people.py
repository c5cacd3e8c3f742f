"""Who is there before anybody signs in."""

import pytest
from sqlalchemy import delete

from auth_service.models import Session, User
from auth_service.services.first_people import add_first_admin
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


def test_demo_people_are_only_made_on_loopback(servers: Servers, empty: Service) -> None:
    servers.build("auth_service", DEMO="1", SERVICE_HOST="0.0.0.0", ADMIN_PASSWORD="a long given password")
    assert login_status(empty, "123456") == 401
