"""What the routes need of the request and of the composed service."""

from typing import TypeVar, cast

from flask import current_app, request

from auth_service.services.audit import Actor
from common import audit
from common.auth import caller, verifier
from common.errors import Unauthenticated
from common.tokens import Principal

Part = TypeVar("Part")


def part(kind: type[Part]) -> Part:
    """The service's one object of this class, as `app.py` put it there."""
    return cast(Part, current_app.extensions[kind.__name__])


def visitor() -> Actor:
    """Whoever calls, not signed in."""
    address, user_agent = audit.visitor()
    return Actor(address=address, user_agent=user_agent)


def actor() -> Actor:
    """The signed-in person who calls."""
    return _actor_of(caller())


def bearer() -> Actor | None:
    """The person whose access token is shown, on a route that needs none; None without a good one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        principal = verifier().verify(token.strip())
    except Unauthenticated:
        return None
    return _actor_of(principal) if principal.kind == "person" else None


def _actor_of(principal: Principal) -> Actor:
    seen = visitor()
    return Actor(
        id=principal.id,
        username=principal.claims.get("username"),
        permissions=principal.permissions,
        session_id=principal.claims.get("sid"),
        address=seen.address,
        user_agent=seen.user_agent,
    )
