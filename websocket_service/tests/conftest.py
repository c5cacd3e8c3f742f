"""The running service, on each engine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.service import Service
from common.testing.fixtures import Issuer
from common.testing.services import Servers
from websocket_service.engines import NAMES
from websocket_service.tests.realtime import Kiosk, Kiosks, Realtime, served


@pytest.fixture(scope="session")
def kiosks(built: Callable[[str], Service], people_issuer: Issuer) -> Iterator[Kiosks]:
    running = Kiosks(built("kiosk_service"), people_issuer)
    yield running
    running.close()


@pytest.fixture(scope="session", params=NAMES)
def realtime(
    request: pytest.FixtureRequest, servers: Servers, kiosks: Kiosks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Realtime]:
    """The service on one engine after the other."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with served(servers, kiosks, folder, REALTIME_ASYNC_MODE=request.param) as running:
        yield running


@pytest.fixture
def kiosk(kiosks: Kiosks) -> Kiosk:
    return kiosks.enrol()
