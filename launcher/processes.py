"""The process table: what runs, and with which arguments."""

import sys
from collections.abc import Mapping
from pathlib import Path

from launcher import readiness
from launcher.certificates import Certificates
from launcher.command import Command
from launcher.embedded.server import EmbeddedServer
from launcher.environments import Environments, Servers
from launcher.secret_store import Secrets
from launcher.services import DATABASE_SERVICES, SERVICES, TASK_SERVICES, WORKERS
from launcher.settings import Settings
from launcher.supervisor import Process


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
        self._servers = servers
        self._certificates = certificates
        self._environments = Environments(settings, secrets, servers, certificates)

    def embedded(self) -> list[Process]:
        return [
            _embedded("postgres", self._servers.postgres),
            _embedded("valkey-streams", self._servers.streams),
            _embedded("valkey-cache", self._servers.cache),
        ]

    def migration(self, admin_password_file: Path | None, demo_passwords_file: Path | None) -> Command:
        """Brings every schema up to date, then ends."""
        env = self._environments.services(DATABASE_SERVICES)
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
        env = self._environments.own()
        if demo_passwords_file:
            env["DEMO_PASSWORDS_FILE"] = str(demo_passwords_file)
        return self._python("-m", "launcher.demo", env=env)

    def demo_payments(self) -> Command:
        """Makes up the past payments of the demo kiosks, then ends; those that have a past are left alone."""
        env = self._environments.services(["payment_service"])
        file = str(self._settings.demo_kiosks)
        return self._python("-m", "payment_service.demo", "--kiosks", file, env=env)

    def kiosks(self) -> Process:
        url = f"http://127.0.0.1:{self._settings.port}"
        command = self._python(
            str(self._settings.root / "kiosk_app" / "kiosk_spawner.py"),
            "--num_kiosks", str(self._settings.kiosks), "--server_url", url,
            "--configs", str(self._settings.kiosk_configs), "--data_dir", str(self._settings.kiosk_data),
            env=self._environments.own() | self._environments.trust(),
        )  # fmt: skip
        return Process("kiosks", command)

    def _serve(self, name: str) -> Process:
        port = self._settings.port + SERVICES[name]
        env = self._environments.services([name])
        env["SERVICE_PORT"] = str(port)
        env["PROMETHEUS_MULTIPROC_DIR"] = str(self._settings.run_dir / "metrics" / name)
        if name == "api_gateway":
            env |= self._environments.gateway()
        command = self._python("-m", "common.run", "serve", name, env=env)
        return Process(name, command, missing=lambda: readiness.missing(port))

    def _lan(self) -> list[Process]:
        """What the local network reaches, all of it under TLS: a gateway of its own, so that the callers' addresses are
        known, and a front for the realtime service. Everything else stays on the loopback."""
        address, certificates = self._settings.lan, self._certificates
        if not address or not certificates:
            return []
        port, realtime = self._settings.port, self._settings.port + SERVICES["websocket_service"]
        env = (
            self._environments.services(["api_gateway"])
            | self._environments.gateway()
            | {
                "SERVICE_HOST": address,
                "SERVICE_PORT": str(port),
                "TLS_CERT_FILE": str(certificates.server),
                "TLS_KEY_FILE": str(certificates.server_key),
                "PROMETHEUS_MULTIPROC_DIR": str(self._settings.run_dir / "metrics" / "api_gateway_lan"),
                "REALTIME_URL": self._environments.realtime_url(),
                "WEBSOCKET_URL": f"http://127.0.0.1:{realtime}",
            }
        )
        gateway = self._python("-m", "common.run", "serve", "api_gateway", env=env)
        front = self._python(
            "-m", "launcher.tls_front", address, str(realtime), str(certificates.server), str(certificates.server_key),
            env=self._environments.own(),
        )  # fmt: skip
        return [
            Process("api_gateway_lan", gateway, missing=lambda: readiness.missing_listener(address, port)),
            Process("realtime_lan", front, missing=lambda: readiness.missing_listener(address, realtime)),
        ]

    def _work(self, name: str, services: tuple[str, ...]) -> Process:
        return Process(
            name, self._python("-m", "common.run", "work", *services, env=self._environments.services(services))
        )

    def _tasks(self, name: str) -> Process:
        env = self._environments.services([name]) | {"TASK_POOL": "threads"}  # one process instead of two
        return Process(f"{name}_tasks", self._python("-m", "common.run", "tasks", name, env=env))

    def _mail_server(self) -> Process:
        port = self._servers.mail_port
        command = self._python(
            "-m", "launcher.mail_server", str(port), str(self._settings.mailbox), env=self._environments.own()
        )
        return Process("mail", command, missing=lambda: readiness.missing_greeting(port))

    def _python(self, *arguments: str, env: Mapping[str, str]) -> Command:
        return Command(argv=(sys.executable, *arguments), env=env, cwd=self._settings.root)


def _embedded(name: str, server: EmbeddedServer) -> Process:
    return Process(
        name, server.command, server.missing, server.prepare, stop_seconds=server.stop_seconds, others=server.processes
    )
