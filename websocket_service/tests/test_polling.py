"""Clients that have not gone over to a WebSocket, or never do."""

import json

import requests

from websocket_service.tests.raw import reading
from websocket_service.tests.realtime import Kiosk, Realtime
from websocket_service.transport.outbox import PACKETS_PER_POLL

SEPARATOR = "\x1e"
CALLS = 3 * PACKETS_PER_POLL


class Polling:
    """A kiosk that speaks by polling."""

    def __init__(self, realtime: Realtime, kiosk: Kiosk) -> None:
        self._address = f"{realtime.url}/socket.io/?EIO=4&transport=polling"
        self._address += "&sid=" + json.loads(requests.get(self._address, timeout=10).text[1:])["sid"]
        self.post([f'40{{"token":"{kiosk.token}"}}'])
        assert self.poll()[0].startswith("40")

    def post(self, packets: list[str]) -> None:
        assert requests.post(self._address, data=SEPARATOR.join(packets), timeout=10).ok

    def poll(self) -> list[str]:
        return requests.get(self._address, timeout=30).text.split(SEPARATOR)


def test_many_calls_in_one_payload_are_all_heard_and_answered(realtime: Realtime, kiosk: Kiosk) -> None:
    client = Polling(realtime, kiosk)
    client.post([f"42{seq}" + json.dumps(["kiosk_update", reading(kiosk.id, seq)]) for seq in range(CALLS)])
    answers: list[str] = []
    while len(answers) < CALLS:
        answers += [packet for packet in client.poll() if packet.startswith("43")]
    assert [int(answer[2 : answer.index("[")]) for answer in answers] == list(range(CALLS))
    assert all('"accepted":1' in answer for answer in answers)


def test_no_answer_to_a_poll_is_more_than_pythons_client_takes(realtime: Realtime, kiosk: Kiosk) -> None:
    client = Polling(realtime, kiosk)
    client.post([f'42{number}["no_such_event"]' for number in range(CALLS)])
    polls = [client.poll()]
    while f"43{CALLS - 1}[" not in polls[-1][-1]:
        polls.append(client.poll())
    assert max(len(packets) for packets in polls) == PACKETS_PER_POLL
