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
DEVICE_PERMISSIONS = ("payments.create",)
"""What a kiosk may do where people need a permission, for itself only; the service checks that."""


def verifier() -> Verifier:
    """The verifier of the running service."""
    return cast(Verifier, current_app.extensions[EXTENSION])


def _guard(
    name: str, description: str, verify: Callable[[str], Principal], *kinds: Kind, first_password: bool = False
) -> HTTPTokenAuth:
    guard = HTTPTokenAuth(scheme="Bearer", security_scheme_name=name, description=description)

    @guard.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth is untyped
    def check(token: str) -> Principal:
        principal = verify(token)
        if principal.kind not in kinds:
            raise Forbidden("forbidden")
        if principal.claims.get("must_change_password") and not first_password:
            raise Forbidden("password_change_required")
        return principal

    @guard.get_user_roles  # type: ignore[untyped-decorator]  # Flask-HTTPAuth is untyped
    def permissions(principal: Principal) -> list[str]:
        return [*principal.permissions, *(DEVICE_PERMISSIONS if principal.kind == "device" else ())]

    @guard.error_processor
    def refuse(error: HTTPError) -> NoReturn:
        raise Forbidden("forbidden") if error.status_code == 403 else Unauthenticated("unauthorized")

    return guard


person = _guard("person", "A person's access token", lambda token: verifier().verify(token), "person")
person_changing_password = _guard(
    "person_changing_password",
    "A person's access token, also with a first password",
    lambda token: verifier().verify(token),
    "person",
    first_password=True,
)
"""Lets in also who must change the password before anything else."""
device = _guard("device", "A kiosk's device token", lambda token: verifier().verify(token), "device")
person_or_device = _guard(
    "person_or_device",
    "A person's access token or a kiosk's device token",
    lambda token: verifier().verify(token),
    "person",
    "device",
)
service = _guard("service", "A token between services", lambda token: verifier().verify_service(token), "service")


def caller(guard: HTTPTokenAuth = person) -> Principal:
    """Who the guard let in."""
    principal = guard.current_user
    assert isinstance(principal, Principal)
    return principal
