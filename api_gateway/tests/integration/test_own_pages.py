"""What the gateway answers itself: the web app's files, the docs, the status."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests

from api_gateway.tests.conftest import Serve
from launcher import certificates

SCRIPT = "console.log('x');" * 200


@pytest.fixture(scope="module")
def site(serve_gateway: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway that serves a small web app."""
    root = tmp_path_factory.mktemp("dist")
    (root / "assets").mkdir()
    (root / "index.html").write_text("<!doctype html><title>app</title>" + " " * 600)
    (root / "assets" / "app-1a2b.js").write_text(SCRIPT)
    (root / "assets" / "dot-3c.png").write_bytes(b"\x89PNG" * 300)
    (root.parent / "secret.txt").write_text("secret")
    with serve_gateway(WEB_ROOT=str(root)) as url:
        yield url


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers={"Accept-Encoding": "identity", **headers}, timeout=10)


def test_assets_are_compressed_for_those_who_take_it(site: str) -> None:
    plain = get(site + "/app/assets/app-1a2b.js")
    assert plain.text == SCRIPT
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    with requests.get(site + "/app/assets/app-1a2b.js", stream=True, timeout=10) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.raw.read()).decode() == SCRIPT
    assert plain.headers["ETag"] != small.headers["ETag"]
    assert get(site + "/app/assets/app-1a2b.js", **{"Accept-Encoding": "gzip;q=0"}).text == SCRIPT


def test_images_are_not_compressed_again(site: str) -> None:
    response = get(site + "/app/assets/dot-3c.png", **{"Accept-Encoding": "gzip"})
    assert (response.headers["Content-Type"], "Content-Encoding" in response.headers) == ("image/png", False)


def test_hashed_files_are_kept_and_the_page_is_asked_for_again(site: str) -> None:
    assert "immutable" in get(site + "/app/assets/app-1a2b.js").headers["Cache-Control"]
    page = get(site + "/app/")
    assert page.headers["Cache-Control"] == "no-cache"
    again = get(site + "/app/", **{"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", page.headers["ETag"])


def test_head_of_a_file_tells_its_length(site: str) -> None:
    response = requests.head(site + "/app/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"}, timeout=10)
    assert (response.headers["Content-Length"], response.content) == (str(len(SCRIPT)), b"")


@pytest.mark.parametrize("path", ["/app/..%2fsecret.txt", "/app/%2e%2e/secret.txt", "/app/a%00b", "/docs/..%2fapp.py"])
def test_no_file_outside_is_given(site: str, path: str) -> None:
    request = requests.Request("GET", site).prepare()
    request.url = site + path
    response = requests.Session().send(request, timeout=10)
    assert "secret" not in response.text
    assert "import" not in response.text
    assert response.status_code in {200, 400, 404}


def test_the_content_policy_allows_no_inline_scripts(site: str) -> None:
    for path in ("/", "/docs", "/k/ABC"):
        policy = get(site + path).headers["Content-Security-Policy"]
        (scripts,) = re.findall(r"script-src ([^;]+);", policy)
        # The reader of QR codes is WebAssembly, which this word lets run; scripts it does not.
        assert scripts.removesuffix(" 'wasm-unsafe-eval'") == "'self'", path
    assert "unsafe" not in get(site + "/docs").headers["Content-Security-Policy"]


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.sources.append(dict(attrs).get("src"))


def test_the_docs_run_from_files_of_our_own(site: str) -> None:
    parser = _Scripts()
    parser.feed(get(site + "/docs").text)
    assert len(parser.sources) == 2
    for source in [*parser.sources, "/docs/swagger-ui.css"]:
        assert source
        assert source.startswith("/docs/")
        assert get(site + source).status_code == 200


def test_one_description_of_all_services_that_are_there(gateway: str) -> None:
    response = get(gateway + "/openapi.json")
    assert response.json()["openapi"].startswith("3.1")
    assert {"/kiosks", "/ping", "/status"} <= response.json()["paths"].keys()
    assert get(gateway + "/openapi.json", **{"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_the_status_names_each_service_and_nothing_more(gateway: str) -> None:
    body = get(gateway + "/status").json()
    assert body["status"] == "degraded"
    assert body["services"] == {
        "auth_service": "ready",
        "kiosk_service": "ready",
        "payment_service": "away",
        "ai_service": "away",
        "notification_service": "ready",
        "websocket_service": "ready",
    }


def test_without_a_build_the_page_says_so(gateway: str) -> None:
    response = get(gateway + "/")
    assert (response.status_code, response.json()["code"]) == (404, "web_app_missing")


def test_metrics_count_by_prefix(gateway: str) -> None:
    get(gateway + "/kiosks/12345/echo")
    text = get(gateway + "/metrics").text
    assert 'http_requests_total{method="GET",route="/kiosks",status="200"}' in text
    assert "12345" not in text


def test_the_web_app_learns_whether_there_is_a_mailbox(gateway: str, serve_gateway: Serve) -> None:
    assert get(gateway + "/app/config.json").json()["mailbox"] is False
    with serve_gateway(MAILBOX="1") as url:
        assert get(url + "/app/config.json").json()["mailbox"] is True


def test_phones_get_the_certificate_that_makes_them_trust_this_gateway(serve_gateway: Serve, tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ["127.0.0.1"])
    settings = {
        "TLS_CERT_FILE": str(files.server),
        "TLS_KEY_FILE": str(files.server_key),
        "CA_CERTIFICATE": str(files.authority),
    }
    with serve_gateway(trusting=files.authority, **settings) as url, requests.Session() as phone:
        assert url.startswith("https:")
        phone.trust_env = False  # this machine may know authorities of its own
        with pytest.raises(requests.exceptions.SSLError):
            phone.get(url + "/ping", timeout=10)
        offered = phone.get(url + "/ca.crt", timeout=10, verify=str(files.authority))
        assert offered.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert offered.content == files.authority.read_bytes()
        told = phone.get(url + "/kiosks/echo", timeout=10, verify=str(files.authority)).json()
        assert told["headers"]["x-forwarded-proto"] == "https"


def test_elsewhere_there_is_no_certificate_to_get(gateway: str) -> None:
    assert get(gateway + "/ca.crt").status_code == 404
