"""Who is let in, how often, and with how large a body."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import requests
from redis import Redis

from api_gateway.tests.conftest import Bearer, Serve
from api_gateway.tests.upstream import UpstreamService
from common.revocation import Revocations
from common.testing.fixtures import Issuer
from common.testing.services import INTERNAL_SECRET, Servers
from common.testing.waiting import eventually
from common.tokens import service_token

MIB = 1024 * 1024
Call = Callable[..., requests.Response]


def get(url: str, path: str = "/kiosks/echo", **headers: str) -> requests.Response:
    return requests.get(url + path, headers=headers, timeout=10)


@pytest.fixture(scope="module")
def strict(serve_gateway: Serve) -> Iterator[str]:
    """A gateway with small limits."""
    limits = {"LOGIN": "3", "ANONYMOUS": "5", "PERSON": "6", "DEVICE": "4", "KIOSK_ENTRY": "7"}
    with serve_gateway(**{f"LIMIT_{name}": value for name, value in limits.items()}) as url:
        yield url


def test_people_and_kiosks_pass_with_their_tokens(gateway: str, bearer: Bearer) -> None:
    assert get(gateway, **bearer()).status_code == 200
    assert get(gateway, **bearer(kiosk=3)).status_code == 200


def test_without_a_token_the_service_decides(gateway: str) -> None:
    assert get(gateway).status_code == 200
    assert get(gateway, Authorization="Basic eDp5").status_code == 200


def test_bad_tokens_are_refused_at_the_door(
    gateway: str, bearer: Bearer, people_issuer: Issuer, upstream: UpstreamService
) -> None:
    tokens = {
        "nonsense": "unauthorized",
        "": "unauthorized",
        "é": "unauthorized",
        bearer(lifetime=timedelta(seconds=-10))["Authorization"].split()[1]: "token_expired",
        people_issuer.sign(
            sub="1", typ="device", role="admin"
        ): "unauthorized",  # a kind that this issuer does not give
        service_token("kiosk_service", INTERNAL_SECRET): "unauthorized",
    }
    before = len(upstream.seen)
    for token, code in tokens.items():
        response = requests.get(
            gateway + "/kiosks/echo", headers={"Authorization": b"Bearer " + token.encode()}, timeout=10
        )
        assert (response.status_code, response.json()["code"]) == (401, code), token
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert len(upstream.seen) == before


def test_a_token_that_is_ended_stops_working_within_seconds(gateway: str, bearer: Bearer, servers: Servers) -> None:
    mine, redis = bearer(person=77), Redis.from_url(servers.valkey.url)
    assert get(gateway, **mine).status_code == 200
    Revocations(redis).revoke_user(77, at=2**33)
    assert eventually(lambda: get(gateway, **mine).status_code == 401)
    assert get(gateway, **mine).json()["code"] == "token_revoked"


def test_a_token_that_is_over_does_not_keep_anyone_from_signing_in(gateway: str, bearer: Bearer) -> None:
    headers = bearer(lifetime=timedelta(seconds=-10))
    for path in ("/auth/login", "/auth/refresh", "/kiosks/token"):
        assert requests.post(gateway + path, json={}, headers=headers, timeout=10).status_code == 200


def test_a_person_has_a_number_of_calls_a_minute(strict: str, bearer: Bearer) -> None:
    mine = bearer(person=41)
    assert [get(strict, **mine).status_code for _ in range(7)] == [200] * 6 + [429]
    refused = get(strict, **{**mine, "Accept-Language": "en"})
    assert refused.json()["code"] == "rate_limited"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert get(strict, **bearer(person=42)).status_code == 200


def test_so_has_a_kiosk(strict: str, bearer: Bearer) -> None:
    assert [get(strict, **bearer(kiosk=41)).status_code for _ in range(5)] == [200] * 4 + [429]


def test_so_has_an_address_without_a_token_or_with_bad_ones(strict: str) -> None:
    here = {"X-Forwarded-For": "192.0.2.1"}
    assert [get(strict, **here).status_code for _ in range(3)] == [200] * 3
    guesses = [get(strict, Authorization=f"Bearer {n}", **here).status_code for n in range(4)]
    assert guesses == [401, 401, 429, 429]
    assert get(strict, **{"X-Forwarded-For": "192.0.2.2"}).status_code == 200


@pytest.mark.parametrize(("path", "address"), [("/status", 31), ("/openapi.json", 32), ("/docs/", 33)])
def test_the_gateways_own_pages_count_too(strict: str, path: str, address: int) -> None:
    here = {"X-Forwarded-For": f"192.0.2.{address}"}
    assert [get(strict, path, **here).status_code == 429 for _ in range(6)] == [False] * 5 + [True]
    assert get(strict, **here).status_code == 429
    assert get(strict, "/ping", **here).status_code == 200


def test_addresses_of_one_ipv6_network_count_together(strict: str) -> None:
    calls = [get(strict, **{"X-Forwarded-For": f"2001:db8:0:7::{n:x}"}).status_code for n in range(1, 7)]
    assert calls == [200] * 5 + [429]


def test_a_login_is_limited_by_user_and_address(strict: str) -> None:
    def login(username: str, address: str, path: str = "/auth/login") -> int:
        headers = {"X-Forwarded-For": address}
        return requests.post(strict + path, json={"username": username}, headers=headers, timeout=10).status_code

    assert [login("ana", "192.0.2.10") for _ in range(3)] == [200] * 3
    assert login(" ANA ", "192.0.2.10") == 429
    assert login("ａｎａ", "192.0.2.10") == 429
    assert login("ana", "192.0.2.10", "/auth/%6Cogin") == 429
    assert login("eva", "192.0.2.10") == 200
    assert login("ana", "192.0.2.11") == 200


def test_a_login_reaches_the_service_unchanged(gateway: str) -> None:
    body = b'{"username": "ana", "password": "x"}'
    headers = {"Content-Type": "application/json"}
    told = requests.post(gateway + "/auth/login", data=body, headers=headers, timeout=10).json()
    assert told["bytes"] == len(body)
    chunked = requests.post(gateway + "/auth/login", data=iter([body]), headers=headers, timeout=10).json()
    assert chunked["sha256"] == told["sha256"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"username": {"a": 1}}', b'{"username": "\\ud800"}', b"\xff"])
def test_a_login_that_cannot_be_read_is_the_services_to_refuse(gateway: str, body: bytes) -> None:
    assert requests.post(gateway + "/auth/login", data=body, timeout=10).status_code == 200


def test_kiosks_prove_themselves_by_a_limit_of_their_own(strict: str) -> None:
    here = {"X-Forwarded-For": "192.0.2.20"}
    calls = [requests.post(strict + "/kiosks/token", json={}, headers=here, timeout=10).status_code for _ in range(8)]
    assert calls == [200] * 7 + [429]


def test_limits_hold_over_several_processes(serve_gateway: Serve, bearer: Bearer) -> None:
    with serve_gateway(WEB_CONCURRENCY="2", LIMIT_PERSON="40") as url:
        # A connection each, so that both processes get some.
        calls = [get(url, Connection="close", **bearer(person=43)).status_code for _ in range(60)]
    assert set(calls) == {200, 429}
    assert 36 <= calls.count(200) <= 40


def test_without_redis_calls_go_on_and_are_still_limited(serve_gateway: Serve, bearer: Bearer) -> None:
    with serve_gateway(REDIS_URL="redis://127.0.0.1:1/0", LIMIT_PERSON="5") as url:
        assert [get(url, **bearer(person=44)).status_code for _ in range(7)] == [200] * 5 + [429] * 2


def post(url: str, body: object, kind: str, path: str = "/kiosks/echo") -> requests.Response:
    return requests.post(url + path, data=body, headers={"Content-Type": kind}, timeout=30)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "limit", "path"),
    [
        ("application/json", MIB, "/kiosks/echo"),
        ("multipart/form-data; boundary=b", 20 * MIB, "/kiosks/echo"),
        ("application/json", 16 * 1024, "/auth/login"),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_have_a_limit(
    gateway: str, upstream: UpstreamService, kind: str, limit: int, path: str, chunked: bool
) -> None:
    def body(size: int) -> object:
        content = b" " * size
        return iter([content[: size // 2], content[size // 2 :]]) if chunked else content

    assert post(gateway, body(limit), kind, path).json()["bytes"] == limit
    refused = post(gateway, body(limit + 1), kind, path)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


def test_a_claimed_address_counts_only_from_a_trusted_proxy(serve_gateway: Serve, gateway: str) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Forwarded-Host": "evil.example",
    }
    told = get(gateway, **claims).json()
    assert told["headers"]["x-forwarded-for"] == "198.51.100.7"
    assert told["headers"]["x-forwarded-proto"] == "https"
    with serve_gateway(TRUSTED_PROXIES="") as url:
        untrusted = get(url, **claims).json()
    assert untrusted["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert untrusted["headers"]["x-forwarded-proto"] == "http"
    for answer in (told, untrusted):
        assert {"forwarded", "x-real-ip", "x-forwarded-host"}.isdisjoint(answer["names"])


def test_pages_of_named_origins_may_call(serve_gateway: Serve) -> None:
    asked = {"Origin": "https://ours.example", "Access-Control-Request-Method": "PUT"}
    with serve_gateway(CORS_ORIGINS="https://ours.example, https://too.example") as url:
        preflight = requests.options(url + "/kiosks/1", headers=asked, timeout=10)
        assert preflight.status_code == 204
        assert "PUT" in preflight.headers["Access-Control-Allow-Methods"]
        for path in ("/kiosks/echo", "/ping", "/nowhere"):
            response = get(url, path, Origin="https://ours.example")
            assert response.headers["Access-Control-Allow-Origin"] == "https://ours.example"
            assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Origin" not in get(url, Origin="https://evil.example").headers
