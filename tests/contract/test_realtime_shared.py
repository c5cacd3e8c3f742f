"""Several processes of the realtime service: where a socket is connected makes no difference to anybody."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest
import requests

from common.testing.waiting import eventually
from launcher.embedded.temporary import free_port
from tests.contract.conftest import Person
from tests.contract.listeners import Listener, introduction, reading
from tests.contract.test_realtime_rooms import assign
from tests.system import EnrolledKiosk, System

ROOT = Path(__file__).parents[2]
READY_SECONDS = 90
WEBSOCKET = {"transports": ["websocket"]}

Connect = Callable[..., Listener]
Somebody = Callable[[str], Person]


@pytest.fixture(scope="module")
def replicas(system: System) -> Iterator[tuple[str, str]]:
    """The addresses of two more processes, which share everything with the system and each other."""
    environment = system.processes()["serve websocket_service"].environ() | {
        "REALTIME_SHARED": "true",
        "PROMETHEUS_MULTIPROC_DIR": "",  # each has a folder of its own, which it empties
    }
    ports = [free_port(), free_port()]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "common.run", "serve", "websocket_service"],
            cwd=ROOT,
            env={**os.environ, **environment, "SERVICE_PORT": str(port)},
            stdout=subprocess.DEVNULL,
        )
        for port in ports
    ]
    try:
        assert eventually(lambda: all(map(_is_ready, ports)), READY_SECONDS)
        yield f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).ok
    except requests.RequestException:
        return False


def test_readings_and_statuses_reach_people_at_every_process_once(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk, replicas: tuple[str, str]
) -> None:
    device = connect(system.device_token(kiosk), url=replicas[0], **WEBSOCKET)
    device.call("kiosk_join", introduction(kiosk))
    people = [connect(admin, url=url, **WEBSOCKET) for url in replicas]
    for person in people:
        person.join(f"kiosk:{kiosk.id}")
        assert person.told("kiosk_status")["status"] == "offline"
    for seq in (1, 2):
        device.call("kiosk_update", reading(kiosk, seq))
        for person in people:
            assert person.told("kiosk_telemetry")["seq"] == seq
    for person in people:
        assert person.told("kiosk_status")["status"] == "online"
        assert [event for event, _ in person.told_in_order].count("kiosk_telemetry") == 2


def test_words_to_everybody_reach_people_at_every_process_once(
    admin: str, connect: Connect, replicas: tuple[str, str]
) -> None:
    people = [connect(admin, url=url, **WEBSOCKET) for url in replicas]
    for number, person in enumerate(people):
        assert person.call("notify", {"message": f"from {number}"}) == {"ok": True}
    for person in people:
        assert {person.told("notification")["message"] for _ in people} == {"from 0", "from 1"}
        assert [event for event, _ in person.told_in_order].count("notification") == len(people)


def test_a_kiosk_is_lost_and_a_session_ended_at_every_process(
    system: System,
    admin: str,
    somebody: Somebody,
    connect: Connect,
    kiosk: EnrolledKiosk,
    replicas: tuple[str, str],
) -> None:
    person, room = somebody("technician"), f"kiosk:{kiosk.id}"
    assign(system, admin, kiosk, person)
    sockets = [connect(person.token, url=url, **WEBSOCKET) for url in replicas]
    for one in sockets:
        one.join(room)
    system.call("POST", f"/kiosks/{kiosk.id}/unassign", admin)
    for one in sockets:
        assert one.told("left") == {"room": room, "code": "forbidden"}
    session = jwt.decode(person.token, options={"verify_signature": False})["sid"]
    system.call("DELETE", f"/auth/sessions/{session}", person.token)
    for one in sockets:
        assert one.is_closed_by_the_server()
