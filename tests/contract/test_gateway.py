"""The one door: routing, the web app, and what is not routed."""

import pytest
import requests

from tests.system import System


def get(system: System, path: str, **headers: str) -> requests.Response:
    return requests.get(system.url + path, headers=headers, timeout=10)


def test_ping(system: System) -> None:
    assert get(system, "/ping").json() == {"message": "pong"}


@pytest.mark.parametrize("path", ["/", "/app", "/app/", "/app/kiosks/1", "/k/ABCD2345"])
def test_every_address_of_the_web_app_answers_its_page(system: System, path: str) -> None:
    response = get(system, path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert system.realtime_url in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_web_app_learns_where_things_are(system: System) -> None:
    config = get(system, "/app/config.json").json()
    assert config["realtime_url"] == system.realtime_url
    assert config["public_url"] == system.url
    assert config["demo"] is True


@pytest.mark.parametrize(
    "path", ["/internal/kiosks/1/last-seq", "/metrics-of-others", "/api/unknown", "/app/assets/none.js", "/app/../x"]
)
def test_what_is_not_routed_is_not_there(system: System, path: str) -> None:
    response = get(system, path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/kiosks/../internal/kiosks/1/last-seq", "/kiosks/%2e%2e/internal/kiosks/1/last-seq"])
def test_no_way_round_leads_inside(system: System, path: str) -> None:
    connection = requests.Session()
    request = requests.Request("GET", system.url).prepare()
    request.url = system.url + path
    assert connection.send(request, timeout=10).status_code in {400, 404}


def test_the_request_id_travels_to_the_service_and_back(system: System) -> None:
    response = get(system, "/kiosks", **{"X-Request-ID": "trace-me-1"})
    assert response.headers["X-Request-ID"] == "trace-me-1"
    assert response.json()["request_id"] == "trace-me-1"


def test_errors_of_services_come_through_in_the_callers_language(system: System) -> None:
    response = get(system, "/kiosks/1", **{"Accept-Language": "en"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["message"] == "Sign in first."


def test_a_body_larger_than_a_service_takes_is_refused(system: System) -> None:
    response = requests.post(system.url + "/kiosks/enrol", json={"serial": "x" * 2_000_000}, timeout=10)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
