"""Every route × every role × own and foreign objects, against the contract's table of permissions.

The tables stand here a second time on purpose: they are what the contract says, not what the code does.
"""

import uuid
from typing import Any

import pytest
import requests

from tests.system import TIMEOUT, System

ROLES: dict[str, set[str]] = {
    "admin": set(),  # everything
    "operator": {
        *("kiosks.read_all", "kiosks.write", "kiosks.claim", "kiosks.assign_others", "people.read"),
        *("commands.send", "commands.force", "alerts.manage", "alerts.rules", "visits.write", "rollouts.manage"),
        *("payments.read_all", "payments.create", "payments.refund", "reports.read"),
        *("notify.manage", "notify.broadcast", "ai.read", "ai.manage"),
        *("assistant.use", "knowledge.write", "knowledge.review"),
    },
    "technician": {
        *("kiosks.claim", "commands.send", "alerts.manage", "visits.write", "ai.read"),
        *("assistant.use", "knowledge.write"),
    },
    "analyst": {"kiosks.read_all", "payments.read_all", "reports.read", "ai.read", "assistant.use", "ml.real"},
    "tester": {"ml.test"},
    "user": set(),
}
PEOPLE = {"admin": "admin", "operator": "operador", "technician": "tecnico", "analyst": "usuario", "tester": "test"}

# Who may call what: a permission; or anyone at all, any signed-in person, a device, or who may see the kiosk.
ANYONE, PERSON, DEVICE, SEES_KIOSK = "anyone", "person", "device", "sees the kiosk"
ROUTES: dict[tuple[str, str], str] = {
    ("GET", "/ping"): ANYONE,
    ("GET", "/status"): ANYONE,
    ("GET", "/auth/.well-known/jwks.json"): ANYONE,
    ("POST", "/auth/login"): ANYONE,
    ("POST", "/auth/refresh"): ANYONE,
    ("POST", "/auth/logout"): ANYONE,
    ("POST", "/auth/register"): ANYONE,
    ("POST", "/auth/password/forgot"): ANYONE,
    ("POST", "/auth/password/reset"): ANYONE,
    ("GET", "/auth/me"): PERSON,
    ("PUT", "/auth/me"): PERSON,
    ("POST", "/auth/password"): PERSON,
    ("POST", "/auth/otp/setup"): PERSON,
    ("POST", "/auth/otp/enable"): PERSON,
    ("POST", "/auth/otp/disable"): PERSON,
    ("GET", "/auth/sessions"): PERSON,
    ("DELETE", "/auth/sessions/{session_id}"): PERSON,
    ("GET", "/auth/people"): "people.read",
    ("GET", "/auth/users"): "users.manage",
    ("POST", "/auth/users"): "users.manage",
    ("GET", "/auth/users/{user_id}"): "users.manage",
    ("PUT", "/auth/users/{user_id}"): "users.manage",
    ("DELETE", "/auth/users/{user_id}"): "users.manage",
    ("GET", "/auth/permissions"): "roles.manage",
    ("GET", "/auth/roles"): "roles.manage",
    ("GET", "/auth/roles/{name}"): "roles.manage",
    ("POST", "/auth/roles"): "roles.manage",
    ("PUT", "/auth/roles/{name}"): "roles.manage",
    ("DELETE", "/auth/roles/{name}"): "roles.manage",
    ("GET", "/auth/audit"): "audit.read",
    ("GET", "/kiosks/.well-known/jwks.json"): ANYONE,
    ("GET", "/kiosks"): PERSON,
    ("POST", "/kiosks"): "kiosks.write",
    ("POST", "/kiosks/enrol"): ANYONE,
    ("POST", "/kiosks/token"): ANYONE,
    ("POST", "/kiosks/assign"): "kiosks.claim",
    ("POST", "/kiosks/labels"): "kiosks.write",
    ("POST", "/kiosks/import"): "kiosks.write",
    ("GET", "/kiosks/export.csv"): PERSON,
    ("GET", "/kiosks/by-code/{code}"): SEES_KIOSK,
    ("GET", "/kiosks/{kiosk_id}"): SEES_KIOSK,
    ("PUT", "/kiosks/{kiosk_id}"): "kiosks.write",
    ("DELETE", "/kiosks/{kiosk_id}"): "kiosks.write",
    ("POST", "/kiosks/{kiosk_id}/enrolment"): "kiosks.write",
    ("POST", "/kiosks/{kiosk_id}/unassign"): "kiosks.claim",
    ("GET", "/kiosks/{kiosk_id}/qr.svg"): SEES_KIOSK,
    ("GET", "/kiosks/{kiosk_id}/qr.png"): SEES_KIOSK,
    ("GET", "/kiosks/{kiosk_id}/status"): SEES_KIOSK,
    ("GET", "/kiosks/{kiosk_id}/telemetry"): SEES_KIOSK,
    ("GET", "/kiosks/{kiosk_id}/connections"): SEES_KIOSK,
    ("POST", "/kiosks/{kiosk_id}/telemetry"): DEVICE,
    ("POST", "/payments"): "payments.create",
    ("GET", "/payments"): PERSON,
    ("GET", "/payments/summary"): PERSON,
    ("GET", "/payments/{payment_id}"): PERSON,
    ("GET", "/ai/predict"): "ai.read",
    ("GET", "/ai/forecasts"): "ai.read",
    ("GET", "/ai/recommendations"): "ai.read",
    ("GET", "/ai/recommendations/record"): "ai.read",
    ("POST", "/ai/recommendations/{recommendation_id}/accept"): "alerts.manage",
    ("POST", "/ai/recommendations/{recommendation_id}/dismiss"): "alerts.manage",
    ("GET", "/ai/models"): "ai.read",
    ("GET", "/ai/models/{name}/versions"): "ai.read",
    ("POST", "/ai/models/{name}/versions/{version}/promote"): "ai.manage",
    ("POST", "/ai/models/{name}/versions/{version}/rollback"): "ai.manage",
    ("POST", "/ai/models/{name}/retrain"): "ai.manage",
    ("GET", "/ai/models/{name}/runs"): "ai.read",
    ("GET", "/ai/models/{name}/runs/{run_id}"): "ai.read",
    ("GET", "/ai/models/{name}/drift"): "ai.read",
    ("GET", "/ai/models/{name}/settings"): "ai.read",
    ("PUT", "/ai/models/{name}/settings"): "ai.manage",
    ("GET", "/ai/incidents"): "ai.read",
    ("GET", "/ai/incidents/{incident_id}"): "ai.read",
    ("POST", "/ai/incidents/{incident_id}/verdict"): "alerts.manage",
    ("GET", "/ai/kiosks/{kiosk_id}/scores"): "ai.read",
    ("GET", "/ai/risk"): "ai.read",
    ("POST", "/ai/anomaly/score"): "ai.read",
    ("POST", "/notify/test-email"): "notify.manage",
    ("GET", "/notify/deliveries"): "notify.manage",
    ("GET", "/notify/deliveries/{delivery_id}"): "notify.manage",
    ("POST", "/notify/deliveries/{delivery_id}/retry"): "notify.manage",
    ("GET", "/notify/mailbox"): "notify.manage",
    ("GET", "/notify/mailbox/{mail_id}"): "notify.manage",
}
# What a call needs beside the path to get past its checks of form.
QUERIES = {
    ("GET", "/kiosks/{kiosk_id}/telemetry"): {"metric": "cpu_usage"},
    ("GET", "/ai/predict"): {"kiosk_id": "999999999"},
}


@pytest.fixture(scope="module")
def tokens(system: System) -> dict[str, str]:
    """An access token of each role; the one without any permission comes from registering."""
    name, password = f"user-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    system.call("POST", "/auth/register", json={"username": name, "password": password})
    signed_in = system.call("POST", "/auth/login", json={"username": name, "password": password})
    return {**{role: system.login(person) for role, person in PEOPLE.items()}, "user": signed_in["token"]}


@pytest.fixture(scope="module")
def device(system: System, tokens: dict[str, str]) -> str:
    return system.device_token(system.enrol(tokens["admin"]))


@pytest.fixture(scope="module")
def kiosks(system: System, tokens: dict[str, str]) -> dict[str, dict[str, Any]]:
    """A kiosk that the technician has claimed, and one that nobody has."""
    made = [system.enrol(tokens["admin"]) for _ in range(2)]
    own, foreign = (system.call("GET", f"/kiosks/{kiosk.id}", tokens["admin"]) for kiosk in made)
    system.call("POST", "/kiosks/assign", tokens["technician"], json={"code": own["code"]})
    return {"own": own, "foreign": foreign}


def status(system: System, method: str, path: str, token: str | None, **arguments: Any) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, system.url + path, headers=headers, timeout=TIMEOUT, **arguments)
    return answer.status_code


def nothing_at(path: str) -> str:
    """The address of something that is not there."""
    segments = (segment if not segment.startswith("{") else "999999999" for segment in path.split("/"))
    return "/".join(segments)


def may(role: str, permission: str) -> bool:
    return role == "admin" or permission in ROLES[role]


def test_the_table_names_every_route_there_is(system: System) -> None:
    paths = requests.get(f"{system.url}/openapi.json", timeout=30).json()["paths"]
    offered = {
        (method.upper(), path)
        for path, item in paths.items()
        for method in item
        if method in {"get", "post", "put", "delete", "patch"}
    }
    assert offered == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), [route for route, who in ROUTES.items() if "." in who])
def test_a_permission_opens_its_routes_and_nothing_else_does(
    system: System, tokens: dict[str, str], role: str, method: str, path: str
) -> None:
    body: dict[str, Any] = {"json": {}} if method in {"POST", "PUT"} else {}
    query = QUERIES.get((method, path))
    answer = status(system, method, nothing_at(path), tokens[role], params=query, **body)
    if may(role, ROUTES[method, path]):
        assert answer not in {401, 403}
        assert answer < 500
    else:
        assert answer == 403


@pytest.mark.parametrize(("method", "path"), [route for route, who in ROUTES.items() if who != ANYONE])
def test_without_a_token_only_public_routes_answer(system: System, method: str, path: str) -> None:
    body: dict[str, Any] = {"json": {}} if method in {"POST", "PUT"} else {}
    assert status(system, method, nothing_at(path), None, **body) == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        route
        for route, who in ROUTES.items()
        if who not in {ANYONE, DEVICE} and route not in {("POST", "/payments"), ("GET", "/kiosks/{kiosk_id}")}
    ],
)
def test_a_device_token_opens_no_route_of_people(system: System, device: str, method: str, path: str) -> None:
    body: dict[str, Any] = {"json": {}} if method in {"POST", "PUT"} else {}
    assert status(system, method, nothing_at(path), device, **body) in {401, 403}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", ["own", "foreign"])
@pytest.mark.parametrize(("method", "path"), [route for route, who in ROUTES.items() if who == SEES_KIOSK])
def test_a_kiosk_is_seen_by_those_who_see_all_and_by_whom_it_is_assigned_to(
    system: System,
    tokens: dict[str, str],
    kiosks: dict[str, dict[str, Any]],
    role: str,
    whose: str,
    method: str,
    path: str,
) -> None:
    address = path.format(kiosk_id=kiosks[whose]["id"], code=kiosks[whose]["code"])
    sees = may(role, "kiosks.read_all") or (role == "technician" and whose == "own")
    answer = status(system, method, address, tokens[role], params=QUERIES.get((method, path)))
    assert answer == (200 if sees else 404)


@pytest.mark.parametrize("role", ROLES)
def test_lists_hold_only_what_one_may_see(
    system: System, tokens: dict[str, str], kiosks: dict[str, dict[str, Any]], role: str
) -> None:
    listed = system.call("GET", "/kiosks?limit=500", tokens[role])["items"]
    ids = {kiosk["id"] for kiosk in listed}
    if may(role, "kiosks.read_all"):
        assert {kiosks["own"]["id"], kiosks["foreign"]["id"]} <= ids
    elif role == "technician":
        assert kiosks["own"]["id"] in ids
        assert kiosks["foreign"]["id"] not in ids
    else:
        assert ids == set()
