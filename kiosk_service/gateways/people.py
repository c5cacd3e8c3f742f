"""Asking auth_service about people."""

from dataclasses import dataclass
from typing import Protocol

from common.errors import NotFound
from common.service_client import ServiceClient


@dataclass(frozen=True)
class Person:
    id: int
    username: str
    disabled: bool


class People(Protocol):
    """Who there is."""

    def find(self, user_id: int) -> Person | None:
        """The person of this id, if any.

        Raises:
            Unavailable: when nobody can tell now.
        """


class AuthService:
    """auth_service, as this service needs it."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def find(self, user_id: int) -> Person | None:
        try:
            answer = self._client.call("GET", f"/internal/users/{user_id}")
        except NotFound:
            return None
        return Person(answer["id"], answer["username"], answer["disabled"])
