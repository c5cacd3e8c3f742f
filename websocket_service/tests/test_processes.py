"""Several processes behind one port, and one that shares its address with others."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
import socketio

from common.testing.services import Servers
from common.testing.waiting import eventually
from websocket_service.engines import NAMES
from websocket_service.tests.raw import reading
from websocket_service.tests.realtime import Kiosk, Kiosks, Realtime, served

PROCESSES = 2


@pytest.fixture(scope="module", params=NAMES)
def several(
    request: pytest.FixtureRequest, servers: Servers, kiosks: Kiosks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Realtime]:
    folder: Path = tmp_path_factory.mktemp("several")
    settings = {"REALTIME_ASYNC_MODE": request.param, "REALTIME_PROCESSES": str(PROCESSES)}
    with served(servers, kiosks, folder, **settings) as running:
        assert eventually(lambda: len(listening(running)) == PROCESSES)
        yield running


def listening(realtime: Realtime) -> list[psutil.Process]:
    """The processes that serve."""
    found = []
    for child in psutil.Process(realtime.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # it ended while it was looked at
            if child.net_connections("tcp"):
                found.append(child)
    return found


def test_readings_are_taken_whichever_process_is_reached(several: Realtime, kiosks: Kiosks) -> None:
    for _ in range(8):
        kiosk = kiosks.enrol()
        client = several.connect(kiosk)
        assert client.call(1, "kiosk_update", reading(kiosk.id, 1))["accepted"] == 1
        client.close()
    assert several.metric("realtime_readings_total", outcome="accepted") >= 8


def test_a_process_that_dies_is_replaced_while_the_others_serve(several: Realtime, kiosk: Kiosk) -> None:
    victim = listening(several)[0]
    victim.kill()
    assert eventually(lambda: victim not in listening(several) and len(listening(several)) == PROCESSES)
    assert eventually(several.is_ready)
    client = several.connect(kiosk)
    assert client.call(1, "kiosk_update", reading(kiosk.id, 1))["accepted"] == 1


def test_the_official_client_works_on_websocket_alone(several: Realtime, kiosk: Kiosk) -> None:
    client = socketio.Client(reconnection=False)
    client.connect(several.url, auth={"token": kiosk.token}, transports=["websocket"], wait_timeout=20)
    assert client.call("kiosk_update", reading(kiosk.id, 1), timeout=20)["ok"]
    client.disconnect()


@pytest.mark.parametrize("query", ["EIO=4", "EIO=4&transport=polling", "EIO=4&transport=polling&sid=x"])
def test_polling_is_refused_by_name(several: Realtime, query: str) -> None:
    address = f"{several.url}/socket.io/?{query}"
    for response in (requests.get(address, timeout=10), requests.post(address, data=b"4", timeout=10)):
        assert (response.status_code, response.json()["code"]) == (400, "websocket_only")


def test_a_lone_process_can_share_its_address_with_other_replicas(
    servers: Servers, kiosks: Kiosks, tmp_path: Path, kiosk: Kiosk
) -> None:
    with served(servers, kiosks, tmp_path, REALTIME_SHARED="true") as replica:
        response = requests.get(f"{replica.url}/socket.io/?EIO=4&transport=polling", timeout=10)
        assert response.json()["code"] == "websocket_only"
        assert replica.connect(kiosk).call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]


def test_children_do_not_outlive_their_parent(servers: Servers, kiosks: Kiosks, tmp_path: Path) -> None:
    with served(servers, kiosks, tmp_path, stops=False, REALTIME_PROCESSES=str(PROCESSES)) as orphaned:
        assert eventually(lambda: len(listening(orphaned)) == PROCESSES)
        children = listening(orphaned)
        orphaned.process.kill()
        assert eventually(lambda: not any(child.is_running() for child in children))
        with pytest.raises(OSError, match="refused"):
            orphaned.connect()
