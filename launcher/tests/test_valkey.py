"""The embedded Valkey as its users see it."""

import socket
from pathlib import Path

import psutil
import redis

from launcher.embedded.temporary import free_port, temporary_valkey
from launcher.embedded.valkey import ValkeyServer


def test_an_answered_write_survives_a_kill(tmp_path: Path) -> None:
    folder, port = tmp_path / "with space", free_port()
    with ValkeyServer(folder, port, 'p"w\\ d') as server:
        with redis.Redis.from_url(server.url) as client:
            client.xadd("stream", {"seq": 1})
        for process in server.processes():
            process.kill()
        with ValkeyServer(folder, port, 'p"w\\ d') as again, redis.Redis.from_url(again.url) as client:
            assert client.xlen("stream") == 1


def test_it_answers_only_to_its_password_which_ps_does_not_show(tmp_path: Path) -> None:
    with ValkeyServer(tmp_path, free_port(), "s3cret") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(100).startswith(b"-NOAUTH")
        for process in server.processes():
            assert "s3cret" not in " ".join(psutil.Process(process.pid).cmdline())
        assert (tmp_path / "valkey.conf").stat().st_mode & 0o777 == 0o600


def test_it_refuses_writes_rather_than_forget() -> None:
    with temporary_valkey() as server, redis.Redis.from_url(server.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert 0 < int(client.config_get("maxmemory")["maxmemory"]) < psutil.virtual_memory().total / 2
