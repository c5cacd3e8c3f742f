"""Bytes that no honest client sends: each is refused, or passes as exactly one harmless request."""

import socket
from urllib.parse import urlsplit

import pytest

from api_gateway.tests.upstream import UpstreamService

HEAD = b"Host: localhost\r\nConnection: close\r\n"


def talk(url: str, request: bytes) -> bytes:
    """Everything that comes back for these bytes."""
    parts, answer = urlsplit(url), b""
    with socket.create_connection((parts.hostname, parts.port), timeout=15) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answer += piece
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


SMUGGLED = b"GET /kiosks/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

AMBIGUOUS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": b"Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + SMUGGLED,
    "a list of lengths": b"Content-Length: 0, 50\r\n\r\n" + SMUGGLED,
    "a signed length": b"Content-Length: +5\r\n\r\nhello" + SMUGGLED,
    "a negative length": b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a hidden coding": b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a folded header": b"Content-Length: 0\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    "a space before the colon": b"Content-Length : 40\r\n\r\n" + SMUGGLED,
    "a space in a name": b"X Forwarded For: 1\r\n\r\n" + SMUGGLED,
    "a bare line feed": b"X-A: 1\nX-B: 2\r\n\r\n" + SMUGGLED,
    "a bare carriage return": b"X-A: 1\rX-B: 2\r\n\r\n" + SMUGGLED,
    "a NUL in a value": b"X-A: 1\x002\r\n\r\n" + SMUGGLED,
    "a bad chunk size": b"Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk without its end": b"Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX0\r\n\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_ambiguous_requests_never_become_two(gateway: str, upstream: UpstreamService, name: str) -> None:
    before = len(upstream.seen)
    answer = talk(gateway, b"POST /kiosks/first HTTP/1.1\r\n" + HEAD + AMBIGUOUS[name])
    assert status(answer) in {400, 501} or b"smuggled" not in answer, answer[:300]
    assert not any("smuggled" in seen for seen in upstream.seen[before:])
    assert answer.count(b"HTTP/1.1 ") <= 1


def test_requests_in_a_row_are_answered_one_by_one(gateway: str, upstream: UpstreamService) -> None:
    first = b"POST /kiosks/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
    answer = talk(gateway, first + b"GET /kiosks/b HTTP/1.1\r\n" + HEAD + b"\r\n")
    assert answer.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("name", [b"SCRIPT_NAME", b"PATH_INFO", b"X_FORWARDED_FOR", b"REMOTE_ADDR", b"AUTHORIZATION_"])
def test_headers_with_underscores_change_nothing(gateway: str, name: bytes) -> None:
    answer = talk(gateway, b"GET /kiosks/echo HTTP/1.1\r\n" + HEAD + name + b": /internal\r\n\r\n")
    assert status(answer) == 200
    assert b"/internal" not in answer


PATHS = [
    b"/internal/kiosks",
    b"/internal",
    b"//internal/kiosks",
    b"/kiosks/../internal/x",
    b"/kiosks/%2e%2e/internal/x",
    b"/kiosks/%2E./internal/x",
    b"/kiosks/..%2finternal",
    b"/kiosks/a%2Fb",
    b"/kiosks/a%5cb",
    b"/kiosks/by-code/x%2f..%2f..%2finternal",
    b"/kiosks/by-code/%2e%2e%2fenrol",
    b"/kiosks/by-code/a%5cb",
    b"/kiosks/by-code/a%00",
    b"/kiosks/by-code%2fa",
    b"/kiosks/a\\b",
    b"/kiosks/a%00",
    b"/kiosks/./x",
    b"/%6bi%6fsks/../internal",
    b"/kiosks#/../internal",
    b"/kiosks%2f..%2finternal",
    b"/api/../internal",
    b"/api",
    b"/api/unknown",
    b"/Kiosks",
    b"*",
    b"localhost:80",
    b"http://localhost/internal/x",
    "/kiosks/ñ".encode(),
    b"http://localhost/kiosks/../internal",
]


@pytest.mark.parametrize("path", PATHS)
def test_strange_paths_lead_nowhere(gateway: str, upstream: UpstreamService, path: bytes) -> None:
    before = len(upstream.seen)
    assert status(talk(gateway, b"GET " + path + b" HTTP/1.1\r\n" + HEAD + b"\r\n")) in {400, 404}
    assert len(upstream.seen) == before


@pytest.mark.parametrize(
    ("target", "arrives"),
    [
        (b"http://localhost/kiosks/echo?a=1", b"/kiosks/echo?a=1"),
        (b"/kiosks/echo?q=%2F..%00\\", b"/kiosks/echo?q=%2F..%00"),
        (b"/kiosks/echo%0d%0aX-Injected:1", b"/kiosks/echo%0d%0aX-Injected:1"),
        (b"/kiosks/%zz", b"/kiosks/%zz"),
        (b"/kiosks/by-code/http%3A%2F%2Fhost%2Fk%2FABCD", b"/kiosks/by-code/http%3A%2F%2Fhost%2Fk%2FABCD"),
    ],
)
def test_other_targets_arrive_as_one_line(gateway: str, target: bytes, arrives: bytes) -> None:
    answer = talk(gateway, b"GET " + target + b" HTTP/1.1\r\n" + HEAD + b"\r\n")
    assert status(answer) == 200
    assert b'"path": "' + arrives in answer
    assert b"x-injected" not in answer


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"evil/path", b"a@b", b"x\r\nHost: y", b"a,b", b"[::1", b"a:99999999", b"h" * 300]
)
def test_a_host_that_is_none_is_refused(gateway: str, host: bytes) -> None:
    for path in (b"/kiosks/echo", b"/ping"):
        request = b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
        assert status(talk(gateway, request)) == 400


def test_a_request_without_a_host_is_refused(gateway: str) -> None:
    assert status(talk(gateway, b"GET /kiosks/echo HTTP/1.1\r\nConnection: close\r\n\r\n")) == 400
    assert status(talk(gateway, b"GET /kiosks/echo HTTP/1.0\r\n\r\n")) == 200


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"FOO", b"PROPFIND"])
def test_other_methods_are_refused(gateway: str, upstream: UpstreamService, method: bytes) -> None:
    before = len(upstream.seen)
    assert status(talk(gateway, method + b" /kiosks/echo HTTP/1.1\r\n" + HEAD + b"\r\n")) in {400, 405}
    assert len(upstream.seen) == before


def test_a_body_that_breaks_off_never_looks_complete(gateway: str, upstream: UpstreamService) -> None:
    answer = talk(gateway, b"POST /kiosks/echo HTTP/1.1\r\n" + HEAD + b"Content-Length: 100\r\n\r\nonly this")
    assert status(answer) == 400
    assert b"body_broken_off" in answer
