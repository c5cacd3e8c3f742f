"""The realtime contract, with the official Python client against the running system."""

import queue
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from tests.system import EnrolledKiosk, System

SECONDS = 10
EVENTS = ("connected", "joined", "error", "kiosk_status", "kiosk_telemetry", "kiosk_config")


class Listener:
    """A client that keeps what it is told."""

    def __init__(self, system: System, token: str, **options: Any) -> None:
        self.client = socketio.Client(reconnection=False)
        self._told: dict[str, queue.Queue[Any]] = {event: queue.Queue() for event in EVENTS}
        for event, told in self._told.items():
            self.client.on(event, told.put)
        self.client.connect(system.realtime_url, auth={"token": token}, wait_timeout=SECONDS, **options)

    def told(self, event: str, about: Callable[[Any], bool] = lambda _: True) -> Any:
        """The next event of a kind that is about what was asked for."""
        deadline = time.monotonic() + 30
        while True:
            payload = self._told[event].get(timeout=max(0.1, deadline - time.monotonic()))
            if about(payload):
                return payload

    def call(self, event: str, payload: Any) -> Any:
        return self.client.call(event, payload, timeout=SECONDS)


@pytest.fixture
def connect(system: System) -> Iterator[Callable[..., Listener]]:
    listeners: list[Listener] = []

    def open_one(token: str, **options: Any) -> Listener:
        listeners.append(Listener(system, token, **options))
        return listeners[-1]

    yield open_one
    for listener in listeners:
        listener.client.disconnect()


@pytest.fixture(scope="module")
def admin(system: System) -> str:
    return system.login()


@pytest.fixture
def kiosk(system: System, admin: str) -> EnrolledKiosk:
    return system.enrol(admin, group="prueba")


def reading(kiosk: EnrolledKiosk, seq: int, **sections: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {"seq": seq, "kiosk_id": kiosk.id, "serial": kiosk.serial, "timestamp": now, **sections}


def introduction(kiosk: EnrolledKiosk) -> dict[str, Any]:
    capabilities = {"sensors": ["temperature"], "peripherals": [], "features": []}
    return {"kiosk_id": kiosk.id, "serial": kiosk.serial, "capabilities": capabilities, "firmware": "9.1"}


@pytest.mark.parametrize("options", [{}, {"transports": ["websocket"]}], ids=["default", "websocket only"])
def test_a_good_token_is_greeted(system: System, admin: str, connect: Callable[..., Listener], options: Any) -> None:
    assert connect(admin, **options).told("connected")["message"]


@pytest.mark.parametrize("auth", [{"token": "nonsense"}, {}, None, "x"])
def test_a_bad_token_is_refused_at_connect(system: System, auth: Any) -> None:
    client = socketio.Client(reconnection=False)
    refusals: list[Any] = []
    client.on("connect_error", refusals.append)
    with pytest.raises(Refused):
        client.connect(system.realtime_url, auth=auth, wait_timeout=SECONDS)
    assert refusals[0]["code"] == "unauthorized"


def test_a_token_in_the_query_is_accepted_too(system: System, admin: str) -> None:
    client = socketio.Client(reconnection=False)
    client.connect(f"{system.realtime_url}?token={admin}", wait_timeout=SECONDS)
    assert client.connected
    client.disconnect()


def test_a_reading_travels_from_a_kiosk_to_a_persons_socket_and_into_the_database(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    person, device = connect(admin), connect(system.device_token(kiosk))
    for room in ("fleet", f"kiosk:{kiosk.id}"):
        person.client.emit("join_room", {"room": room})
        assert person.told("joined") == {"room": room}

    joined = device.call("kiosk_join", introduction(kiosk))
    assert joined["ok"] is True
    assert joined["resume_from"] == -1
    assert joined["config"]["interval"] == 5

    sent = reading(kiosk, 1, hardware={"cpu_usage": 12.5})
    assert device.call("kiosk_update", sent) == {"ok": True, "accepted": 1, "duplicate": 0, "rejected": []}

    def about(payload: dict[str, Any]) -> bool:
        return bool(payload["kiosk_id"] == kiosk.id)

    telemetry = person.told("kiosk_telemetry", about)
    assert telemetry["hardware"] == {"cpu_usage": 12.5}
    assert telemetry["received_at"].endswith("Z")
    status = person.told("kiosk_status", about)
    assert (status["status"], status["connection"], status["mode"]) == ("online", "online", "normal")

    stored = system.call("GET", f"/kiosks/{kiosk.id}/status", admin)
    assert (stored["last_seq"], stored["status"]) == (1, "online")
    shown = system.call("GET", f"/kiosks/{kiosk.id}", admin)
    assert (shown["firmware"], shown["capabilities"]["sensors"]) == ("9.1", ["temperature"])

    # Nothing more is said, so it counts as offline after three missed intervals.
    offline = person.told("kiosk_status", lambda payload: about(payload) and payload["status"] == "offline")
    assert offline["connection"] == "offline"


def test_a_backlog_repeats_and_bad_readings_are_counted(
    system: System, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    batch = [reading(kiosk, seq) for seq in (3, 4, 4)] + [reading(kiosk, 5, environmental={"humidity": 101})]
    assert device.call("kiosk_update", batch) == {
        "ok": True,
        "accepted": 2,
        "duplicate": 1,
        "rejected": [{"seq": 5, "code": "out_of_range:humidity"}],
    }
    assert device.call("kiosk_join", introduction(kiosk))["resume_from"] == 4


@pytest.mark.parametrize("payload", [None, 7, "x", [], [[]], [{}] * 201])
def test_a_call_without_a_proper_argument_says_so(
    system: System, connect: Callable[..., Listener], kiosk: EnrolledKiosk, payload: Any
) -> None:
    device = connect(system.device_token(kiosk))
    assert device.call("kiosk_update", payload) == {"ok": False, "code": "invalid_payload"}


def test_a_kiosk_speaks_only_for_itself(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    other = system.enrol(admin)
    device = connect(system.device_token(kiosk))
    assert device.call("kiosk_join", introduction(other)) == {"ok": False, "code": "forbidden"}
    answer = device.call("kiosk_update", reading(other, 1))
    assert answer["rejected"] == [{"seq": 1, "code": "wrong_kiosk"}]
    assert connect(admin).call("kiosk_update", reading(kiosk, 1)) == {"ok": False, "code": "forbidden"}


def test_an_introduction_that_makes_no_sense_is_refused_and_not_kept(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    for nonsense in ({"capabilities": "x"}, {"firmware": "9" * 100}, {"capabilities": {"sensors": ["a\0b"]}}):
        answer = device.call("kiosk_join", {**introduction(kiosk), **nonsense})
        assert answer == {"ok": False, "code": "invalid_payload"}
    foreign = {**introduction(kiosk), "serial": "another", "firmware": "hacked"}
    assert device.call("kiosk_join", foreign) == {"ok": False, "code": "forbidden"}
    assert system.call("GET", f"/kiosks/{kiosk.id}", admin)["firmware"] is None


def test_a_changed_setting_reaches_the_kiosk_at_once(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    device.call("kiosk_join", introduction(kiosk))
    place = {"lat": -34.6, "lng": -58.4}
    system.call("PUT", f"/kiosks/{kiosk.id}", admin, json={"interval": 7, "assigned_location": place})
    told = device.told("kiosk_config", lambda config: config["interval"] == 7)
    assert told == {"interval": 7, "assigned_location": place}


@pytest.mark.parametrize("room", ["fleet", "group:prueba", "alerts", "payments", "user:1", "device:1", "", None, 7])
def test_rooms_of_others_are_forbidden(system: System, connect: Callable[..., Listener], room: Any) -> None:
    technician = connect(system.login("tecnico"))
    technician.client.emit("join_room", {"room": room})
    assert technician.told("error") == {"code": "forbidden", "room": room}


def test_a_technician_hears_no_kiosk_that_is_not_theirs(
    system: System, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    technician = connect(system.login("tecnico"))
    technician.client.emit("join_room", {"room": f"kiosk:{kiosk.id}"})
    assert technician.told("error")["code"] == "forbidden"


def test_a_kiosk_joins_no_room(system: System, connect: Callable[..., Listener], kiosk: EnrolledKiosk) -> None:
    device = connect(system.device_token(kiosk))
    device.client.emit("join_room", {"room": f"kiosk:{kiosk.id}"})
    assert device.told("error")["code"] == "forbidden"


def test_a_token_is_renewed_on_the_open_socket(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk
) -> None:
    person = connect(admin)
    assert person.call("refresh_token", {"token": system.login()}) == {"ok": True}
    for wrong in ({"token": "x"}, {}, None, {"token": system.login("operador")}):
        assert person.call("refresh_token", wrong) == {"ok": False, "code": "unauthorized"}
