"""What passes through the door, and how."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from api_gateway.tests.conftest import Bearer, Serve
from api_gateway.tests.upstream import UpstreamService
from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port

MIB = 1024 * 1024


def test_a_request_arrives_as_it_was_sent(gateway: str, bearer: Bearer) -> None:
    headers = {**bearer(), "If-Match": '"7"', "X-Request-ID": "trace-1"}
    told = requests.put(gateway + "/kiosks/7/echo?q=a%20b&q=%C3%B1", json={"n": 1}, headers=headers, timeout=10).json()
    assert (told["method"], told["path"]) == ("PUT", "/kiosks/7/echo?q=a%20b&q=%C3%B1")
    assert told["headers"]["if-match"] == '"7"'
    assert told["headers"]["authorization"] == headers["Authorization"]
    assert told["headers"]["x-request-id"] == "trace-1"
    assert told["sha256"] == hashlib.sha256(b'{"n": 1}').hexdigest()


def test_headers_of_one_connection_do_not_travel(gateway: str) -> None:
    headers = {"Connection": "X-Mine", "X-Mine": "1", "TE": "trailers", "Proxy-Authorization": "x", "Upgrade": "h2c"}
    response = requests.get(gateway + "/kiosks/echo", headers=headers, timeout=10)
    assert {"x-mine", "te", "proxy-authorization", "upgrade"}.isdisjoint(response.json()["names"])
    assert response.headers["X-Own"] == "1"
    assert "X-Private" not in response.headers


def test_nothing_is_answered_twice(gateway: str) -> None:
    response = requests.get(gateway + "/kiosks/echo", timeout=10)
    names = [name.lower() for name in response.raw.headers]
    for name in ("server", "date", "x-request-id"):
        assert len(response.raw.headers.getlist(name)) == 1, names


def test_each_cookie_is_kept_apart(gateway: str) -> None:
    response = requests.get(gateway + "/auth/cookies", timeout=10)
    assert response.raw.headers.getlist("Set-Cookie") == ["a=1; Path=/auth", "b=1; Path=/auth"]


def test_a_twenty_mebibyte_upload_passes(gateway: str) -> None:
    content = b"k" * (20 * MIB)
    headers = {"Content-Type": "application/octet-stream"}
    told = requests.post(gateway + "/kiosks/echo", data=content, headers=headers, timeout=30).json()
    assert (told["bytes"], told["sha256"]) == (20 * MIB, hashlib.sha256(content).hexdigest())


def test_a_body_in_chunks_passes(gateway: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"a":'
        yield b"1}"

    headers = {"Content-Type": "application/json"}
    told = requests.post(gateway + "/kiosks/echo", data=pieces(), headers=headers, timeout=10).json()
    assert told["sha256"] == hashlib.sha256(b'{"a":1}').hexdigest()


def test_a_large_answer_begins_before_it_is_complete(gateway: str) -> None:
    size = 100 * MIB
    with requests.get(gateway + f"/kiosks/large?bytes={size}", stream=True, timeout=30) as response:
        assert response.headers["Content-Length"] == str(size)
        assert sum(len(piece) for piece in response.iter_content(MIB)) == size


def test_a_caller_who_leaves_lets_the_service_go(gateway: str, upstream: UpstreamService) -> None:
    upstream.hung_up.clear()
    with requests.get(gateway + f"/kiosks/large?bytes={500 * MIB}", stream=True, timeout=30) as response:
        next(response.iter_content(1024))
    assert eventually(upstream.hung_up.is_set)


def test_head_tells_the_length_and_sends_no_body(gateway: str) -> None:
    response = requests.head(gateway + "/kiosks/echo", timeout=10)
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) > 0
    assert response.content == b""


@pytest.mark.parametrize("name", ["unmodified", "forbidden"])
def test_other_answers_pass_through(gateway: str, name: str) -> None:
    response = requests.get(gateway + f"/kiosks/{name}", timeout=10)
    expected = {"unmodified": (304, "ETag", '"1"'), "forbidden": (405, "Allow", "GET")}[name]
    assert (response.status_code, expected[1], response.headers[expected[1]]) == expected


def test_options_reach_the_service_when_no_other_origin_may_call(gateway: str, upstream: UpstreamService) -> None:
    headers = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    response = requests.options(gateway + "/kiosks/echo", headers=headers, timeout=10)
    assert response.json()["method"] == "OPTIONS"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_answers_of_services_are_not_kept_or_guessed_at(gateway: str) -> None:
    headers = requests.get(gateway + "/kiosks/echo", timeout=10).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_connection_is_used_again_but_not_one_that_was_idle_for_long(serve_gateway: Serve) -> None:
    def came_from(url: str) -> list[object]:
        told: list[object] = requests.get(url + "/kiosks/echo", timeout=10).json()["from"]
        return told

    with serve_gateway(UPSTREAM_IDLE_SECONDS="2") as url:
        first = came_from(url)
        assert came_from(url) == first
        time.sleep(2.1)
        assert came_from(url) != first


def test_a_service_that_is_away_is_named(gateway: str) -> None:
    response = requests.post(gateway + "/payments", json={}, headers={"Accept-Language": "en"}, timeout=10)
    assert response.status_code == 503
    assert response.json()["code"] == "service_unavailable"
    assert response.json()["service"] == "payment_service"
    assert int(response.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_reached_the_service_is_not_sent_again(gateway: str, upstream: UpstreamService, method: str) -> None:
    requests.get(gateway + "/kiosks/echo", timeout=10)  # leaves a kept connection behind
    target = f"/kiosks/{method.lower()}-once/drop"
    response = requests.request(method, gateway + target, timeout=10)
    assert (response.status_code, response.json()["code"]) == (502, "bad_answer")
    assert response.json()["service"] == "kiosk_service"
    assert upstream.seen.count(f"{method} {target}") == 1


def test_a_service_that_is_stuck_times_out_by_name(serve_gateway: Serve, upstream: UpstreamService) -> None:
    upstream.release.clear()
    with serve_gateway(UPSTREAM_READ_SECONDS="0.5") as url:
        response = requests.get(url + "/kiosks/stuck", timeout=10)
    upstream.release.set()
    assert (response.status_code, response.json()["code"]) == (504, "service_timeout")
    assert response.json()["service"] == "kiosk_service"


def test_an_import_may_take_longer_than_other_requests(serve_gateway: Serve, upstream: UpstreamService) -> None:
    patience = {"UPSTREAM_READ_SECONDS": "0.5", "UPSTREAM_IMPORT_SECONDS": "30"}
    with serve_gateway(**patience) as url, ThreadPoolExecutor() as callers:
        upstream.release.clear()
        importing = callers.submit(requests.post, url + "/kiosks/import?answer=stuck", timeout=30)
        assert requests.get(url + "/kiosks/stuck", timeout=10).status_code == 504
        upstream.release.set()
        assert importing.result().status_code == 200


def test_a_service_that_was_away_is_found_again(serve_gateway: Serve) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        settings = {"BREAKER_FAILURES": "2", "BREAKER_SECONDS": "1", "AI_URL": f"http://127.0.0.1:{port}"}
        with serve_gateway(**settings) as url:
            for _ in range(4):
                assert requests.get(url + "/ai/echo", timeout=10).status_code == 503
            with UpstreamService({}) as service:
                _forward_to(listening, service.url)
                assert eventually(lambda: requests.get(url + "/ai/echo", timeout=10).status_code == 200)


def test_a_service_that_breaks_off_is_left_alone_too(serve_gateway: Serve) -> None:
    with serve_gateway(BREAKER_FAILURES="2") as url:
        with_a_body = [requests.post(url + "/kiosks/drop", json={}, timeout=10).status_code for _ in range(3)]
        without = [requests.get(url + "/kiosks/drop", timeout=10).status_code for _ in range(3)]
    assert (with_a_body, without) == ([502] * 3, [502, 502, 503])


def test_after_a_pause_one_request_tries_a_failed_service_and_the_others_wait(
    serve_gateway: Serve, upstream: UpstreamService
) -> None:
    upstream.release.clear()
    settings = {"BREAKER_FAILURES": "1", "BREAKER_SECONDS": "5", "UPSTREAM_READ_SECONDS": "4"}
    with serve_gateway(**settings) as url, ThreadPoolExecutor(8) as callers:
        assert requests.get(url + "/kiosks/first/stuck", timeout=30).status_code == 504
        refused = requests.get(url + "/kiosks/second/stuck", timeout=30)
        assert (refused.status_code, refused.json()["code"]) == (503, "service_unavailable")
        time.sleep(int(refused.headers["Retry-After"]))
        answers = callers.map(lambda _: requests.get(url + "/kiosks/third/stuck", timeout=30), range(8))
        statuses = sorted(answer.status_code for answer in answers)
    upstream.release.set()
    assert statuses == [503] * 7 + [504]
    reached = [target.split("/")[2] for target in upstream.seen if target.endswith("/stuck")]
    assert (reached.count("first"), reached.count("second"), reached.count("third")) == (1, 0, 1)


@pytest.mark.parametrize(
    "start",
    [
        b"POST /kiosks/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
        b"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
        b"POST /kiosks/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
    ],
    ids=["announced", "login", "chunks"],
)
def test_a_caller_who_stops_in_the_middle_of_a_body_is_told_so(serve_gateway: Serve, start: bytes) -> None:
    with serve_gateway(CALLER_SILENT_SECONDS="0.5") as url:
        with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=30) as caller:
            caller.sendall(start)
            answer = b"".join(iter(lambda: caller.recv(65536), b""))  # to the end: the gateway hangs up
        assert requests.get(url + "/kiosks/echo", timeout=10).status_code == 200
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "body_too_slow"


TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{SPAN}-01"


def test_the_callers_trace_context_travels_on(gateway: str) -> None:
    headers = {"traceparent": TRACEPARENT, "tracestate": "vendor=1"}
    told = requests.get(gateway + "/kiosks/echo", headers=headers, timeout=10).json()
    assert (told["headers"]["traceparent"], told["headers"]["tracestate"]) == (TRACEPARENT, "vendor=1")


@pytest.mark.parametrize("headers", [{"traceparent": TRACEPARENT}, {}], ids=["traced caller", "other caller"])
def test_a_traced_gateway_puts_a_span_of_its_own_between(serve_gateway: Serve, headers: dict[str, str]) -> None:
    # Nobody listens at the collector's address: a request does not notice.
    with serve_gateway(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{free_port()}") as url:
        told = requests.get(url + "/kiosks/echo", headers=headers, timeout=10).json()
    assert told["names"].count("traceparent") == 1
    _, trace, span, _ = told["headers"]["traceparent"].split("-")
    assert (trace == TRACE) == bool(headers)
    assert len(span) == 16
    assert span != SPAN


def _forward_to(listening: socket.socket, url: str) -> None:
    """From now on whoever connects to the socket talks to the service at `url`."""
    port = urlsplit(url).port
    listening.listen()

    def pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        sink.close()

    def accept() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            service = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=pump, args=(caller, service), daemon=True).start()
            threading.Thread(target=pump, args=(service, caller), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
