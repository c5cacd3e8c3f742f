"""PostgreSQL 18 with pgvector: one cluster on 127.0.0.1, in a data folder, as a program and as a context."""

import os
import secrets
import signal
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from launcher import leftovers
from launcher.command import Command
from launcher.embedded import postgres_home
from launcher.embedded.server import HOST, EmbeddedServer
from launcher.refusal import Refusal

SUPERUSER = "postgres"
FIRST_DATABASE = "postgres"

# Sized for a small machine: seven services with a handful of connections each.
CONFIGURATION = """\
# Written anew at every start by launcher/embedded/postgres.py
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
password_encryption = scram-sha-256
max_connections = 120
shared_buffers = 64MB
work_mem = 4MB
maintenance_work_mem = 64MB
min_wal_size = 64MB
max_wal_size = 512MB
timezone = UTC
log_timezone = UTC
log_checkpoints = off
log_line_prefix = '%m [%p] %u '
fsync = {durable}
full_page_writes = {durable}
"""
ACCESS = "# TYPE DATABASE USER ADDRESS METHOD\nhost all all 127.0.0.1/32 scram-sha-256\n"


class PostgresServer(EmbeddedServer):
    """One cluster. `durable=False` is for tests: faster, and a power cut may spoil it."""

    name = "PostgreSQL"
    stop_seconds = 30.0

    def __init__(self, data_dir: Path, port: int, *, durable: bool = True) -> None:
        super().__init__(port)
        self.home = postgres_home.settle(data_dir)
        self._data_dir = data_dir
        self._durable = durable

    @property
    def command(self) -> Command:
        """SIGINT is PostgreSQL's fast shutdown: it ends open sessions."""
        return Command(
            argv=(str(self.home.install / "bin" / "postgres"), "-D", str(self.home.cluster)),
            env=_plain_environment(),
            cwd=self.home.cluster,
            user=self.home.user,
            stop_signal=signal.SIGINT,
        )

    @property
    def log(self) -> Path:
        return self.home.folder / "server.log"

    def prepare(self) -> None:
        """Make the cluster if there is none, write its settings, and clear away what a killed server left."""
        if not self.home.cluster.exists():
            self._create_cluster()
        # Children outlive a killed postmaster for a moment and hold its shared memory.
        leftovers.end(self.processes(), patience=0)
        (self.home.cluster / "postmaster.pid").unlink(missing_ok=True)
        durable = "on" if self._durable else "off"
        self._write("postgresql.conf", CONFIGURATION.format(port=self.port, durable=durable))
        self._write("pg_hba.conf", ACCESS)

    def processes(self) -> list[psutil.Process]:
        return leftovers.working_in(self.home.cluster, program="postgres")

    def is_ready(self) -> bool:
        try:
            self.connect(FIRST_DATABASE).close()
        except psycopg2.OperationalError:
            return False
        return True

    def connect(self, database: str) -> "psycopg2.extensions.connection":
        """A superuser's session that commits each statement by itself."""
        connection = psycopg2.connect(
            host=HOST, port=self.port, user=SUPERUSER, password=self.superuser_password,
            dbname=database, connect_timeout=3,
        )  # fmt: skip
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return connection

    @property
    def superuser_password(self) -> str:
        """Belongs to the cluster and is kept beside it, so that no change elsewhere can lock us out."""
        return (self.home.folder / "superuser_password").read_text(encoding="utf-8").strip()

    def url(self, role: str, password: str, database: str, driver: str = "postgresql+psycopg2") -> str:
        return f"{driver}://{quote(role)}:{quote(password, safe='')}@{HOST}:{self.port}/{quote(database)}"

    def provision(self, database: str, passwords: Mapping[str, str]) -> None:
        """Make the database, and for each role a schema of its own name that nobody else may use.

        May run at every start: passwords follow `passwords`.
        """
        with closing(self.connect(FIRST_DATABASE)) as session, session.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        with closing(self.connect(database)) as session, session.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
            for role, password in passwords.items():
                _provision_role(cursor, role, password)

    def remove(self) -> None:
        """Delete the cluster, wherever it was put."""
        self.stop()
        postgres_home.remove(self._data_dir)

    def _create_cluster(self) -> None:
        """`initdb` works beside the final place: an interrupted one is never taken for a cluster."""
        folder, user = self.home.folder, self.home.user
        password = secrets.token_urlsafe(24)
        password_file = folder / "superuser_password"
        half = folder / "cluster.new"
        postgres_home.make_private(half, user)
        password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
            if user:
                os.fchown(file.fileno(), user.uid, user.gid)
        made = subprocess.run(
            [
                str(self.home.install / "bin" / "initdb"), "--pgdata", str(half), "--username", SUPERUSER,
                "--pwfile", str(password_file), "--auth", "scram-sha-256", "--encoding", "UTF8",
                "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
                *([] if self._durable else ["--no-sync"]),
            ],
            user=user.uid if user else None, group=user.gid if user else None,
            extra_groups=[] if user else None, env=_plain_environment(), cwd=folder,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode != 0:
            raise Refusal(f"PostgreSQL could not make its files in {folder}.", made.stdout + made.stderr)
        if user:
            os.chown(password_file, os.geteuid(), os.getegid())
        half.rename(self.home.cluster)

    def _write(self, name: str, text: str) -> None:
        path = self.home.cluster / name
        path.write_text(text, encoding="utf-8")
        if self.home.user:
            os.chown(path, self.home.user.uid, self.home.user.gid)


def _provision_role(cursor: "psycopg2.extensions.cursor", role: str, password: str) -> None:
    name = sql.Identifier(role)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
    cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD %s").format(verb, name), [password])
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(name, name))
    cursor.execute(sql.SQL("ALTER ROLE {} SET search_path = {}, public").format(name, name))


def _plain_environment() -> dict[str, str]:
    """PostgreSQL takes its settings from its own file; a PGPORT or PGDATA of ours would mislead it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
