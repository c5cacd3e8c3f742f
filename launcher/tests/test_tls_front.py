"""TLS in front of a service on the loopback."""

import http.server
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import certificates, readiness

# Another own address than the loopback's usual one, so that both can listen on the same port.
ADDRESS = "127.0.0.2"
SIZE = 3_000_000
START_SECONDS = 30


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[::-1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a front before an HTTP server, and the authority's certificate."""
    files = certificates.ensure(tmp_path, [ADDRESS])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as inner:
        threading.Thread(target=inner.serve_forever, daemon=True).start()
        port = inner.server_port
        arguments = [ADDRESS, str(port), str(files.server), str(files.server_key)]
        process = subprocess.Popen(
            [sys.executable, "-m", "launcher.tls_front", *arguments], cwd=Path(__file__).parents[2]
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while readiness.missing_listener(ADDRESS, port) and time.monotonic() < deadline:
                time.sleep(0.05)
            yield port, files.authority
        finally:
            process.terminate()
            assert process.wait(20) == 0
            inner.shutdown()


def test_what_is_said_under_tls_arrives_and_comes_back(front: tuple[int, Path]) -> None:
    port, authority = front
    context = ssl.create_default_context(cafile=str(authority))
    body = bytes(range(256)) * (SIZE // 256)
    with context.wrap_socket(socket.create_connection((ADDRESS, port), 30), server_hostname=ADDRESS) as caller:
        caller.sendall(b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        answer = b"".join(iter(lambda: caller.recv(65536), b""))
    assert answer.partition(b"\r\n\r\n")[2] == body[::-1]


def test_whoever_speaks_plainly_gets_no_answer(front: tuple[int, Path]) -> None:
    with socket.create_connection((ADDRESS, front[0]), 30) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert not caller.recv(65536).startswith(b"HTTP")
