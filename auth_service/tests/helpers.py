"""People to sign in, and what the service noted and sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from auth_service.models import AuditEntry
from common.database import db

DEMO_PASSWORD = "123456"
GOOD_PASSWORD = "tres tristes tigres"


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a session of their own."""

    client: FlaskClient
    id: int
    token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        return self.client.open(path, method=method, json=json, headers={**self.headers, **headers})

    def renewed(self) -> "SignedIn":
        answer = self.client.post(
            "/auth/refresh", json={"refresh_token": self.refresh_token}, headers={"X-Client": "api"}
        )
        assert answer.status_code == 200, answer.get_json()
        return SignedIn(self.client, self.id, answer.get_json()["token"], answer.get_json()["refresh_token"])


SignIn = Callable[..., SignedIn]


def sign_in_with(client: FlaskClient, username: str, password: str = DEMO_PASSWORD, **body: Any) -> SignedIn:
    answer = client.post(
        "/auth/login",
        json={"username": username, "password": password, **body},
        headers={"X-Client": "api", "User-Agent": "tests"},
    )
    assert answer.status_code == 200, answer.get_json()
    found = answer.get_json()
    return SignedIn(client, found["user"]["id"], found["token"], found["refresh_token"])


def add_user(admin: SignedIn, username: str, role: str = "user", **fields: Any) -> dict[str, Any]:
    body = {"username": username, "password": GOOD_PASSWORD, "role": role, **fields}
    answer = admin.call("POST", "/auth/users", body)
    assert answer.status_code == 201, answer.get_json()
    user: dict[str, Any] = answer.get_json()["user"]
    return user


def last_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.id))) or 0


def noted(action: str) -> list[AuditEntry]:
    """The audit entries of an action since the test began, oldest first."""
    since = g.last_entry_before
    query = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.id > since).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def sent(kind: str) -> list[dict[str, Any]]:
    """The data of the events of a type that wait in the outbox, oldest first."""
    rows = db.session.execute(text("SELECT data FROM outbox WHERE type = :kind ORDER BY position"), {"kind": kind})
    return [row.data for row in rows]
