"""Any one process may be killed: it is healed, and nothing that was acknowledged is lost or stored twice."""

import queue
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import socketio

from common.testing.waiting import eventually
from tests.system import EnrolledKiosk, System

HEALED_SECONDS = 15
KINDS = [
    "postgres",
    "valkey-server valkey-streams",
    "valkey-server valkey-cache",
    "serve auth_service",
    "serve kiosk_service",
    "serve payment_service",
    "serve ai_service",
    "serve websocket_service",
    "serve notification_service",
    "serve api_gateway",
    "work kiosk_service",
    "work auth_service payment_service ai_service notification_service",
    "tasks notification_service",
    "mail",
    "kiosks",
]


class PersistentKiosk:
    """Sends readings without a pause, each until it is acknowledged, whatever happens to the connection.

    `latency` carries the `seq`, so that what was stored can be read back over HTTP.
    """

    def __init__(self, system: System, kiosk: EnrolledKiosk) -> None:
        self._system = system
        self._kiosk = kiosk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.acknowledged: list[int] = []
        self.complaints: list[Any] = []

    def __enter__(self) -> "PersistentKiosk":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()
        assert self.complaints == []

    def _run(self) -> None:
        seq, client = 1, None
        while not self._stop.is_set():
            try:
                client = client if client and client.connected else self._connect()
                answers: queue.Queue[Any] = queue.Queue()
                client.emit("kiosk_update", self._reading(seq), callback=answers.put)
                answer = answers.get(timeout=5)
                if answer["ok"]:
                    if answer["accepted"] + answer["duplicate"] != 1:
                        self.complaints.append(answer)
                    self.acknowledged.append(seq)
                    seq += 1
                self._stop.wait(0.05)
            except (requests.RequestException, socketio.exceptions.SocketIOError, queue.Empty):
                if client:
                    client.disconnect()
                client = None
                self._stop.wait(0.3)
        if client:
            client.disconnect()

    def _connect(self) -> socketio.Client:
        client = socketio.Client(reconnection=False)
        token = self._system.device_token(self._kiosk)
        client.connect(self._system.realtime_url, auth={"token": token}, transports=["websocket"], wait_timeout=5)
        return client

    def _reading(self, seq: int) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        return {"seq": seq, "kiosk_id": self._kiosk.id, "timestamp": now, "network": {"latency": seq}}

    def progresses(self, seconds: float) -> bool:
        """Whether a new reading is acknowledged in time."""
        before, deadline = len(self.acknowledged), time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(self.acknowledged) > before:
                return True
            time.sleep(0.1)
        return False


def stored(system: System, kiosk: EnrolledKiosk) -> list[int]:
    """The `seq` of every stored reading, as the API gives them back."""
    end = datetime.now(UTC) + timedelta(minutes=1)
    query = {"metric": "latency", "from": (end - timedelta(hours=1)).isoformat(), "to": end.isoformat()}
    body = system.call("GET", f"/kiosks/{kiosk.id}/telemetry", system.login(), params=query)
    assert body["step"] == 0, "too many readings to get them back one by one"
    return [int(value) for _, value in body["points"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_process_is_healed_and_nothing_acknowledged_is_lost(system: System, kind: str) -> None:
    kiosk = system.enrol(system.login())
    with PersistentKiosk(system, kiosk) as sender:
        assert sender.progresses(10)
        processes = system.processes()
        victim = next(process for name, process in processes.items() if name.startswith(kind))
        victim.kill()
        killed_at = time.monotonic()
        assert eventually(lambda: not victim.is_running(), 5)

        def healed() -> bool:
            replaced = [process for name, process in system.processes().items() if name.startswith(kind)]
            return bool(replaced) and replaced[0].pid != victim.pid and system.is_ready()

        assert eventually(healed, HEALED_SECONDS), f"{kind} is not back"
        assert sender.progresses(HEALED_SECONDS - (time.monotonic() - killed_at) + 5)

    acknowledged = sender.acknowledged
    assert eventually(lambda: set(stored(system, kiosk)) >= set(acknowledged), 20)
    found = stored(system, kiosk)
    assert len(found) == len(set(found)), "stored twice"
    assert found == sorted(found)
