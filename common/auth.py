"""Guards for routes: who may call, and the permissions they need.

    @bp.get("/kiosks")
    @bp.auth_required(person)                       # any signed-in person
    @bp.auth_required(person, roles=["kiosks.write"])  # one with this permission

The guards look the verifier up on the service that runs, so that blueprints can be declared without it.
"""

from collections.abc import Callable
from typing import NoReturn, cast

from apiflask import HTTPTokenAuth
from apiflask.exceptions import HTTPError
from flask import current_app

from common.errors import Forbidden, Unauthenticated
from common.tokens import Kind, Principal, Verifier

EXTENSION = "admin_kiosk_verifier"


def verifier() -> Verifier:
    """The verifier of the running service."""
    return cast(Verifier, current_app.extensions[EXTENSION])


def _guard(name: str, description: str, verify: Callable[[str], Principal], *kinds: Kind) -> HTTPTokenAuth:
    guard = HTTPTokenAuth(scheme="Bearer", security_scheme_name=name, description=description)

    @guard.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth is untyped
    def check(token: str) -> Principal:
        principal = verify(token)
        if principal.kind not in kinds:
            raise Forbidden("forbidden")
        return principal

    @guard.get_user_roles  # type: ignore[untyped-decorator]  # Flask-HTTPAuth is untyped
    def permissions(principal: Principal) -> list[str]:
        return list(principal.permissions)

    @guard.error_processor
    def refuse(error: HTTPError) -> NoReturn:
        raise Forbidden("forbidden") if error.status_code == 403 else Unauthenticated("unauthorized")

    return guard


person = _guard("person", "A person's access token", lambda token: verifier().verify(token), "person")
device = _guard("device", "A kiosk's device token", lambda token: verifier().verify(token), "device")
service = _guard("service", "A token between services", lambda token: verifier().verify_service(token), "service")


def caller(guard: HTTPTokenAuth = person) -> Principal:
    """Who the guard let in."""
    principal = guard.current_user
    assert isinstance(principal, Principal)
    return principal
