"""The embedded PostgreSQL as its users see it."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from launcher.embedded.postgres import PostgresServer
from launcher.embedded.postgres_home import REFUGE
from launcher.embedded.temporary import temporary_postgres

MakePostgres = Callable[[Path], PostgresServer]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a server to another user")


def query(server: PostgresServer, role: str, password: str, statement: str) -> list[tuple[object, ...]]:
    url = server.url(role, password, "shop", driver="postgresql")
    with closing(psycopg2.connect(url)) as session, session, session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_each_role_owns_its_schema_and_no_other() -> None:
    with temporary_postgres() as server:
        server.provision("shop", {"baker": "b@ker: 1", "smith": "s"})

        query(server, "baker", "b@ker: 1", "CREATE TABLE bread (price numeric)")
        found = query(server, "baker", "b@ker: 1", "SELECT schemaname FROM pg_tables WHERE tablename = 'bread'")
        assert found == [("baker",)]
        for elsewhere in ("smith", "public"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                query(server, "baker", "b@ker: 1", f"CREATE TABLE {elsewhere}.bread (price numeric)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(server, "smith", "s", "SELECT * FROM baker.bread")


def test_it_knows_vectors_and_sorts_text_alike_everywhere() -> None:
    with temporary_postgres() as server:
        server.provision("shop", {"baker": "b"})
        assert query(server, "baker", "b", "SELECT '[1,2]'::vector <-> '[1,3]'::vector") == [(1.0,)]
        locale = query(
            server,
            "baker",
            "b",
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'shop'",
        )
        assert locale == [("b", "C.UTF-8", "UTF8")]


def test_passwords_follow_the_secrets() -> None:
    with temporary_postgres() as server:
        server.provision("shop", {"baker": "old"})
        server.provision("shop", {"baker": "new"})
        assert query(server, "baker", "new", "SELECT 1") == [(1,)]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            query(server, "baker", "old", "SELECT 1")


def test_what_was_committed_survives_a_kill(tmp_path: Path, make_postgres: MakePostgres) -> None:
    folder = tmp_path / "with space"
    with make_postgres(folder) as server:
        server.provision("shop", {"baker": "b"})
        query(server, "baker", "b", "CREATE TABLE bread AS SELECT 'rye' AS kind")
        postmaster = int((server.home.cluster / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)

        with make_postgres(folder) as again:
            assert query(again, "baker", "b", "SELECT kind FROM bread") == [("rye",)]


@as_root
def test_root_never_runs_it(tmp_path: Path, make_postgres: MakePostgres) -> None:
    with make_postgres(tmp_path / "data") as server:
        assert {process.username() for process in server.processes()} == {"nobody"}


@as_root
def test_a_private_folder_gets_a_refuge_of_its_own(tmp_path: Path, make_postgres: MakePostgres) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    first, same = make_postgres(private / "data"), make_postgres(private / "data")
    assert first.home.folder.parent == REFUGE
    assert same.home.folder == first.home.folder

    (private / "data").rename(private / "moved away")
    fresh_clone = make_postgres(private / "data")
    assert fresh_clone.home.folder != first.home.folder
    (private / "data").rename(private / "fresh")
    (private / "moved away").rename(private / "data")  # so that each is removed with its refuge
    make_postgres(private / "fresh")


def test_nobody_may_read_the_password_of_its_superuser(tmp_path: Path, make_postgres: MakePostgres) -> None:
    server = make_postgres(tmp_path / "data")
    server.prepare()
    assert (server.home.folder / "superuser_password").stat().st_mode & 0o777 == 0o600
    assert server.superuser_password not in " ".join(server.command.argv)


def test_it_listens_on_the_loopback_only() -> None:
    with temporary_postgres() as server:
        pids = {process.pid for process in server.processes()}
        listening = {
            (connection.laddr.ip, connection.laddr.port)
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.pid in pids and connection.laddr
        }
        assert listening == {("127.0.0.1", server.port)}
