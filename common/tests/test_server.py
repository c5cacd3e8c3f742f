"""A service as it is served: its own processes, metrics of several workers, traces, a graceful stop."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from common.testing.services import Servers
from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port

SILENCE_SECONDS = 6
"""Longer than gunicorn waits for the first byte before it puts a connection aside."""


@contextmanager
def served(servers: Servers, tmp_path: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`payment_service` in processes of its own: its address, and the process that was started."""
    port = free_port()
    environment = {
        **os.environ,
        **servers.environment("payment_service"),
        "SERVICE_PORT": str(port),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        **settings,
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "common.run", "serve", "payment_service"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        assert eventually(lambda: status(url + "/readyz") == 200), (tmp_path / "log").read_text()
        yield url, process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def status(url: str) -> int | None:
    try:
        return requests.get(url, timeout=2).status_code
    except requests.RequestException:
        return None


def counted(url: str, route: str) -> float:
    """How many requests of a route `/metrics` counts."""
    lines = requests.get(url + "/metrics", timeout=5).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if f'route="{route}"' in line and "_total{" in line)


def test_metrics_add_up_over_all_workers(servers: Servers, tmp_path: Path) -> None:
    with served(servers, tmp_path, WEB_CONCURRENCY="2") as (url, _):
        sent = 0

        def both_have_answered() -> bool:
            nonlocal sent
            with ThreadPoolExecutor(20) as pool:  # at the same time, so that both workers get some
                list(pool.map(lambda _: requests.get(url + "/nowhere", timeout=5), range(20)))
            sent += 20
            return len(list((tmp_path / "metrics").glob("counter_*.db"))) == 2

        assert eventually(both_have_answered)
        assert counted(url, "unmatched") == sent


def test_a_stop_turns_readiness_down_and_lets_open_requests_end(servers: Servers, tmp_path: Path) -> None:
    with served(servers, tmp_path, DRAIN_SECONDS="2") as (url, process):
        process.send_signal(signal.SIGTERM)
        assert eventually(lambda: status(url + "/readyz") == 503)
        assert status(url + "/healthz") == 200
        assert process.wait(30) == 0
        assert status(url + "/healthz") is None


def test_a_connection_on_which_nothing_is_said_does_not_hold_up_a_stop(servers: Servers, tmp_path: Path) -> None:
    with (
        served(servers, tmp_path) as (url, process),
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)),
    ):
        time.sleep(SILENCE_SECONDS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_a_missing_setting_ends_the_start_with_its_name(servers: Servers) -> None:
    environment = {**os.environ, **servers.environment("payment_service")}
    del environment["DATABASE_URL"]
    ended = subprocess.run(
        [sys.executable, "-m", "common.run", "serve", "payment_service"],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """An OTLP collector's HTTP end: its address and the bodies it was sent."""
    received: list[bytes] = []

    class Collect(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.path == "/v1/traces":
                received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collect) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


def test_traces_go_to_the_collector_that_is_set(
    servers: Servers, tmp_path: Path, collector: tuple[str, list[bytes]]
) -> None:
    address, received = collector
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_BSP_SCHEDULE_DELAY": "100"}
    with served(servers, tmp_path, **settings) as (url, _):
        requests.get(url + "/nowhere", timeout=5)
        assert eventually(lambda: any(b"payment_service" in body for body in received))
