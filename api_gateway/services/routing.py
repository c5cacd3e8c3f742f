"""The routing table: which prefix belongs to which service, and what is special about single paths."""

import re
from dataclasses import dataclass

from api_gateway.config import Settings


@dataclass(frozen=True)
class Upstream:
    """A service behind the door."""

    service: str
    url: str


LOGIN = "/auth/login"
IMPORT = "/kiosks/import"
KIOSK_ENTRY = frozenset({"/kiosks/enrol", "/kiosks/token"})
# Who calls these proves himself by what the body or the cookie holds. A token that is over must not stand in the way.
ENTRANCES = KIOSK_ENTRY | {
    LOGIN,
    "/auth/register",
    "/auth/refresh",
    "/auth/logout",
    "/auth/password/forgot",
    "/auth/password/reset",
}


def upstreams(settings: Settings) -> dict[str, Upstream]:
    """The services by name."""
    found = (
        Upstream("auth_service", settings.auth_url),
        Upstream("kiosk_service", settings.kiosk_url),
        Upstream("payment_service", settings.payment_url),
        Upstream("ai_service", settings.ai_url),
        Upstream("notification_service", settings.notification_url),
    )
    return {upstream.service: upstream for upstream in found}


PREFIXES = {
    "auth": "auth_service",
    **dict.fromkeys(("kiosks", "alerts", "commands", "visits"), "kiosk_service"),
    "payments": "payment_service",
    **dict.fromkeys(("ai", "api/ml", "api/session", "api/chat", "api/training", "api/openai"), "ai_service"),
    "notify": "notification_service",
}
"""First path segment, or the first two under `/api`, to service. What is not here is not routed."""

COSTLY = frozenset({"status", "openapi.json", "docs"})
"""First path segments of what the gateway answers itself and counts: the web app's files and `/ping` cost nothing."""

SCANNED = "/kiosks/by-code/"
"""What follows is one value, which may be a label's whole address with its slashes encoded."""

# Who takes these apart later could see another path than we do.
_AMBIGUOUS = re.compile(r"%(?:00|2f|5c)|\\", re.IGNORECASE)
_AMBIGUOUS_IN_SCANNED = re.compile(r"%(?:00|5c)|\\", re.IGNORECASE)


def prefix_of(path: str, raw: str) -> str | None:
    """The prefix in the routing table that a path belongs to, or None.

    A path with dot segments, encoded slashes or NULs is nobody's: who resolves them later would see another path. Only
    a scanned code may hold encoded slashes, still without dot segments.

    Args:
        path: decoded, such as `/kiosks/7/status`.
        raw: as it stands in the request.
    """
    if not path.startswith("/"):
        return None
    _, first, *others = path.split("/", 3)
    prefix = f"{first}/{others[0]}" if first == "api" and others else first
    if prefix not in PREFIXES:
        return None
    ambiguous = _AMBIGUOUS_IN_SCANNED if raw.startswith(SCANNED) else _AMBIGUOUS
    if "#" in raw or ambiguous.search(raw.partition("?")[0]):
        return None
    if "/." in path and not {".", ".."}.isdisjoint(path.split("/")):
        return None
    return prefix
