"""The realtime contract, with the official Python client against the running system."""

from collections.abc import Callable
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from tests.contract.listeners import SECONDS, Listener, introduction, reading
from tests.system import EnrolledKiosk, System


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
    assert joined["config"] == {"interval": 5, "assigned_location": None, "thresholds": {}}

    sent = reading(kiosk, 1, hardware={"cpu_usage": 12.5})
    assert device.call("kiosk_update", sent) == {"ok": True, "accepted": 1, "duplicate": 0, "rejected": []}

    def about(payload: dict[str, Any]) -> bool:
        return bool(payload["kiosk_id"] == kiosk.id)

    telemetry = person.told("kiosk_telemetry", about)
    assert telemetry["hardware"] == {"cpu_usage": 12.5}
    assert telemetry["received_at"].endswith("Z")
    status = person.told("kiosk_status", lambda payload: about(payload) and payload["status"] == "online")
    assert (status["connection"], status["mode"]) == ("online", "normal")

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
    assert told == {"interval": 7, "assigned_location": place, "thresholds": {}}
