"""The door: what every request to a service passes. A WSGI application in front of the gateway's own.

Nine of ten requests come through here, so this is written without the framework: docs/performance.md tells what that
saves. What is refused, and what the gateway answers itself, goes on to the framework, which words and logs it.
"""

import hashlib
import http.client
import io
import re
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import quote

import orjson

from api_gateway.access_log import AccessLog
from api_gateway.config import Settings
from api_gateway.cors import Cors
from api_gateway.security_headers import service_headers
from api_gateway.services.bodies import Body, limit_for
from api_gateway.services.callers import Callers
from api_gateway.services.forwarding import Answer, Forwarder, end_to_end
from api_gateway.services.limits import Limits
from api_gateway.services.routing import COSTLY, ENTRANCES, IMPORT, KIOSK_ENTRY, LOGIN, PREFIXES, prefix_of
from common.client_address import forwarded_address, is_trusted, network_of
from common.errors import Malformed, ServiceError
from common.request_id import HEADER, sane_or_new
from common.tracing import trace_headers
from common.usernames import username_key

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSAL = "api_gateway.refusal"
"""Where the framework finds the error to answer with."""
ADDRESS = "api_gateway.address"

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HOST = re.compile(r"(?:[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# The gateway's own word counts for these, or they concern this connection only.
_NOT_PASSED = re.compile(r"HTTP_(?:X_FORWARDED_.*|FORWARDED|X_REAL_IP|X_REQUEST_ID|HOST|EXPECT|CONTENT_LENGTH|COOKIE2)")
# The server in front of us writes its own.
_NOT_ANSWERED = frozenset({"server", "date", HEADER.lower()})


class MethodNotAllowed(ServiceError):
    status = 405


class Door:
    """Checks requests to services and forwards them.

    Args:
        own: the gateway's own pages, and its words for what is refused.
        forwarders: by service.
    """

    def __init__(
        self,
        own: "WSGIApplication",
        settings: Settings,
        forwarders: Mapping[str, Forwarder],
        callers: Callers,
        limits: Limits,
    ) -> None:
        self._own = own
        self._settings = settings
        self._forwarders = forwarders
        self._callers = callers
        self._limits = limits
        self._cors = Cors(settings.cors_origins)
        self._log = AccessLog()
        self._trace_headers = trace_headers(settings.otel_exporter_otlp_endpoint)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = time.perf_counter()
        origin = self._cors.allowed(environ.get("HTTP_ORIGIN"))
        request_id = environ["HTTP_X_REQUEST_ID"] = sane_or_new(environ.get("HTTP_X_REQUEST_ID"))
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        try:
            address = environ[ADDRESS] = self._check(environ)
            target = _target(environ)
            prefix = prefix_of(path, target)
            if prefix is None:
                if path[1:].partition("/")[0] in COSTLY:
                    self._limits.count(f"address:{network_of(address)}", self._settings.limit_anonymous)
                return self._own(environ, self._cors.wrap(start_response, origin))
            if origin and method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
                start_response("204 No Content", [*self._cors.preflight(origin), (HEADER, request_id)])
                return ()
            forwarder = self._forwarders[PREFIXES[prefix]]
            answer = self._forward(forwarder, environ, target, address)
        except ServiceError as error:
            return self._refuse(environ, self._cors.wrap(start_response, origin), error)
        headers = [pair for pair in end_to_end(answer.headers) if pair[0].lower() not in _NOT_ANSWERED]
        headers.append((HEADER, request_id))
        headers += service_headers(headers)
        if self._cors.origins:
            headers = self._cors.apply(headers, origin)
        start_response(f"{answer.status} {http.client.responses.get(answer.status, '')}", headers)
        self._log.finish(method, prefix, path, answer.status, time.perf_counter() - started, request_id)
        return answer.body

    def _check(self, environ: "WSGIEnvironment") -> str:
        """Refuse what no part of the gateway understands; the caller's address otherwise."""
        if environ["REQUEST_METHOD"] not in METHODS:
            raise MethodNotAllowed("method_not_allowed")
        host = environ.get("HTTP_HOST")
        if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            host = environ["HTTP_HOST"] = environ["SERVER_NAME"]
        if not host or not _is_host(host):
            environ["HTTP_HOST"] = "invalid"
            raise Malformed("host_invalid")
        peer: str = environ.get("REMOTE_ADDR", "")
        trusted = self._settings.trusted_proxies
        if trusted and is_trusted(peer, trusted):
            return forwarded_address(peer, environ.get("HTTP_X_FORWARDED_FOR"), trusted)
        for claim in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
            environ.pop(claim, None)
        return peer

    def _forward(self, forwarder: Forwarder, environ: "WSGIEnvironment", target: str, address: str) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self._admit(environ, path, address)
        headers = _passed_headers(environ)
        headers.update(self._trace_headers())
        headers["X-Request-ID"] = environ["HTTP_X_REQUEST_ID"]
        headers["X-Forwarded-For"] = address
        headers["X-Forwarded-Proto"] = _scheme(environ)
        settings = self._settings
        body = _body(environ, path, settings.caller_silent_seconds)
        if body is not None and (length := environ.get("CONTENT_LENGTH")):
            headers["Content-Length"] = length
        silent = settings.upstream_import_seconds if path == IMPORT else settings.upstream_read_seconds
        return forwarder.send(method, target, headers, body, silent)

    def _admit(self, environ: "WSGIEnvironment", path: str, address: str) -> None:
        """Count the call against its limit and check the token that it shows.

        Raises:
            TooManyRequests, Unauthenticated, TooLarge, Malformed
        """
        settings, subject = self._settings, f"address:{network_of(address)}"
        authorization = environ.get("HTTP_AUTHORIZATION")
        if path in KIOSK_ENTRY:
            self._limits.count(f"entry:{subject}", settings.limit_kiosk_entry)
            return
        if path == LOGIN and environ["REQUEST_METHOD"] == "POST":
            self._limits.count(
                f"login:{_login_name(environ, settings.caller_silent_seconds)}:{subject}", settings.limit_login
            )
        caller = None
        if authorization and path not in ENTRANCES:
            try:
                caller = self._callers.identify(authorization)
            except ServiceError:
                # Guessing tokens is limited as well.
                self._limits.count(subject, settings.limit_anonymous)
                raise
        if caller is None:
            self._limits.count(subject, settings.limit_anonymous)
        elif caller.kind == "device":
            self._limits.count(f"device:{caller.id}", settings.limit_device)
        else:
            self._limits.count(f"person:{caller.id}", settings.limit_person)

    def _refuse(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", error: ServiceError
    ) -> Iterable[bytes]:
        environ[REFUSAL] = error
        # Nobody reads the body any more.
        environ["CONTENT_LENGTH"], environ["wsgi.input"] = "", io.BytesIO()
        return self._own(environ, start_response)


@lru_cache(maxsize=1024)
def _is_host(host: str) -> bool:
    return len(host) <= 260 and _HOST.fullmatch(host) is not None


@lru_cache(maxsize=1024)
def _header_name(key: str) -> str | None:
    """`HTTP_IF_MATCH` → `If-Match`; None for what is not passed on."""
    if key == "CONTENT_TYPE":
        return "Content-Type"
    if not key.startswith("HTTP_") or _NOT_PASSED.fullmatch(key):
        return None
    return key[5:].replace("_", "-").title()


def _passed_headers(environ: "WSGIEnvironment") -> dict[str, str]:
    headers = {
        name: value
        for key, value in environ.items()
        if isinstance(value, str) and (name := _header_name(key)) and value
    }
    return {"Host": environ["HTTP_HOST"], **dict(end_to_end(headers.items()))}


def _scheme(environ: "WSGIEnvironment") -> str:
    told = environ.get("HTTP_X_FORWARDED_PROTO")
    return told if told in ("http", "https") else cast(str, environ["wsgi.url_scheme"])


def _target(environ: "WSGIEnvironment") -> str:
    """Path and query as they came, so that nothing is decoded and encoded differently."""
    raw = cast(str, environ.get("RAW_URI", ""))
    if not raw.startswith("/"):  # with scheme and host in front, as to a proxy
        query = environ.get("QUERY_STRING", "")
        raw = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/:@!$&'()*+,;=~") + (query and f"?{query}")
    return raw


def _body(environ: "WSGIEnvironment", path: str, silent_seconds: float) -> Body | None:
    length = environ.get("CONTENT_LENGTH")
    chunked = "HTTP_TRANSFER_ENCODING" in environ
    if not chunked and (not length or length == "0"):
        return None
    connection: Any = environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(silent_seconds)
    announced = None if chunked or not length else int(length)
    return Body(cast(BinaryIO, environ["wsgi.input"]), announced, limit_for(path, environ.get("CONTENT_TYPE", "")))


def _login_name(environ: "WSGIEnvironment", silent_seconds: float) -> str:
    """A short hash of the user name in the body, which is put back to be read again."""
    body = _body(environ, LOGIN, silent_seconds)
    content = b"".join(body) if body else b""
    environ["wsgi.input"] = io.BytesIO(content)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(content))
    try:
        name = orjson.loads(content)["username"]
    except (ValueError, TypeError, KeyError):
        name = ""
    return hashlib.sha256(username_key(str(name)).strip().encode("utf-8", "replace")).hexdigest()[:16]
