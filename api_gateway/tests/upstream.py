"""A service behind the gateway: a real HTTP server that notes what reaches it."""

import hashlib
import http.server
import json
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jwt.algorithms import ECAlgorithm

from common.testing.fixtures import Issuer
from common.tokens import ALGORITHM

OPENAPI = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {"/kiosks": {}}, "components": {}}


class UpstreamService:
    """Answers by path, or by `?answer=`: `…/echo` tells what came, `…/large?bytes=` is long, `…/drop` hangs up,
    `…/stuck` never ends."""

    def __init__(self, issuers: Mapping[str, Issuer]) -> None:
        self.seen: list[str] = []
        """Method and target of every request, in order."""
        self.hung_up = threading.Event()
        """Set when a caller went away in the middle of a large answer."""
        self.release = threading.Event()
        self.keys = {f"/{prefix}/.well-known/jwks.json": _jwks(issuer) for prefix, issuer in issuers.items()}
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "UpstreamService":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


def _jwks(issuer: Issuer) -> bytes:
    jwk = ECAlgorithm.to_jwk(issuer.get("test"), as_dict=True)
    return json.dumps({"keys": [{**jwk, "kid": "test", "use": "sig", "alg": ALGORITHM}]}).encode()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Requests that the gateway breaks off are expected."""


class _Handler(http.server.BaseHTTPRequestHandler):
    service: UpstreamService
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        if parts.path in self.service.keys:
            self.answer(self.service.keys[parts.path])
        elif parts.path == "/readyz":
            self.answer(b"{}")
        elif parts.path == "/openapi.json":
            self.answer(json.dumps(OPENAPI).encode())
        else:
            self.service.seen.append(f"{self.command} {self.path}")
            wanted = parse_qs(parts.query).get("answer", [parts.path.rsplit("/", 1)[-1]])[0]
            getattr(self, f"answer_{wanted}", self.answer_echo)()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815  # the names that http.server calls

    def answer_echo(self) -> None:
        body = self.body()
        told = {
            "method": self.command,
            "path": self.path,
            "from": self.client_address,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "names": [name.lower() for name in self.headers],
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        self.answer(json.dumps(told).encode(), {"X-Own": "1", "Connection": "X-Private", "X-Private": "1"})

    def answer_large(self) -> None:
        size = int(parse_qs(urlsplit(self.path).query)["bytes"][0])
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        try:
            for _ in range(0, size, 65536):
                self.wfile.write(b"x" * min(65536, size))
        except OSError:
            self.service.hung_up.set()
            self.close_connection = True

    def answer_drop(self) -> None:
        self.body()
        self.close_connection = True

    def answer_stuck(self) -> None:
        self.service.release.wait(60)
        self.answer(b"{}")

    def answer_cookies(self) -> None:
        self.send_response(200)
        for name in ("a", "b"):
            self.send_header("Set-Cookie", f"{name}=1; Path=/auth")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_unmodified(self) -> None:
        self.send_response(304)
        self.send_header("ETag", '"1"')
        self.end_headers()

    def answer_forbidden(self) -> None:
        self.body()
        self.answer(b"{}", {"Allow": "GET"}, status=405)

    def answer(self, content: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = b""
        while size := int(self.rfile.readline(), 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return content

    def log_message(self, *_: Any) -> None:
        pass
