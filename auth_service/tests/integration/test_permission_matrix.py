"""Every route × every role. A route that is not in the table fails the test: it must be decided who may use it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from auth_service.services.permissions import BUILT_IN
from auth_service.tests.helpers import GOOD_PASSWORD, SignedIn, add_user, sign_in_with
from common.service import Service

PUBLIC, SIGNED_IN = "", "any"

# What a route needs, as contract 3 and 10 say.
NEEDS = {
    "POST /auth/register": PUBLIC,
    "POST /auth/login": PUBLIC,
    "POST /auth/refresh": PUBLIC,
    "POST /auth/logout": PUBLIC,
    "POST /auth/password/forgot": PUBLIC,
    "POST /auth/password/reset": PUBLIC,
    "GET /auth/.well-known/jwks.json": PUBLIC,
    "GET /auth/me": SIGNED_IN,
    "PUT /auth/me": SIGNED_IN,
    "POST /auth/password": SIGNED_IN,
    "POST /auth/otp/setup": SIGNED_IN,
    "POST /auth/otp/enable": SIGNED_IN,
    "POST /auth/otp/disable": SIGNED_IN,
    "GET /auth/sessions": SIGNED_IN,
    "DELETE /auth/sessions/<session_id>": SIGNED_IN,
    "GET /auth/people": "people.read",
    "GET /auth/users": "users.manage",
    "POST /auth/users": "users.manage",
    "GET /auth/users/<int:user_id>": "users.manage",
    "PUT /auth/users/<int:user_id>": "users.manage",
    "DELETE /auth/users/<int:user_id>": "users.manage",
    "GET /auth/permissions": "roles.manage",
    "GET /auth/roles": "roles.manage",
    "POST /auth/roles": "roles.manage",
    "GET /auth/roles/<name>": "roles.manage",
    "PUT /auth/roles/<name>": "roles.manage",
    "DELETE /auth/roles/<name>": "roles.manage",
    "GET /auth/audit": "audit.read",
}
EXAMPLES = {"<session_id>": "f" * 32, "<int:user_id>": "999999", "<name>": "nothing"}


def routes(app: Service) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/auth"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield f"{method} {rule.rule}"


def call(client: FlaskClient, route: str, headers: dict[str, str]) -> Any:
    method, path = route.split()
    for placeholder, example in EXAMPLES.items():
        path = path.replace(placeholder, example)
    return client.open(path, method=method, json={} if method in {"POST", "PUT"} else None, headers=headers)


def test_every_route_is_in_the_table(app: Service) -> None:
    assert set(routes(app)) == set(NEEDS)


@pytest.mark.parametrize("role", sorted(BUILT_IN))
def test_each_role_reaches_what_it_may_and_nothing_else(client: FlaskClient, admin: SignedIn, role: str) -> None:
    add_user(admin, "alguien", role)
    somebody = sign_in_with(client, "alguien", GOOD_PASSWORD)
    for route, needed in NEEDS.items():
        answer = call(client, route, {**somebody.headers, "X-Requested-With": "tests"})
        allowed = needed in {PUBLIC, SIGNED_IN} or needed in BUILT_IN[role]
        refused = answer.status_code == 403 and answer.get_json()["code"] == "forbidden"
        assert refused is not allowed, (route, answer.status_code)
        assert answer.status_code < 500


@pytest.mark.parametrize("route", [route for route, needed in NEEDS.items() if needed != PUBLIC])
@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic YTpi", "Bearer e30.e30."])
def test_without_a_good_token_nothing_but_the_public_is_reached(
    client: FlaskClient, route: str, authorization: str
) -> None:
    answer = call(client, route, {"Authorization": authorization} if authorization else {})
    assert answer.status_code == 401


def test_a_device_token_reaches_none_of_it(app: Service, client: FlaskClient, device_issuer: Any) -> None:
    app.verifier.use("kiosk_service", device_issuer)
    token = device_issuer.sign(sub="1", typ="device", role="kiosk", permissions=["users.manage"])
    for route, needed in NEEDS.items():
        if needed != PUBLIC:
            assert call(client, route, {"Authorization": f"Bearer {token}"}).status_code == 403
