"""The realtime contract with the official JavaScript client, which the web app uses."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.contract.listeners import Listener, introduction, reading
from tests.system import EnrolledKiosk, System

CLIENT = Path(__file__).with_name("socketio_client.mjs")
FRONTEND = Path(__file__).parents[2] / "frontend"
SECONDS = 90
OPTIONS: list[dict[str, Any]] = [{}, {"transports": ["websocket"]}, {"transports": ["polling"]}]

every_transport = pytest.mark.parametrize("options", OPTIONS, ids=["default", "websocket only", "polling only"])


def run(system: System, token: str | None, steps: list[dict[str, Any]], options: dict[str, Any]) -> Any:
    """What became of connecting and, step by step, of what was done then."""
    task = {
        "clientFolder": str(FRONTEND),
        "url": system.realtime_url,
        "auth": {"token": token},
        "options": options,
        "steps": steps,
    }
    done = subprocess.run(
        ["node", str(CLIENT)], input=json.dumps(task), capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return json.loads(done.stdout)


def call(event: str, payload: Any) -> dict[str, Any]:
    return {"do": "call", "event": event, "payload": payload}


def told(event: str, **fields: Any) -> dict[str, Any]:
    return {"do": "told", "event": event, "fields": fields}


@every_transport
def test_a_bad_token_is_refused_in_the_words_of_the_contract(system: System, options: dict[str, Any]) -> None:
    refused = run(system, "nonsense", [], options)["refused"]
    assert refused["message"] == "unauthorized"
    assert refused["data"]["code"] == "unauthorized"


@every_transport
def test_a_kiosk_joins_and_sends_a_reading_and_a_batch(
    system: System, kiosk: EnrolledKiosk, options: dict[str, Any]
) -> None:
    steps = [
        told("connected"),
        call("kiosk_join", introduction(kiosk)),
        call("kiosk_update", reading(kiosk, 1, hardware={"cpu_usage": 7})),
        call("kiosk_update", [reading(kiosk, 1), reading(kiosk, 2), reading(kiosk, 3)]),
        call("kiosk_update", "x"),
    ]
    greeting, joined, one, batch, wrong = run(system, system.device_token(kiosk), steps, options)["answers"]
    assert greeting["message"]
    assert (joined["ok"], joined["resume_from"], joined["config"]["interval"]) == (True, -1, 5)
    assert one == {"ok": True, "accepted": 1, "duplicate": 0, "rejected": []}
    assert batch == {"ok": True, "accepted": 2, "duplicate": 1, "rejected": []}
    assert wrong == {"ok": False, "code": "invalid_payload"}


@every_transport
def test_a_person_joins_rooms_and_is_told(
    system: System, admin: str, connect: Callable[..., Listener], kiosk: EnrolledKiosk, options: dict[str, Any]
) -> None:
    connect(system.device_token(kiosk)).call("kiosk_update", reading(kiosk, 4, hardware={"cpu_usage": 31}))
    room = f"kiosk:{kiosk.id}"
    steps = [
        call("join_room", {"room": room}),
        told("joined", room=room),
        told("kiosk_telemetry", kiosk_id=kiosk.id),
        told("kiosk_status", kiosk_id=kiosk.id, status="online"),
        call("join_room", {"room": "user:999999"}),
        told("error", room="user:999999"),
        call("notify", {"message": "¿todo bien?", "room": room}),
        told("notification", room=room),
    ]
    answers = run(system, admin, steps, options)["answers"]
    acknowledged, joined, telemetry, status, not_mine, error, sent, notification = answers
    assert acknowledged == {"ok": True, "room": room}
    assert joined == {"room": room}
    assert (telemetry["seq"], telemetry["hardware"]) == (4, {"cpu_usage": 31})
    assert status["connection"] == "online"
    assert not_mine == {"ok": False, "code": "forbidden", "room": "user:999999"}
    assert error == {"code": "forbidden", "room": "user:999999"}
    assert sent == {"ok": True}
    assert notification["message"] == "¿todo bien?"


def test_the_default_client_begins_with_polling_and_goes_over_to_websocket(system: System, admin: str) -> None:
    assert run(system, admin, [{"do": "upgraded"}], {})["answers"] == ["websocket"]
