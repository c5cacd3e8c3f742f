"""Administrative changes, told to the audit log that auth_service keeps.

A service records `noted` in the transaction of the change, so that there is an entry if, and only if, it commits. Who
acts, and from where, is taken from the request that is being handled. Secrets never come in here.
"""

from collections.abc import Mapping
from typing import Any

from flask import has_request_context, request

from common.auth import person
from common.client_address import client_address
from common.events import Event
from common.tokens import Principal

EVENT = "audit.noted"
SYSTEM = "system"


def noted(
    source: str,
    action: str,
    target: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """The event of a change.

    Args:
        source: the service.
        action: such as `kiosk.changed`.
        target: what it was done to, such as `kiosk:7`.
        before, after: the fields that changed, as JSON can hold them.
    """
    return Event(EVENT, source, target, {"action": action, "before": before, "after": after, **_actor()})


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`before` and `after` of only those fields that differ, as `noted` takes them."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before.get(name) for name in changed},
        "after": {name: after[name] for name in changed},
    }


def visitor() -> tuple[str, str]:
    """From where the current request comes: the address, and the user agent as far as it can be shown."""
    agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))
    return client_address()[:45], agent[:300]


def _actor() -> dict[str, Any]:
    if not has_request_context():
        return {"actor_id": None, "actor": SYSTEM, "address": "", "user_agent": ""}
    address, user_agent = visitor()
    actor: dict[str, Any] = {"actor_id": None, "actor": None, "address": address, "user_agent": user_agent}
    principal = person.current_user
    if isinstance(principal, Principal) and principal.kind == "person":
        actor |= {"actor_id": principal.id, "actor": principal.claims.get("username")}
    return actor
