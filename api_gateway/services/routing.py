"""The routing table: which prefix belongs to which service."""

from dataclasses import dataclass

from api_gateway.config import Settings


@dataclass(frozen=True)
class Upstream:
    """A service behind the door."""

    service: str
    url: str


def routing_table(settings: Settings) -> dict[str, Upstream]:
    """First path segment, or the first two under `/api`, to service. What is not here is not routed."""
    auth = Upstream("auth_service", settings.auth_url)
    kiosk = Upstream("kiosk_service", settings.kiosk_url)
    payment = Upstream("payment_service", settings.payment_url)
    ai = Upstream("ai_service", settings.ai_url)
    notification = Upstream("notification_service", settings.notification_url)
    return {
        "auth": auth,
        **dict.fromkeys(("kiosks", "alerts", "commands", "visits"), kiosk),
        "payments": payment,
        **dict.fromkeys(("ai", "api/ml", "api/session", "api/chat", "api/training", "api/openai"), ai),
        "notify": notification,
    }


def find_upstream(table: dict[str, Upstream], path: str) -> Upstream | None:
    """The service that owns a path such as `kiosks/7/status`.

    A path with dot segments is nobody's: who resolves them later would see another path than we do.
    """
    segments = path.split("/")
    if "." in segments or ".." in segments:
        return None
    prefix = "/".join(segments[:2]) if segments[0] == "api" else segments[0]
    return table.get(prefix)
