"""What every service does with requests: errors, languages, request ids, probes."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from common.health import Health, init_health
from common.service import Service


@pytest.fixture
def app(built: Callable[[str], Service]) -> Service:
    return built("kiosk_service")


@pytest.fixture
def client(app: Service) -> FlaskClient:
    return app.test_client()


def test_errors_are_problem_documents_in_spanish_by_default(client: FlaskClient) -> None:
    response = client.get("/kiosks")
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    body = response.get_json()
    assert body["code"] == "unauthorized"
    assert body["status"] == 401
    assert body["message"] == "Hace falta iniciar sesión."
    assert body["request_id"] == response.headers["X-Request-ID"]


def test_errors_follow_accept_language(client: FlaskClient) -> None:
    response = client.get("/kiosks", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.get_json()["message"] == "Sign in first."


def test_an_unknown_path_is_a_problem_document(client: FlaskClient) -> None:
    response = client.get("/nothing/here")
    assert (response.status_code, response.get_json()["code"]) == (404, "not_found")


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/kiosks/enrol")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert response.get_json()["code"] == "method_not_allowed"


def test_json_that_cannot_be_read_is_malformed(client: FlaskClient) -> None:
    response = client.post("/kiosks/enrol", data="{", content_type="application/json")
    assert (response.status_code, response.get_json()["code"]) == (400, "malformed_request")


def test_a_body_of_another_type_is_refused_by_name(client: FlaskClient) -> None:
    response = client.post("/kiosks/enrol", data="serial=1", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.get_json()["code"]) == (415, "unsupported_media_type")


def test_a_body_over_a_mebibyte_is_too_large(client: FlaskClient) -> None:
    response = client.post("/kiosks/enrol", json={"serial": "x" * 1024 * 1024})
    assert (response.status_code, response.get_json()["code"]) == (413, "too_large")


def test_invalid_fields_are_listed(client: FlaskClient) -> None:
    body = client.post("/kiosks/enrol", json={"serial": ""}).get_json()
    assert body["code"] == "invalid_request"
    assert {error["field"] for error in body["errors"]} == {"serial", "enrolment_token"}


@pytest.mark.parametrize(("language", "words"), [("es", "Falta este dato."), ("en", "This is missing.")])
def test_what_is_wrong_with_a_field_is_said_in_the_callers_language(
    client: FlaskClient, language: str, words: str
) -> None:
    body = client.post("/kiosks/enrol", json={"serial": "x"}, headers={"Accept-Language": language}).get_json()
    assert body["errors"] == [{"field": "enrolment_token", "code": "missing", "message": words}]


def test_json_nested_too_deep_is_malformed(client: FlaskClient) -> None:
    response = client.post("/kiosks/enrol", data="[" * 100_000 + "]" * 100_000, content_type="application/json")
    assert (response.status_code, response.get_json()["code"]) == (400, "malformed_request")


@pytest.mark.parametrize("path", ["/kiosks/by-code/%00", "/kiosks?q=a%00b"])
def test_a_nul_in_an_address_is_malformed(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.get_json()["code"]) == (400, "malformed_request")


def test_a_database_that_is_away_is_said_so(app: Service, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    monkeypatch.setitem(app.view_functions, "kiosks_keys.jwks", away)
    response = client.get("/kiosks/.well-known/jwks.json")
    assert (response.status_code, response.get_json()["code"]) == (503, "service_unavailable")
    assert response.headers["Retry-After"]


def test_metrics_do_not_grow_with_made_up_methods(client: FlaskClient) -> None:
    client.open("/kiosks", method="MADEUP")
    text = client.get("/metrics").get_data(as_text=True)
    assert "MADEUP" not in text
    assert 'method="OTHER"' in text


@pytest.mark.parametrize("number", ["9" * 18, str(2**63), "9" * 5000])
def test_an_id_larger_than_any_id_is_treated_as_any_that_is_not_there(client: FlaskClient, number: str) -> None:
    for method in ("GET", "PUT"):
        assert client.open(f"/kiosks/{number}", method=method).status_code == 401


def test_a_sane_request_id_is_kept_and_a_strange_one_replaced(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    replaced = client.get("/healthz", headers={"X-Request-ID": "a b\tc"}).headers["X-Request-ID"]
    assert replaced != "a b\tc"
    assert replaced.isalnum()


def test_a_fault_shows_nothing_internal(app: Service, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("SELECT secret FROM somewhere")

    monkeypatch.setitem(app.view_functions, "kiosks_keys.jwks", broken)
    response = client.get("/kiosks/.well-known/jwks.json")
    assert (response.status_code, response.get_json()["code"]) == (500, "internal_error")
    assert "SELECT" not in response.get_data(as_text=True)


def test_probes_tell_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_readiness_names_what_is_not_usable() -> None:
    app, health = APIFlask("probed"), Health()

    def away() -> None:
        raise ConnectionError("at 10.1.2.3 with password x")

    health.add("printer", away)
    init_health(app, health)
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {"status": "not_ready", "failures": {"printer": "ConnectionError"}}


def test_metrics_count_requests_by_route_pattern(client: FlaskClient) -> None:
    client.get("/kiosks/123")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'http_requests_total{method="GET",route="/kiosks/<int:kiosk_id>",status="401"}' in text
    assert "/kiosks/123" not in text
