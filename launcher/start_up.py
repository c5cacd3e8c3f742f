"""The second stage, on the checkout's own Python: brings the system up and keeps it up."""

import io
import shutil
import signal
import sys
import time
from pathlib import Path

import segno

from launcher import certificates, secret_store
from launcher.certificates import Certificates, names_of_this_machine
from launcher.checks import free_ports, require_free_ports, require_space
from launcher.demo_passwords import DemoPasswords
from launcher.embedded.postgres import PostgresServer
from launcher.embedded.valkey import ValkeyServer
from launcher.environments import Servers
from launcher.instance import Instance
from launcher.processes import ProcessTable
from launcher.refusal import Refusal
from launcher.services import DATABASE, DATABASE_SERVICES, EMBEDDED_PORTS, lan_ports, service_ports
from launcher.settings import Settings
from launcher.supervisor import Stopped, Supervisor, tail
from launcher.terminal import Terminal

READY_SECONDS, MIGRATION_SECONDS, DEMO_SECONDS = 120.0, 120.0, 90.0
START_MEGABYTES = 500
ASK_EVERY = 0.3
TAIL_LINES = 20


def run(settings: Settings, terminal: Terminal) -> int:
    """Run the system until a signal asks for its end; 0 when it was stopped so.

    Raises:
        Refusal: when it cannot come up, with the words for the person.
    """
    instance = Instance.inherit_or_acquire(settings)
    supervisor = Supervisor(settings.data_dir, settings.logs, terminal)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.request_stop)
    try:
        _prepare(settings, terminal)
        supervisor.clear_leftovers()
        require_free_ports(service_ports(settings), settings.port)
        if settings.lan:
            require_free_ports(lan_ports(settings), settings.port, settings.lan)
        _bring_up(settings, supervisor, terminal)
        supervisor.wait(lambda: False)
    except Stopped:
        terminal.note("Stopping …")
    finally:
        supervisor.stop()
        instance.release()
    terminal.note("Admin Kiosk has stopped.")
    return 0


def _prepare(settings: Settings, terminal: Terminal) -> None:
    for folder in (settings.logs, settings.run_dir, settings.kiosk_data):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    terminal.keep(settings.logs / "launcher.log")
    require_space(settings.data_dir, START_MEGABYTES, "a start")


def _bring_up(settings: Settings, supervisor: Supervisor, terminal: Terminal) -> None:
    secrets = secret_store.load(settings.data_dir / "secrets.json", DATABASE_SERVICES)
    servers = _servers(settings, secrets, terminal)
    trusted = (
        certificates.ensure(settings.data_dir / "lan", names_of_this_machine(settings.lan)) if settings.lan else None
    )
    table = ProcessTable(settings, secrets, servers, trusted)
    first_admin, demo_passwords = _FirstAdmin(settings), DemoPasswords(settings)

    supervisor.start(table.embedded())
    _until_ready(supervisor, terminal, "Databases")
    servers.postgres.provision(DATABASE, secrets.database_passwords)
    with terminal.progress("Database schemas"):
        migration = table.migration(first_admin.password_file, demo_passwords.file)
        if not supervisor.run_once("migrate", migration, MIGRATION_SECONDS):
            log = supervisor.log("migrate")
            raise Refusal(f"The database schemas could not be made; the log is {log}.", tail(log, TAIL_LINES))

    supervisor.start(table.services())
    _until_ready(supervisor, terminal, "Services")
    if settings.demo and (demo_passwords.file or not settings.lan):  # else nobody knows the administrator's password
        _fill_demo(settings, table, demo_passwords, supervisor, terminal)
    if settings.kiosks and settings.kiosk_configs.exists():
        supervisor.start([table.kiosks()])

    terminal.line(f"Admin Kiosk is ready at {settings.url}", "1;32")
    first_admin.announce(terminal)
    demo_passwords.announce()
    if trusted:
        _invite(settings, trusted, terminal)


def _invite(settings: Settings, trusted: Certificates, terminal: Terminal) -> None:
    """How a phone in the local network gets in."""
    page = f"{settings.url}/ca.crt"
    code = io.StringIO()
    segno.make(settings.url).terminal(code, compact=True)
    terminal.line(code.getvalue().rstrip("\n"))
    terminal.note(f"Phones first install our certificate from {page} and trust it; then they open {settings.url}")
    terminal.note(f"Its SHA-256 fingerprint, to compare on the phone: {trusted.fingerprint}")


def _fill_demo(
    settings: Settings, table: ProcessTable, passwords: DemoPasswords, supervisor: Supervisor, terminal: Terminal
) -> None:
    """Register the demo kiosks and, once, make up their past; a system that lacks it runs all the same."""
    with terminal.progress("Demo kiosks"):
        seeded = supervisor.run_once("demo", table.demo(passwords.file), DEMO_SECONDS)
    if not seeded:
        terminal.warn(f"Not all demo kiosks could be registered; see {supervisor.log('demo')}")
    kiosks, filled = settings.demo_kiosks, settings.data_dir / "demo_payments_for.json"
    # The command itself never does anything twice; not starting it at all saves two seconds of every start.
    if not kiosks.exists() or (filled.exists() and filled.read_bytes() == kiosks.read_bytes()):
        return
    with terminal.progress("Demo payments of 120 days"):
        paid = supervisor.run_once("demo-payments", table.demo_payments(), DEMO_SECONDS)
    if paid:
        shutil.copyfile(kiosks, filled)
    else:
        terminal.warn(f"The demo payments could not be made; see {supervisor.log('demo-payments')}")


def _servers(settings: Settings, secrets: secret_store.Secrets, terminal: Terminal) -> Servers:
    postgres_port, streams_port, cache_port, mail_port = free_ports(settings.port + EMBEDDED_PORTS, 4)
    data = settings.data_dir
    postgres = PostgresServer(data / "postgres", postgres_port)
    if postgres.home.folder != data / "postgres" and not postgres.home.cluster.exists():
        terminal.note(
            f"PostgreSQL does not run as root, and its user cannot enter {data}: its data is in {postgres.home.folder}"
        )
    return Servers(
        postgres=postgres,
        streams=ValkeyServer(data / "valkey-streams", streams_port, secrets.streams_password),
        cache=ValkeyServer(data / "valkey-cache", cache_port, secrets.cache_password, fsync="everysec"),
        mail_port=mail_port,
    )


def _until_ready(supervisor: Supervisor, terminal: Terminal, what: str) -> None:
    """Wait until nothing is missing, showing what is.

    Raises:
        Refusal: when that takes too long, with the end of the log of each culprit.
    """
    missing: dict[str, str] = {}
    asked = 0.0

    def is_ready() -> bool:
        nonlocal missing, asked
        if time.monotonic() - asked >= ASK_EVERY:
            missing = supervisor.missing()
            progress.show(_listed(missing))
            asked = time.monotonic()
            return not missing
        return False

    with terminal.progress(what) as progress:
        if not supervisor.wait(is_ready, READY_SECONDS):
            tails = "\n".join(f"— {name}\n{supervisor.log_tail(name)}" for name in missing)
            raise Refusal(f"Not ready after {READY_SECONDS:.0f} s: {_listed(missing)}.", tails)


def _listed(missing: dict[str, str]) -> str:
    return ", ".join(f"{name} ({reason})" for name, reason in missing.items())


class _FirstAdmin:
    """The password of the administrator of a system without demo people, shown once.

    It stays in a private file from before its account is made until it has been shown, so that an
    interrupted first start does not lose it.
    """

    def __init__(self, settings: Settings) -> None:
        self._file = settings.run_dir / "first_admin_password"
        self._demo = settings.demo
        self._shown = settings.data_dir / "first_admin_shown"
        if not settings.demo and not self._shown.exists() and not self._file.exists():
            secret_store.write_private(self._file, secret_store.new_secret())

    @property
    def password_file(self) -> Path | None:
        return self._file if self._file.exists() else None

    def announce(self, terminal: Terminal) -> None:
        if self._file.exists():
            password = self._file.read_text(encoding="utf-8")
            sys.stdout.write(f"First administrator: user admin, password {password} (shown only this once)\n")
            sys.stdout.flush()
            self._file.unlink()
        if not self._demo:
            self._shown.touch()
