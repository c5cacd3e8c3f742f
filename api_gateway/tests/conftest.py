"""A gateway in processes of its own, served by gunicorn, before a service that the test can look into."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from api_gateway.tests.upstream import UpstreamService
from common.testing.fixtures import Issuer
from common.testing.services import Servers
from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port

Serve = Callable[..., AbstractContextManager[str]]
Bearer = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def upstream(people_issuer: Issuer, device_issuer: Issuer) -> Iterator[UpstreamService]:
    """Stands where auth, kiosk and notification service would; publishes the keys of both issuers."""
    with UpstreamService({"auth": people_issuer, "kiosks": device_issuer}) as service:
        yield service


@pytest.fixture(scope="session")
def serve_gateway(
    servers: Servers, upstream: UpstreamService, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., AbstractContextManager[str]]:
    """Starts a gateway with settings: `with serve_gateway(LIMIT_LOGIN="3") as url`; with `trusting=`, the authority's
    certificate, one that serves under TLS."""

    @contextmanager
    def serve(trusting: Path | None = None, **settings: str) -> Iterator[str]:
        folder, port = tmp_path_factory.mktemp("gateway"), free_port()
        environment = {
            **os.environ,
            **servers.environment("api_gateway"),
            "SERVICE_PORT": str(port),
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
            "AUTH_URL": upstream.url,
            "KIOSK_URL": upstream.url,
            "NOTIFICATION_URL": upstream.url,
            # Nobody listens at these two.
            "PAYMENT_URL": f"http://127.0.0.1:{free_port()}",
            "AI_URL": f"http://127.0.0.1:{free_port()}",
            "REALTIME_URL": upstream.url,
            "TRUSTED_PROXIES": "127.0.0.0/8",
            **settings,
        }
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "common.run", "serve", "api_gateway"],
                env=environment,
                cwd=Path(__file__).parents[2],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        url = f"{'https' if trusting else 'http'}://127.0.0.1:{port}"
        try:
            assert eventually(lambda: _answers(url, trusting)), (folder / "log").read_text()
            yield url
        finally:
            process.terminate()
            process.wait(40)

    return serve


@pytest.fixture(scope="session")
def gateway(serve_gateway: Serve) -> Iterator[str]:
    """The address of a gateway with the settings that it has by default, but for proxies that it trusts."""
    with serve_gateway() as url:
        yield url


@pytest.fixture
def bearer(people_issuer: Issuer, device_issuer: Issuer) -> Bearer:
    """The header of a person, or of a kiosk with `kiosk=`."""

    def sign(person: int = 1, kiosk: int | None = None, lifetime: timedelta = timedelta(minutes=5)) -> dict[str, str]:
        claims: dict[str, Any] = {"sub": str(person), "typ": "access", "role": "admin", "permissions": []}
        if kiosk is not None:
            claims = {"sub": str(kiosk), "typ": "device", "role": "kiosk"}
        issuer = people_issuer if kiosk is None else device_issuer
        return {"Authorization": f"Bearer {issuer.sign(lifetime, **claims)}"}

    return sign


def _answers(url: str, trusting: Path | None) -> bool:
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(url + "/healthz", timeout=2, verify=str(trusting) if trusting else True).ok
    except requests.RequestException:
        return False
