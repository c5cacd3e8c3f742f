"""A running system, as clients from outside see it."""

import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests

TIMEOUT = 30
TOKEN_SECONDS = 600


@dataclass(frozen=True)
class EnrolledKiosk:
    """A kiosk that can prove who it is."""

    id: int
    serial: str
    device_key: str


@dataclass(frozen=True)
class System:
    """Where the system listens, where its data is, and which process started it all."""

    port: int
    data: Path
    launcher_pid: int
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def realtime_url(self) -> str:
        return f"http://localhost:{self.port + 5}"

    def login(self, username: str = "admin") -> str:
        """An access token of one of the demo people; kept for minutes, as checking a password is slow."""
        token, at = self._tokens.get(username, ("", float("-inf")))
        if time.monotonic() - at > TOKEN_SECONDS:
            body = {"username": username, "password": "123456"}
            token = str(self.call("POST", "/auth/login", json=body)["token"])
            self._tokens[username] = token, time.monotonic()
        return token

    def call(self, method: str, path: str, token: str | None = None, **arguments: Any) -> Any:
        """The JSON answer of the gateway; an error status raises."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = requests.request(method, self.url + path, headers=headers, timeout=TIMEOUT, **arguments)
        response.raise_for_status()
        return response.json()

    def register(self, admin: str, **fields: Any) -> Any:
        """Register a kiosk: the answer with its record and its enrolment token."""
        serial = f"TEST-{uuid.uuid4().hex[:10]}"
        body = {"name": serial, "location": "somewhere", "serial": serial, **fields}
        return self.call("POST", "/kiosks", admin, json=body)

    def enrol(self, admin: str, **fields: Any) -> EnrolledKiosk:
        """Register a kiosk and enrol it."""
        registered = self.register(admin, **fields)
        serial = registered["kiosk"]["serial"]
        enrolment = {"serial": serial, "enrolment_token": registered["enrolment_token"]}
        answer = self.call("POST", "/kiosks/enrol", json=enrolment)
        return EnrolledKiosk(answer["kiosk_id"], serial, answer["device_key"])

    def device_token(self, kiosk: EnrolledKiosk) -> str:
        body = {"serial": kiosk.serial, "device_key": kiosk.device_key}
        return str(self.call("POST", "/kiosks/token", json=body)["token"])

    def processes(self) -> dict[str, psutil.Process]:
        """The processes that the launcher supervises, by what they run."""
        found = {}
        for process in psutil.Process(self.launcher_pid).children():
            with suppress(psutil.NoSuchProcess):  # it ended meanwhile, or waits for its burial
                found[_name_of(process)] = process
        return found

    def memory(self) -> dict[str, int]:
        """Bytes that each of these holds with its children; what several share counts in parts (PSS)."""
        return {
            name: sum(_proportional_size(member) for member in [process, *process.children(recursive=True)])
            for name, process in self.processes().items()
        }

    def is_ready(self) -> bool:
        """Whether every service answers that it is ready."""
        try:
            return all(
                requests.get(f"http://127.0.0.1:{self.port + offset}/readyz", timeout=2).ok for offset in range(7)
            )
        except requests.RequestException:
            return False


def _proportional_size(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


def _name_of(process: psutil.Process) -> str:
    words = process.cmdline()
    if "common.run" in words:
        return " ".join(words[words.index("common.run") + 1 :])
    if "launcher.mail_server" in words:
        return "mail"
    if any(word.endswith("kiosk_spawner.py") for word in words):
        return "kiosks"
    # Two servers of one program differ by the folder they work in.
    return f"{process.name()} {Path(process.cwd()).name}"
