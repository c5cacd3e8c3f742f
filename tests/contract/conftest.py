"""What tests of the contract share: people, kiosks and their sockets."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.listeners import Listener
from tests.system import EnrolledKiosk, System

PASSWORD = "una frase bastante larga"


@dataclass(frozen=True)
class Person:
    """Somebody of whom no other test knows."""

    id: int
    username: str
    token: str


@pytest.fixture(scope="session")
def admin(system: System) -> str:
    return system.login()


@pytest.fixture
def kiosk(system: System, admin: str) -> EnrolledKiosk:
    return system.enrol(admin, group="prueba")


@pytest.fixture
def somebody(system: System, admin: str) -> Callable[[str], Person]:
    """`somebody("technician")` is a new person who has signed in."""

    def sign_up(role: str) -> Person:
        body = {"username": f"p{uuid.uuid4().hex[:12]}", "password": PASSWORD}
        user = system.call("POST", "/auth/users", admin, json={**body, "role": role})["user"]
        return Person(user["id"], user["username"], system.call("POST", "/auth/login", json=body)["token"])

    return sign_up


@pytest.fixture
def connect(system: System) -> Iterator[Callable[..., Listener]]:
    listeners: list[Listener] = []

    def open_one(token: str, **options: Any) -> Listener:
        listeners.append(Listener(system, token, **options))
        return listeners[-1]

    yield open_one
    for listener in listeners:
        listener.client.disconnect()
