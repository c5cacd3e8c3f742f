"""Many who want the same thing at once, on connections of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from auth_service.models import User
from auth_service.services.totp import code_at
from auth_service.tests.helpers import GOOD_PASSWORD, add_user, sent, sign_in_with
from common.database import db
from common.usernames import username_key


def at_once(times: int, attempt: Callable[[int], int]) -> list[int]:
    """The statuses of so many simultaneous attempts, sorted."""
    db.session.remove()
    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(attempt, range(times)))


def test_of_twenty_who_want_one_name_at_once_one_gets_it(committing_client: FlaskClient) -> None:
    app = committing_client.application

    def register(number: int) -> int:
        body = {"username": "Carrera" if number % 2 else "carrera", "password": GOOD_PASSWORD}
        return app.test_client().post("/auth/register", json=body).status_code

    assert at_once(20, register) == [201] + [409] * 19
    assert db.session.scalar(select(func.count()).where(User.username_key == username_key("carrera"))) == 1


def test_of_ten_who_use_a_reset_link_at_once_one_succeeds(committing_client: FlaskClient) -> None:
    app = committing_client.application
    add_user(sign_in_with(committing_client, "admin"), "olvido", email="olvido@example.com")
    committing_client.post("/auth/password/forgot", json={"username": "olvido"})
    app.extensions["Resets"].answer(db.session())
    token = sent("notification.requested")[-1]["data"]["link"].partition("#token=")[2]

    def reset(number: int) -> int:
        body = {"token": token, "password": f"clave nueva {number}"}
        return app.test_client().post("/auth/password/reset", json=body).status_code

    assert at_once(10, reset) == [200] + [422] * 9


def test_of_ten_who_use_a_one_time_code_at_once_one_gets_in(committing_client: FlaskClient) -> None:
    app = committing_client.application
    add_user(sign_in_with(committing_client, "admin"), "doble")
    doble = sign_in_with(committing_client, "doble", GOOD_PASSWORD)
    secret = doble.call("POST", "/auth/otp/setup", {"password": GOOD_PASSWORD}).get_json()["secret"]
    code = code_at(secret, int(time.time() // 30))
    assert doble.call("POST", "/auth/otp/enable", {"otp": code, "password": GOOD_PASSWORD}).status_code == 200

    def sign_in(number: int) -> int:
        body = {"username": "doble", "password": GOOD_PASSWORD, "otp": code}
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        return app.test_client().post("/auth/login", json=body, headers=headers).status_code

    assert at_once(10, sign_in) == [200] + [401] * 9


def test_two_admins_cannot_take_each_others_role_away(committing_client: FlaskClient) -> None:
    app = committing_client.application
    demo = sign_in_with(committing_client, "admin")
    names = ("una", "otra")
    ids = [add_user(demo, name, "admin")["id"] for name in names]
    admins = [sign_in_with(committing_client, name, GOOD_PASSWORD) for name in names]
    # These two are the only active ones for the moment.
    db.session.execute(update(User).where(User.id == demo.id).values(disabled=True))
    db.session.commit()

    def demote(number: int) -> int:
        path = f"/auth/users/{ids[1 - number]}"
        answer = app.test_client().put(path, json={"role": "user"}, headers=admins[number].headers)
        return answer.status_code

    try:
        assert at_once(2, demote) == [200, 409]
    finally:
        db.session.execute(update(User).where(User.id == demo.id).values(disabled=False))
        db.session.commit()


def test_one_refresh_token_used_ten_times_at_once_by_a_browser_has_one_successor(
    committing_client: FlaskClient,
) -> None:
    app = committing_client.application
    add_user(sign_in_with(committing_client, "admin"), "pestanas")
    signed_in = sign_in_with(committing_client, "pestanas", GOOD_PASSWORD)
    cookies: set[str] = set()

    def refresh(_: int) -> int:
        client = app.test_client()
        client.set_cookie("refresh_token", signed_in.refresh_token, path="/auth")
        status = client.post("/auth/refresh", headers={"X-Requested-With": "admin-kiosk"}).status_code
        cookie = client.get_cookie("refresh_token", path="/auth")
        cookies.add(cookie.value if cookie else "")
        return status

    assert at_once(10, refresh) == [200] * 10
    assert len(cookies) == 1
