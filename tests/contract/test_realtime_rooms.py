"""Rooms: who may listen where, what one is told on entering, and how a room is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from common.live import announce
from common.testing.waiting import eventually
from tests.contract.conftest import Person
from tests.contract.listeners import Listener, introduction, reading
from tests.system import EnrolledKiosk, System

Connect = Callable[..., Listener]
Somebody = Callable[[str], Person]


def assign(system: System, admin: str, kiosk: EnrolledKiosk, person: Person) -> None:
    code = system.call("GET", f"/kiosks/{kiosk.id}", admin)["code"]
    system.call("POST", "/kiosks/assign", admin, json={"code": code, "user_id": person.id})


@pytest.mark.parametrize("room", ["fleet", "group:prueba", "alerts", "payments", "user:1", "device:1", "kiosk:x", ""])
def test_rooms_of_others_are_forbidden(system: System, connect: Connect, room: str) -> None:
    technician = connect(system.login("tecnico"))
    technician.client.emit("join_room", {"room": room})
    assert technician.told("error") == {"code": "forbidden", "room": room}
    assert technician.call("join_room", {"room": room}) == {"ok": False, "code": "forbidden", "room": room}


@pytest.mark.parametrize("payload", [None, "fleet", ["fleet"], {}, {"room": 7}, {"room": None}])
def test_a_request_without_a_room_says_so(system: System, admin: str, connect: Connect, payload: Any) -> None:
    person = connect(admin)
    assert person.call("join_room", payload)["code"] == "invalid_payload"
    assert person.told("error")["code"] == "invalid_payload"
    assert person.call("leave_room", payload) == {"ok": False, "code": "invalid_payload"}


def test_who_sees_everything_may_be_everywhere(admin: str, somebody: Somebody, connect: Connect) -> None:
    operator = somebody("operator")
    listener = connect(operator.token)
    for room in ("fleet", "group:prueba", "alerts", "payments", f"user:{operator.id}", "kiosk:1"):
        listener.join(room)


def test_a_technician_hears_only_kiosks_that_are_theirs(
    system: System, admin: str, somebody: Somebody, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    person = somebody("technician")
    listener, room = connect(person.token), f"kiosk:{kiosk.id}"
    assert listener.call("join_room", {"room": room})["code"] == "forbidden"
    assign(system, admin, kiosk, person)
    listener.join(room)


def test_a_kiosk_joins_no_room_and_tells_nobody_anything(
    system: System, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    device.client.emit("join_room", {"room": f"kiosk:{kiosk.id}"})
    assert device.told("error")["code"] == "forbidden"
    assert device.call("notify", {"message": "hello"}) == {"ok": False, "code": "forbidden"}


def test_who_enters_is_told_at_once_how_it_stands(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    device.call("kiosk_join", introduction(kiosk))
    device.call("kiosk_update", reading(kiosk, 5, hardware={"cpu_usage": 44}))
    assert eventually(lambda: system.call("GET", f"/kiosks/{kiosk.id}", admin)["status"] == "online")

    def about(payload: dict[str, Any]) -> bool:
        return bool(payload["kiosk_id"] == kiosk.id)

    for room in (f"kiosk:{kiosk.id}", "group:prueba", "fleet"):
        person = connect(admin)
        person.join(room)
        status, telemetry = person.told("kiosk_status", about), person.told("kiosk_telemetry", about)
        assert (status["status"], status["connection"], status["mode"]) == ("online", "online", "normal")
        assert status["last_seen_at"].endswith("Z")
        assert status["at"] >= status["last_seen_at"]
        assert (telemetry["seq"], telemetry["hardware"]) == (5, {"cpu_usage": 44})


def test_a_kiosk_that_never_spoke_has_a_status_and_no_reading(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    person = connect(admin)
    person.join(f"kiosk:{kiosk.id}")
    assert person.told("kiosk_status")["status"] == "offline"
    person.join(f"kiosk:{system.enrol(admin).id}")
    person.told("kiosk_status")
    assert "kiosk_telemetry" not in dict(person.told_in_order)


def test_readings_never_go_back_in_time_while_people_come_in(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device, person = connect(system.device_token(kiosk)), connect(admin)
    for seq in range(40):
        device.call("kiosk_update", reading(kiosk, seq))
        person.client.emit("join_room", {"room": ("fleet", f"kiosk:{kiosk.id}", "group:prueba")[seq % 3]})
    person.told("kiosk_telemetry", lambda payload: payload["kiosk_id"] == kiosk.id and payload["seq"] == 39)
    heard = [
        payload["seq"]
        for event, payload in person.told_in_order
        if event == "kiosk_telemetry" and payload["kiosk_id"] == kiosk.id
    ]
    assert heard == sorted(heard)


def test_who_left_a_room_hears_nothing_more_of_it(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device, gone, still = connect(system.device_token(kiosk)), connect(admin), connect(admin)
    room = f"kiosk:{kiosk.id}"
    gone.join(room)
    still.join(room)
    assert gone.call("leave_room", {"room": room}) == {"ok": True, "room": room}
    device.call("kiosk_update", reading(kiosk, 1))
    still.told("kiosk_telemetry")
    assert "kiosk_telemetry" not in dict(gone.told_in_order)
    assert "left" not in dict(gone.told_in_order)


@pytest.mark.parametrize("way", ["unassigned", "assigned to another"])
def test_who_loses_a_kiosk_is_put_out_of_its_room(
    system: System,
    admin: str,
    somebody: Somebody,
    connect: Connect,
    kiosk: EnrolledKiosk,
    way: str,
) -> None:
    person, room = somebody("technician"), f"kiosk:{kiosk.id}"
    assign(system, admin, kiosk, person)
    loser, watcher, device = connect(person.token), connect(admin), connect(system.device_token(kiosk))
    loser.join(room)
    watcher.join(room)
    if way == "unassigned":
        system.call("POST", f"/kiosks/{kiosk.id}/unassign", admin)
    else:
        assign(system, admin, kiosk, somebody("technician"))
    assert loser.told("left") == {"room": room, "code": "forbidden"}
    device.call("kiosk_update", reading(kiosk, 1))
    watcher.told("kiosk_telemetry")
    assert "kiosk_telemetry" not in dict(loser.told_in_order)
    assert loser.call("join_room", {"room": room})["code"] == "forbidden"


def test_readings_follow_their_kiosk_into_another_group(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device, person = connect(system.device_token(kiosk)), connect(admin)
    device.call("kiosk_join", introduction(kiosk))
    person.join("group:otra")
    system.call("PUT", f"/kiosks/{kiosk.id}", admin, json={"group": "otra", "interval": 9})
    device.told("kiosk_config", lambda config: config["interval"] == 9)
    device.call("kiosk_update", reading(kiosk, 1))
    person.told("kiosk_telemetry", lambda payload: payload["kiosk_id"] == kiosk.id and payload["seq"] == 1)


def test_a_message_reaches_all_people_or_those_in_a_room_and_no_kiosk(
    system: System, admin: str, somebody: Somebody, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    analyst = somebody("analyst")
    device, listener, other = connect(system.device_token(kiosk)), connect(analyst.token), connect(admin)
    listener.join("fleet")
    assert other.call("notify", {"message": "only here", "room": "fleet"}) == {"ok": True}
    assert other.call("notify", {"message": "for all"}) == {"ok": True}
    in_room, for_all = listener.told("notification"), listener.told("notification")
    assert (in_room["message"], in_room["from"], in_room["room"]) == ("only here", "admin", "fleet")
    assert in_room["at"].endswith("Z")
    assert for_all["message"] == "for all"
    assert "room" not in for_all
    assert other.told("notification")["message"] == "for all"
    device.call("kiosk_update", reading(kiosk, 1))
    assert "notification" not in dict(device.told_in_order)
    assert listener.call("notify", {"message": "I may not"}) == {"ok": False, "code": "forbidden"}


@pytest.mark.parametrize(
    "payload", [None, "x", {}, {"message": " "}, {"message": 7}, {"message": "x" * 1001}, {"message": "x", "room": "y"}]
)
def test_a_message_that_is_none_is_refused(admin: str, connect: Connect, payload: Any) -> None:
    assert connect(admin).call("notify", payload) == {"ok": False, "code": "invalid_payload"}


def test_what_a_service_announces_reaches_the_person_it_is_for(
    system: System, somebody: Somebody, connect: Connect
) -> None:
    person, other = somebody("technician"), somebody("technician")
    listener, stranger = connect(person.token), connect(other.token)
    listener.join(f"user:{person.id}")
    stranger.join(f"user:{other.id}")
    with Redis.from_url(system.processes()["serve websocket_service"].environ()["REDIS_URL"]) as redis:
        assert announce(redis, "task_progress", f"user:{person.id}", {"task_id": "1", "done": 3})
        assert announce(redis, "task_progress", f"user:{other.id}", {"task_id": "2", "done": 4})
    assert listener.told("task_progress") == {"task_id": "1", "done": 3}
    assert stranger.told("task_progress") == {"task_id": "2", "done": 4}


def test_a_payment_is_told_in_the_room_of_payments(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    person = connect(admin)
    person.join("payments")
    body = {"kiosk_id": kiosk.id, "amount": "12.50", "currency": "ARS", "method": "cash"}
    payment = system.call("POST", "/payments", admin, json=body)["payment"]
    told = person.told("payment_update", lambda update: update["payment_id"] == payment["id"])
    assert (told["event"], told["kiosk_id"], told["amount"]) == ("payment.captured", kiosk.id, "12.50")


def test_a_socket_may_be_in_five_hundred_rooms(admin: str, connect: Connect) -> None:
    person = connect(admin)
    for number in range(1, 501):
        person.client.emit("join_room", {"room": f"group:{number}"})
    assert person.call("join_room", {"room": "fleet"})["code"] == "too_many_rooms"
    person.call("leave_room", {"room": "group:1"})
    person.join("fleet")
