"""What is no proper frame or packet ends its own socket, is counted by name, and hurts nobody else."""

import json
import socket
from typing import Any

import pytest
import requests

from common.testing.waiting import eventually
from websocket_service.tests.raw import BINARY, CLOSE, PING, PONG, TEXT, Closed, frame, quickly, reading
from websocket_service.tests.realtime import Kiosk, Kiosks, Realtime
from websocket_service.transport.assembly import MAX_MESSAGE

DEEP = "[" * 100_000

NONSENSE = [
    (frame(BINARY, b"\x00\x01"), "binary"),
    (frame(TEXT, b"\xff\xfe"), "malformed"),
    (frame(TEXT, b""), "malformed"),
    (frame(TEXT, "²".encode()), "malformed"),
    (frame(TEXT, b"bAAAA"), "malformed"),
    (frame(TEXT, b"4"), "malformed"),
    (frame(TEXT, b"49"), "malformed"),
    (frame(TEXT, b'4{"a":1}'), "malformed"),
    (frame(TEXT, b"42"), "malformed"),
    (frame(TEXT, b"42{}"), "malformed"),
    (frame(TEXT, b"42[]"), "malformed"),
    (frame(TEXT, b"42[1]"), "malformed"),
    (frame(TEXT, b'42["kiosk_update",'), "malformed"),
    (frame(TEXT, b'42["disconnect"]'), "malformed"),
    (frame(TEXT, b'42["connect",{},{"token":"x"}]'), "malformed"),
    (frame(TEXT, b'4551-["kiosk_update",{"_placeholder":true,"num":0}]'), "malformed"),
    (frame(TEXT, b"42" + b"9" * 120 + b'["kiosk_update"]'), "malformed"),
    (frame(TEXT, b'42["kiosk_update",1' + b"0" * 400 + b"]"), "malformed"),
    (frame(TEXT, b'42["kiosk_update",' + DEEP.encode() + b"]"), "malformed"),
    (frame(TEXT, b"2", masked=False), "malformed"),
    (frame(0x3, b"2"), "malformed"),
    (frame(0xB, b""), "malformed"),
    (frame(PING, b"", final=False), "malformed"),
    (frame(0x0, b"a continuation of nothing"), "malformed"),
    (frame(TEXT, b"4", final=False) + frame(TEXT, b"2[]"), "malformed"),
    (frame(TEXT, b"", length=MAX_MESSAGE + 1), "too_big"),
    (frame(TEXT, b"", length=2**63 - 1), "too_big"),
    (frame(TEXT, b"4" * MAX_MESSAGE, final=False) + frame(0x0, b"4"), "too_big"),
]


def update(value: Any) -> str:
    return "427" + json.dumps(["kiosk_update", value])


@pytest.mark.parametrize(("content", "reason"), NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_ends_the_socket_and_is_counted(realtime: Realtime, kiosk: Kiosk, content: bytes, reason: str) -> None:
    before = realtime.metric("realtime_refusals_total", reason=reason)
    client = realtime.connect(kiosk)
    client.send_bytes(content)
    client.wait_until_closed()
    assert realtime.metric("realtime_refusals_total", reason=reason) == before + 1
    assert realtime.connect(kiosk).call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]
    assert "Traceback" not in realtime.log.read_text()


def test_a_message_too_large_is_refused_before_it_is_read(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    client.send_bytes(frame(TEXT, b"4", length=MAX_MESSAGE + 1))
    assert client.wait_until_closed() == 1009


def test_the_largest_message_is_taken(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    start = f'421["kiosk_update",{json.dumps(reading(kiosk.id, 1))[:-1]},"note":"'
    end = '"}]'
    client.send(start + "x" * (MAX_MESSAGE - len(start) - len(end)) + end)
    assert client.answer(1)["accepted"] == 1


def test_a_message_in_fragments_counts_as_one_even_around_a_ping(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    text = update(reading(kiosk.id, 1)).encode()
    client.send_bytes(
        frame(TEXT, text[:40], final=False)
        + frame(PING, b"still there?")
        + frame(0x0, text[40:80], final=False)
        + frame(0x0, text[80:])
    )
    assert client.answer(7)["accepted"] == 1


def test_a_clients_own_pings_and_pongs_are_welcome(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    client.send_bytes(frame(PING, b"x") + frame(PONG, b""))
    assert client.call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]


def test_a_goodbye_is_answered(realtime: Realtime) -> None:
    client = realtime.connect()
    client.send_bytes(frame(CLOSE, (1000).to_bytes(2)))
    assert client.wait_until_closed() == 1000


def test_many_calls_in_one_write_are_answered_in_their_order(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    client.send_bytes(quickly(f"42{seq}" + json.dumps(["kiosk_update", reading(kiosk.id, seq)]) for seq in range(300)))
    answers = [client.wait_for("43") for _ in range(300)]
    assert [int(answer[2 : answer.index("[")]) for answer in answers] == list(range(300))
    assert all('"accepted":1' in answer for answer in answers)


@pytest.mark.parametrize(
    ("payload", "codes"),
    [
        ({"seq": 10**30}, ["invalid:seq"]),
        ({"hardware": {"cpu_usage": 1e308}}, ["out_of_range:cpu_usage"]),
        ({"timestamp": 5}, ["invalid:timestamp"]),
        ({"note": "a\0b"}, ["invalid_payload"]),
        ({"hardware": {"cpu_usage": float("nan")}}, ["invalid:cpu_usage"]),
        ({"hardware": {"cpu_usage": float("-inf")}}, ["out_of_range:cpu_usage"]),
    ],
    ids=str,
)
def test_a_reading_of_the_wrong_shape_is_rejected_by_name(
    realtime: Realtime, kiosk: Kiosk, payload: dict[str, Any], codes: list[str]
) -> None:
    client = realtime.connect(kiosk)
    client.send(update({**reading(kiosk.id, 1), **payload}))
    assert [item["code"] for item in client.answer(7)["rejected"]] == codes


def test_a_number_that_is_none_costs_a_batch_nothing_but_its_own_reading(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    spoilt = reading(kiosk.id, 2, network={"latency": float("nan")})
    answer = client.call(1, "kiosk_update", [reading(kiosk.id, 1), spoilt, reading(kiosk.id, 3, note=float("inf"))])
    assert answer["accepted"] == 2
    assert answer["rejected"] == [{"seq": 2, "code": "invalid:latency"}]


def test_an_introduction_with_a_number_that_is_none_is_refused_by_name(
    realtime: Realtime, kiosks: Kiosks, kiosk: Kiosk
) -> None:
    client = realtime.connect(kiosk)
    said = {"kiosk_id": kiosk.id, "serial": kiosk.serial, "capabilities": {"sensors": [float("nan")]}}
    assert client.call(1, "kiosk_join", said) == {"ok": False, "code": "invalid_payload"}


@pytest.mark.parametrize("argument", ['"\\ud83d"', '{"room":', "1" + "0" * 400, DEEP], ids=range(4))
def test_a_call_that_is_no_json_is_answered_by_name(realtime: Realtime, kiosk: Kiosk, argument: str) -> None:
    before = realtime.metric("realtime_refusals_total", reason="malformed")
    client = realtime.connect(kiosk)
    client.send(f'427["kiosk_update",{argument}]')
    assert client.answer(7) == {"ok": False, "code": "invalid_payload"}
    assert realtime.metric("realtime_refusals_total", reason="malformed") == before + 1
    assert client.call(8, "kiosk_update", reading(kiosk.id, 1))["accepted"] == 1


def test_an_unknown_event_and_namespace_are_answered_by_name(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    assert client.call(3, "no_such_event", {}) == {"ok": False, "code": "unknown_event"}
    client.send("40/no_such_namespace,")
    assert client.wait_for("44/no_such_namespace")
    client.send('42/no_such_namespace,5["kiosk_update",{}]')
    assert client.call(4, "kiosk_update", reading(kiosk.id, 1))["ok"]


def test_events_before_the_introduction_are_not_heard(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect()
    client.send(update(reading(kiosk.id, 1)))
    client.join(kiosk.token)
    assert client.call(8, "kiosk_update", reading(kiosk.id, 1))["accepted"] == 1


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"x", "²".encode(), b"4" * (MAX_MESSAGE + 1), b"4\x1e"])
def test_a_polling_body_that_is_none_is_refused(realtime: Realtime, kiosks: Kiosks, body: bytes) -> None:
    address = f"{realtime.url}/socket.io/?EIO=4&transport=polling"
    sid = json.loads(requests.get(address, timeout=10).text[1:])["sid"]
    response = requests.post(f"{address}&sid={sid}", data=body, timeout=10)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("request_line", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_no_http_gets_no_traceback(realtime: Realtime, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", realtime.port), timeout=20) as bare:
        bare.sendall(request_line)
        bare.shutdown(socket.SHUT_WR)
        while bare.recv(1000):
            pass
    assert eventually(realtime.is_ready)
    assert "Traceback" not in realtime.log.read_text()


def test_a_goodbye_is_answered_with_one(realtime: Realtime) -> None:
    client = realtime.connect()
    client.send_bytes(frame(CLOSE, (1000).to_bytes(2)))
    assert client.wait_until_closed() == 1000
    with pytest.raises(Closed) as after:
        client.receive()
    assert after.value.status is None
