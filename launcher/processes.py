"""The process table: what runs, on which port, with which environment."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import readiness
from launcher.command import Command
from launcher.embedded.postgres import PostgresServer
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
    "background_work": ("auth_service", "payment_service", "ai_service", "notification_service"),
}
# Services with a Celery worker.
TASK_SERVICES = ("notification_service",)
EMBEDDED_PORTS = 10
"""The first port, counted from the gateway's, that the embedded servers may take."""

# Settings of this machine's shell that would mislead a child, or that only we may hand out.
NOT_PASSED_ON = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "ADMIN_PASSWORD", "ADMIN_PASSWORD_FILE"}
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

    def __init__(self, settings: Settings, secrets: Secrets, servers: Servers) -> None:
        self._settings = settings
        self._secrets = secrets
        self._servers = servers

    def embedded(self) -> list[Process]:
        postgres, streams, cache = self._servers.postgres, self._servers.streams, self._servers.cache
        return [
            Process(
                "postgres", postgres.command, before=postgres.prepare, stop_seconds=30,
                missing=lambda: "" if postgres.is_ready() else "starting",
                others=postgres.processes,
            ),
            *(
                Process(
                    name, server.command, before=server.prepare, others=server.processes,
                    missing=lambda server=server: "" if server.is_ready() else "starting",  # type: ignore[misc]
                )
                for name, server in (("valkey-streams", streams), ("valkey-cache", cache))
            ),
        ]  # fmt: skip

    def migration(self, admin_password_file: Path | None) -> Command:
        """Brings every schema up to date, then ends."""
        env = self._service_environment(DATABASE_SERVICES)
        if admin_password_file:
            env["ADMIN_PASSWORD_FILE"] = str(admin_password_file)
        return self._python("-m", "common.run", "migrate", *DATABASE_SERVICES, env=env)

    def services(self) -> list[Process]:
        return [
            *(self._serve(name) for name in SERVICES),
            *(self._work(name, services) for name, services in WORKERS.items()),
            *(self._tasks(name) for name in TASK_SERVICES),
            self._mail_server(),
        ]

    def demo(self) -> Command:
        """Registers the demo kiosks through the gateway, then ends."""
        return self._python("-m", "launcher.demo", env=self._own_environment())

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
            env=self._own_environment(),
        )  # fmt: skip
        return Process("kiosks", command)

    def _serve(self, name: str) -> Process:
        port = self._settings.port + SERVICES[name]
        env = self._service_environment([name])
        env["SERVICE_PORT"] = str(port)
        env["PROMETHEUS_MULTIPROC_DIR"] = str(self._settings.run_dir / "metrics" / name)
        if name == "api_gateway":
            env["WEB_ROOT"] = str(self._settings.root / "frontend" / "dist")
        command = self._python("-m", "common.run", "serve", name, env=env)
        return Process(name, command, missing=lambda: readiness.missing(port))

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
            "REALTIME_URL": f"http://localhost:{port + SERVICES['websocket_service']}",
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


def service_ports(settings: Settings) -> list[int]:
    return sorted(settings.port + offset for offset in SERVICES.values())


def kiosk_configs(settings: Settings) -> Path:
    """The spawner's file: which kiosks there are, and the tokens of those that have not enrolled yet."""
    return settings.data_dir / "kiosk_configs.json"


def demo_kiosks(settings: Settings) -> Path:
    """The kiosks for which payment_service makes up a past."""
    return settings.data_dir / "demo_kiosks.json"


def kiosk_data(settings: Settings) -> Path:
    """Every simulated kiosk keeps its key and its readings in a folder of its own in here."""
    return settings.data_dir / "kiosks"


def mailbox(settings: Settings) -> Path:
    """Where the local mail server keeps what the system sends."""
    return settings.data_dir / "mail"


def without_proxy_for_loopback(env: Mapping[str, str]) -> dict[str, str]:
    """Services talk to each other on the loopback: no proxy of this machine may stand between."""
    others = env.get("no_proxy") or env.get("NO_PROXY") or ""
    value = f"{others},{NEVER_BY_PROXY}".strip(",")
    return {"no_proxy": value, "NO_PROXY": value}
