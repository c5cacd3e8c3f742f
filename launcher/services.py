"""What services there are, what each of them has, and on which port it answers."""

from launcher.settings import Settings

DATABASE = "admin_kiosk"

# Service → its port, counted from the gateway's.
SERVICES = {
    "auth_service": 1,
    "kiosk_service": 2,
    "payment_service": 3,
    "ai_service": 4,
    "websocket_service": 5,
    "notification_service": 6,
    "api_gateway": 0,
}
# These have tables: a role and a schema of the same name each.
DATABASE_SERVICES = ("auth_service", "kiosk_service", "payment_service", "ai_service", "notification_service")
SIGNING_SERVICES = ("auth_service", "kiosk_service")
# Background work: what every reading passes has a process of its own, the rest shares one.
WORKERS = {
    "kiosk_work": ("kiosk_service",),
    "ai_work": ("ai_service",),
    "background_work": ("auth_service", "payment_service", "notification_service"),
}
# Services with a Celery worker.
TASK_SERVICES = ("ai_service", "notification_service")
EMBEDDED_PORTS = 10
"""The first port, counted from the gateway's, that the embedded servers may take."""


def service_ports(settings: Settings) -> list[int]:
    return sorted(settings.port + offset for offset in SERVICES.values())


def lan_ports(settings: Settings) -> list[int]:
    """What the local network reaches in LAN mode."""
    return [settings.port, settings.port + SERVICES["websocket_service"]]
