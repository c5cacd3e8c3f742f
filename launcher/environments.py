"""What each process may know: its environment variables, with the secrets it needs and no others."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from launcher.certificates import Certificates
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.valkey import ValkeyServer
from launcher.secret_store import Secrets
from launcher.services import DATABASE, DATABASE_SERVICES, SERVICES, SIGNING_SERVICES
from launcher.settings import Settings

# Settings of this machine's shell that would mislead a child, or that only we may hand out.
NOT_PASSED_ON = {
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "ADMIN_PASSWORD",
    "ADMIN_PASSWORD_FILE",
    "DEMO_PASSWORDS",
    "DEMO_PASSWORDS_FILE",
}
NEVER_BY_PROXY = "127.0.0.1,localhost,::1"


@dataclass(frozen=True)
class Servers:
    """The embedded servers of one run."""

    postgres: PostgresServer
    streams: ValkeyServer
    cache: ValkeyServer
    mail_port: int


class Environments:
    """What to start processes with.

    Args:
        certificates: for LAN mode.
    """

    def __init__(
        self, settings: Settings, secrets: Secrets, servers: Servers, certificates: Certificates | None
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._servers = servers
        self._certificates = certificates

    def own(self) -> dict[str, str]:
        """What anything of ours may know."""
        env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        own = {"PORT": str(self._settings.port), "DATA_DIR": str(self._settings.data_dir)}
        return env | own | {"PYTHONUNBUFFERED": "1"} | without_proxy_for_loopback(env)

    def services(self, services: Iterable[str]) -> dict[str, str]:
        """What these services, together in one process, may know."""
        names = tuple(services)
        port = self._settings.port
        env = self.own() | {
            "APP_ENV": "development",
            "SERVICE_HOST": "127.0.0.1",
            "STREAMS_URL": self._servers.streams.url,
            "REDIS_URL": self._servers.cache.url,
            "INTERNAL_SECRET": self._secrets.internal_secret,
            "REALTIME_URL": self.realtime_url(),
            "PUBLIC_URL": self._settings.url,
            "DEMO": str(int(self._settings.demo)),
        }
        for name in ("auth", "kiosk", "payment", "ai", "notification"):
            env[f"{name.upper()}_URL"] = f"http://127.0.0.1:{port + SERVICES[name + '_service']}"
        if any(name in SIGNING_SERVICES for name in names):
            env["KEY_ENCRYPTION_SECRET"] = self._secrets.key_encryption_secret
        if "notification_service" in names:
            env["SMTP_HOST"], env["SMTP_PORT"] = "127.0.0.1", str(self._servers.mail_port)
            env["MAILBOX_DIR"] = str(self._settings.mailbox)
        if "ai_service" in names:
            env["MODELS_DIR"] = str(self._settings.models)
        for name in names:
            if name in DATABASE_SERVICES:
                # Several services in one process need an address each.
                variable = "DATABASE_URL" if len(names) == 1 else f"{name.upper()}_DATABASE_URL"
                env[variable] = self._database_url(name)
        return env

    def gateway(self) -> dict[str, str]:
        """What a gateway needs beside what every service does."""
        env = {"WEB_ROOT": str(self._settings.root / "frontend" / "dist"), "MAILBOX": "1"}
        if self._certificates:
            env["CA_CERTIFICATE"] = str(self._certificates.authority)
            env["DEMO"] = "0"  # the web app would offer passwords that do not work here
            # Who sits at this machine may still use http://localhost.
            env["REALTIME_URL"] = f"http://localhost:{self._settings.port + SERVICES['websocket_service']}"
        return env

    def trust(self) -> dict[str, str]:
        """Makes the simulated kiosks trust our authority, as a real one would be made to."""
        if not self._certificates:
            return {}
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE")
        return dict.fromkeys(names, str(self._certificates.authority))

    def realtime_url(self) -> str:
        port = self._settings.port + SERVICES["websocket_service"]
        return f"https://{self._settings.lan}:{port}" if self._settings.lan else f"http://localhost:{port}"

    def _database_url(self, service: str) -> str:
        return self._servers.postgres.url(service, self._secrets.database_passwords[service], DATABASE)


def without_proxy_for_loopback(env: Mapping[str, str]) -> dict[str, str]:
    """Services talk to each other on the loopback: no proxy of this machine may stand between."""
    others = env.get("no_proxy") or env.get("NO_PROXY") or ""
    value = f"{others},{NEVER_BY_PROXY}".strip(",")
    return {"no_proxy": value, "NO_PROXY": value}
