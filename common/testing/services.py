"""Services on the test run's own servers, with their real migrations."""

import importlib
import secrets
from dataclasses import dataclass

from common.service import Service
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.valkey import ValkeyServer

SERVICES_WITH_TABLES = (
    "auth_service",
    "kiosk_service",
    "payment_service",
    "ai_service",
    "notification_service",
)
DATABASE = "admin_kiosk_test"
INTERNAL_SECRET = secrets.token_hex(32)


@dataclass(frozen=True)
class Servers:
    """The servers of this test run, and of this worker when several run beside each other."""

    postgres: PostgresServer
    valkey: ValkeyServer
    passwords: dict[str, str]

    @classmethod
    def provision(cls, postgres: PostgresServer, valkey: ValkeyServer) -> "Servers":
        passwords = {service: secrets.token_hex(8) for service in SERVICES_WITH_TABLES}
        postgres.provision(DATABASE, passwords)
        return cls(postgres, valkey, passwords)

    def environment(self, service: str) -> dict[str, str]:
        """What a service reads from its environment to run on these servers."""
        environment = {
            "REDIS_URL": self.valkey.url,
            "STREAMS_URL": self.valkey.url,
            "INTERNAL_SECRET": INTERNAL_SECRET,
            "KEY_ENCRYPTION_SECRET": INTERNAL_SECRET,
            "LOG_LEVEL": "WARNING",
            "DEMO": "1",
        }
        if service in self.passwords:
            environment["DATABASE_URL"] = self.postgres.url(service, self.passwords[service], DATABASE)
        return environment

    def build(self, service: str, **overrides: str) -> Service:
        """A service as its own `create_app` composes it, with its schema up to date."""
        module = importlib.import_module(f"{service}.app")
        values = {**self.environment(service), **overrides}
        settings = module.Settings(**{name.lower(): value for name, value in values.items()})
        app: Service = module.create_app(settings)
        app.migrate()
        return app
