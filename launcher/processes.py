"""The process table: what runs, on which port, with which environment."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import readiness
from launcher.certificates import Certificates
from launcher.command import Command
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.server import EmbeddedServer
from launcher.embedded.valkey import ValkeyServer
from launcher.secret_store import Secrets
from launcher.settings import Settings
from launcher.supervisor import Process

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


class ProcessTable:
    """Everything that runs, in the order in which it starts."""

    def __init__(
        self, settings: Settings, secrets: Secrets, servers: Servers, certificates: Certificates | None
    ) -> None:
        """
        Args:
            certificates: for LAN mode.
        """
        self._settings = settings
        self._secrets = secrets
        self._servers = servers
        self._certificates = certificates

    def embedded(self) -> list[Process]:
        return [
            _embedded("postgres", self._servers.postgres),
            _embedded("valkey-streams", self._servers.streams),
            _embedded("valkey-cache", self._servers.cache),
        ]

    def migration(self, admin_password_file: Path | None, demo_passwords_file: Path | None) -> Command:
        """Brings every schema up to date, then ends."""
        env = self._service_environment(DATABASE_SERVICES)
        if admin_password_file:
            env["ADMIN_PASSWORD_FILE"] = str(admin_password_file)
        if demo_passwords_file:
            env["DEMO_PASSWORDS_FILE"] = str(demo_passwords_file)
        return self._python("-m", "common.run", "migrate", *DATABASE_SERVICES, env=env)

    def services(self) -> list[Process]:
        return [
            *(self._serve(name) for name in SERVICES),
            *self._lan(),
            *(self._work(name, services) for name, services in WORKERS.items()),
            *(self._tasks(name) for name in TASK_SERVICES),
            self._mail_server(),
        ]

    def demo(self, demo_passwords_file: Path | None) -> Command:
        """Registers the demo kiosks through the gateway, then ends."""
        env = self._own_environment()
        if demo_passwords_file:
            env["DEMO_PASSWORDS_FILE"] = str(demo_passwords_file)
        return self._python("-m", "launcher.demo", env=env)

    def demo_payments(self) -> Command:
        """Makes up the past payments of the demo kiosks, then ends; those that have a past are left alone."""
        env = self._service_environment(["payment_service"])
        file = str(demo_kiosks(self._settings))
        return self._python("-m", "payment_service.demo", "--kiosks", file, env=env)

    def kiosks(self) -> Process:
        url = f"http://127.0.0.1:{self._settings.port}"
        command = self._python(
            str(self._settings.root / "kiosk_app" / "kiosk_spawner.py"),
            "--num_kiosks", str(self._settings.kiosks), "--server_url", url,
            "--configs", str(kiosk_configs(self._settings)), "--data_dir", str(kiosk_data(self._settings)),
            env=self._own_environment() | self._trust(),
        )  # fmt: skip
        return Process("kiosks", command)

    def _serve(self, name: str) -> Process:
        port = self._settings.port + SERVICES[name]
        env = self._service_environment([name])
        env["SERVICE_PORT"] = str(port)
        env["PROMETHEUS_MULTIPROC_DIR"] = str(self._settings.run_dir / "metrics" / name)
        if name == "api_gateway":
            env |= self._gateway_environment()
        command = self._python("-m", "common.run", "serve", name, env=env)
        return Process(name, command, missing=lambda: readiness.missing(port))

    def _gateway_environment(self) -> dict[str, str]:
        env = {"WEB_ROOT": str(self._settings.root / "frontend" / "dist"), "MAILBOX": "1"}
        if self._certificates:
            env["CA_CERTIFICATE"] = str(self._certificates.authority)
            env["DEMO"] = "0"  # the web app would offer passwords that do not work here
            # Who sits at this machine may still use http://localhost.
            env["REALTIME_URL"] = f"http://localhost:{self._settings.port + SERVICES['websocket_service']}"
        return env

    def _lan(self) -> list[Process]:
        """What the local network reaches, all of it under TLS: a gateway of its own, so that the callers' addresses are
        known, and a front for the realtime service. Everything else stays on the loopback."""
        address, certificates = self._settings.lan, self._certificates
        if not address or not certificates:
            return []
        port, realtime = self._settings.port, self._settings.port + SERVICES["websocket_service"]
        env = (
            self._service_environment(["api_gateway"])
            | self._gateway_environment()
            | {
                "SERVICE_HOST": address,
                "SERVICE_PORT": str(port),
                "TLS_CERT_FILE": str(certificates.server),
                "TLS_KEY_FILE": str(certificates.server_key),
                "PROMETHEUS_MULTIPROC_DIR": str(self._settings.run_dir / "metrics" / "api_gateway_lan"),
                "REALTIME_URL": self._realtime_url(),
                "WEBSOCKET_URL": f"http://127.0.0.1:{realtime}",
            }
        )
        gateway = self._python("-m", "common.run", "serve", "api_gateway", env=env)
        front = self._python(
            "-m", "launcher.tls_front", address, str(realtime), str(certificates.server), str(certificates.server_key),
            env=self._own_environment(),
        )  # fmt: skip
        return [
            Process("api_gateway_lan", gateway, missing=lambda: readiness.missing_listener(address, port)),
            Process("realtime_lan", front, missing=lambda: readiness.missing_listener(address, realtime)),
        ]

    def _realtime_url(self) -> str:
        port = self._settings.port + SERVICES["websocket_service"]
        return f"https://{self._settings.lan}:{port}" if self._settings.lan else f"http://localhost:{port}"

    def _trust(self) -> dict[str, str]:
        """Makes the simulated kiosks trust our authority, as a real one would be made to."""
        if not self._certificates:
            return {}
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE")
        return dict.fromkeys(names, str(self._certificates.authority))

    def _work(self, name: str, services: tuple[str, ...]) -> Process:
        return Process(
            name, self._python("-m", "common.run", "work", *services, env=self._service_environment(services))
        )

    def _tasks(self, name: str) -> Process:
        env = self._service_environment([name]) | {"TASK_POOL": "threads"}  # one process instead of two
        return Process(f"{name}_tasks", self._python("-m", "common.run", "tasks", name, env=env))

    def _mail_server(self) -> Process:
        port = self._servers.mail_port
        command = self._python(
            "-m", "launcher.mail_server", str(port), str(mailbox(self._settings)), env=self._own_environment()
        )
        return Process("mail", command, missing=lambda: readiness.missing_greeting(port))

    def _service_environment(self, services: Iterable[str]) -> dict[str, str]:
        """What these services, together in one process, may know."""
        names = tuple(services)
        port = self._settings.port
        env = self._own_environment() | {
            "APP_ENV": "development",
            "SERVICE_HOST": "127.0.0.1",
            "STREAMS_URL": self._servers.streams.url,
            "REDIS_URL": self._servers.cache.url,
            "INTERNAL_SECRET": self._secrets.internal_secret,
            "REALTIME_URL": self._realtime_url(),
            "PUBLIC_URL": self._settings.url,
            "DEMO": str(int(self._settings.demo)),
        }
        for name in ("auth", "kiosk", "payment", "ai", "notification"):
            env[f"{name.upper()}_URL"] = f"http://127.0.0.1:{port + SERVICES[name + '_service']}"
        if any(name in SIGNING_SERVICES for name in names):
            env["KEY_ENCRYPTION_SECRET"] = self._secrets.key_encryption_secret
        if "notification_service" in names:
            env["SMTP_HOST"], env["SMTP_PORT"] = "127.0.0.1", str(self._servers.mail_port)
            env["MAILBOX_DIR"] = str(mailbox(self._settings))
        if "ai_service" in names:
            env["MODELS_DIR"] = str(models(self._settings))
            env["OMP_NUM_THREADS"] = env["OPENBLAS_NUM_THREADS"] = "1"  # the other cores are for readings
        for name in names:
            if name in DATABASE_SERVICES:
                # Several services in one process need an address each.
                variable = "DATABASE_URL" if len(names) == 1 else f"{name.upper()}_DATABASE_URL"
                env[variable] = self._database_url(name)
        return env

    def _database_url(self, service: str) -> str:
        return self._servers.postgres.url(service, self._secrets.database_passwords[service], DATABASE)

    def _own_environment(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        own = {"PORT": str(self._settings.port), "DATA_DIR": str(self._settings.data_dir)}
        return env | own | {"PYTHONUNBUFFERED": "1"} | without_proxy_for_loopback(env)

    def _python(self, *arguments: str, env: Mapping[str, str]) -> Command:
        return Command(argv=(sys.executable, *arguments), env=env, cwd=self._settings.root)


def _embedded(name: str, server: EmbeddedServer) -> Process:
    return Process(
        name, server.command, server.missing, server.prepare, stop_seconds=server.stop_seconds, others=server.processes
    )


def service_ports(settings: Settings) -> list[int]:
    return sorted(settings.port + offset for offset in SERVICES.values())


def lan_ports(settings: Settings) -> list[int]:
    """What the local network reaches in LAN mode."""
    return [settings.port, settings.port + SERVICES["websocket_service"]]


def kiosk_configs(settings: Settings) -> Path:
    """The spawner's file: which kiosks there are, and the tokens of those that have not enrolled yet."""
    return settings.data_dir / "kiosk_configs.json"


def demo_kiosks(settings: Settings) -> Path:
    """The kiosks for which payment_service makes up a past."""
    return settings.data_dir / "demo_kiosks.json"


def kiosk_data(settings: Settings) -> Path:
    """Every simulated kiosk keeps its key and its readings in a folder of its own in here."""
    return settings.data_dir / "kiosks"


def models(settings: Settings) -> Path:
    """Where ai_service keeps the versions of its models."""
    return settings.data_dir / "models"


def mailbox(settings: Settings) -> Path:
    """Where the local mail server keeps what the system sends."""
    return settings.data_dir / "mail"


def without_proxy_for_loopback(env: Mapping[str, str]) -> dict[str, str]:
    """Services talk to each other on the loopback: no proxy of this machine may stand between."""
    others = env.get("no_proxy") or env.get("NO_PROXY") or ""
    value = f"{others},{NEVER_BY_PROXY}".strip(",")
    return {"no_proxy": value, "NO_PROXY": value}
