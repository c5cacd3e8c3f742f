"""websocket_service as it is served, with the real kiosk_service beside it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

from common.service import Service
from common.testing.fixtures import Issuer
from common.testing.services import Servers
from common.testing.waiting import eventually
from common.tokens import PERSON_ISSUER
from launcher.embedded.temporary import free_port
from websocket_service.tests.raw import RawClient

ROOT = Path(__file__).parent.parent.parent
STOP_SECONDS = 30


@dataclass(frozen=True)
class Kiosk:
    """An enrolled kiosk with a token."""

    id: int
    serial: str
    token: str


class Kiosks:
    """kiosk_service, served by this process."""

    def __init__(self, app: Service, people: Issuer) -> None:
        self._people = people
        app.verifier.use(PERSON_ISSUER, people)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Whoever calls is answered that it is not available."""
        app, self._server.app = self._server.app, ServiceUnavailable()
        try:
            yield
        finally:
            self._server.app = app

    def enrol(self) -> Kiosk:
        """A new kiosk."""
        may = self._people.sign(sub="1", typ="access", role="test", permissions=["kiosks.write", "kiosks.read_all"])
        registered = self._post("/kiosks", {"name": "a", "location": "b"}, {"Authorization": f"Bearer {may}"})
        serial = registered["kiosk"]["serial"]
        enrolled = self._post("/kiosks/enrol", {"serial": serial, "enrolment_token": registered["enrolment_token"]})
        key = {"serial": serial, "device_key": enrolled["device_key"]}
        return Kiosk(enrolled["kiosk_id"], serial, self._post("/kiosks/token", key)["token"])

    def _post(self, path: str, body: object, headers: dict[str, str] | None = None) -> dict[str, Any]:
        response = requests.post(self.url + path, json=body, headers=headers, timeout=30)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


@dataclass(frozen=True)
class Realtime:
    """A running websocket_service."""

    port: int
    process: subprocess.Popen[str]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self, kiosk: Kiosk | None = None) -> RawClient:
        client = RawClient(self.port)
        return client.join(kiosk.token) if kiosk else client

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.RequestException:
            return False

    def metric(self, name: str, **labels: str) -> float:
        """A value of `/metrics`; 0 when it is not there yet."""
        text = requests.get(f"{self.url}/metrics", timeout=10).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    return float(sample.value)
        return 0.0

    def memory(self) -> int:
        """Bytes that its process holds."""
        return int(psutil.Process(self.process.pid).memory_info().rss)


@contextmanager
def served(
    servers: Servers, kiosks: Kiosks, folder: Path, *, stops: bool = True, **settings: str
) -> Iterator[Realtime]:
    """websocket_service in a process of its own, until the end of the block, where it `stops` as it should."""
    port = free_port()
    log = folder / f"websocket_service-{port}.log"
    environment = {
        **os.environ,
        **servers.environment("websocket_service"),
        "SERVICE_PORT": str(port),
        "KIOSK_URL": kiosks.url,
        **settings,
    }
    command = [sys.executable, "-m", "common.run", "serve", "websocket_service"]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, text=True)
    realtime = Realtime(port, process, log)
    try:
        assert eventually(lambda: realtime.is_ready() or process.poll() is not None, 60), log.read_text()
        assert process.poll() is None, log.read_text()
        yield realtime
    finally:
        process.terminate()
        try:
            status = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert status == 0 or not stops, log.read_text()
