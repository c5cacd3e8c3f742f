"""Builds and starts what docker-compose.yml describes, uses it through its one public port, and takes it down again.

    make compose-smoke

Needs a Docker engine and images of the public bases. Where there is no engine or no registry can be reached, the
folder IMAGE_TOOLS (by default ../shared/tools) may hold `docker-engine`, which starts one and prints what to export,
and `stand-in-images`, which makes local images under the public names.
"""

import json
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import requests
import socketio

from launcher.settings import TORCH_CPU_BUILDS
from launcher.torch_build import is_reachable
from scripts import make_env
from scripts.containers import Engine, Failed

URL = "http://localhost:8080"
CALL_SECONDS = 10
READY_SECONDS = 180
EVENT_SECONDS = 60

Result = TypeVar("Result")


def main() -> int:
    try:
        engine = Engine()
        engine.ensure_images()
        with tempfile.TemporaryDirectory(prefix="compose-smoke-") as folder:
            _smoke(engine, Path(folder))
    except Failed as failure:
        print(f"compose-smoke: {failure}", file=sys.stderr)
        return 1
    return 0


def _smoke(engine: Engine, folder: Path) -> None:
    password, settings = secrets.token_urlsafe(16), folder / "env"
    make_env.main(settings)
    with settings.open("a") as stream:
        stream.write(f"ADMIN_PASSWORD={password}\n")
    configs = folder / "kiosk_configs.json"
    configs.write_text("{}")
    folder.chmod(0o755)  # the kiosks run as a user of their own
    training = str(int(is_reachable(TORCH_CPU_BUILDS)))
    environment = {"KIOSK_CONFIGS": str(configs), "NUM_KIOSKS": "1", "TRAINING": training}
    project = ("--env-file", str(settings), "--profile", "kiosks")
    try:
        _step("build", lambda: engine.compose(*project, "build", **environment))
        _step("placeholders are refused", lambda: _refuses_placeholders(engine, environment))
        _step("start", lambda: engine.compose("--env-file", str(settings), "up", "--detach", **environment))
        _step("every service is ready", lambda: _eventually(_everything_is_up, READY_SECONDS))
        _step("pages come with their policy", _pages_are_protected)
        token = _step("first admin changes the password and signs in", lambda: _first_sign_in(password))
        kiosk = _step("register a kiosk", lambda: _register(token))
        configs.write_text(json.dumps({"1": {**kiosk["settings"], "interval": 1}}))
        with _screen(token, kiosk["id"]) as told:
            _step("start the kiosk", lambda: engine.compose(*project, "up", "--detach", "kiosks", **environment))
            _step("the kiosk is online", lambda: _eventually(lambda: _is_online(token, kiosk["id"]), EVENT_SECONDS))
            _step("its reading is on a screen", lambda: _eventually(lambda: bool(told), EVENT_SECONDS))
        _step("its reading is stored", lambda: _eventually(lambda: _has_readings(token, kiosk["id"]), EVENT_SECONDS))
        _step("a payment is recorded once", lambda: _pay(token, kiosk["id"]))
    except Failed:
        print(engine.compose(*project, "logs", "--tail", "60", **environment), file=sys.stderr)
        raise
    finally:
        engine.compose(*project, "down", "--volumes", "--remove-orphans", **environment)
    print("compose-smoke: everything works through port 8080")


def _step(name: str, work: Callable[[], Result]) -> Result:
    started = time.monotonic()
    print(f"· {name} …", flush=True)
    result = work()
    print(f"✓ {name} ({time.monotonic() - started:.0f} s)", flush=True)
    return result


def _eventually(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except requests.RequestException:
            pass
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds:.0f} s")
        time.sleep(1)


def _refuses_placeholders(engine: Engine, environment: dict[str, str]) -> None:
    example = ("--env-file", ".env.example")
    try:
        for service in ("postgres", "streams", "auth-service"):
            if not engine.refuses(*example, "run", "--rm", "--no-deps", service, **environment):
                raise Failed(f"{service} started with the placeholders of .env.example")
    finally:
        engine.compose(*example, "down", "--volumes", **environment)


def _everything_is_up() -> bool:
    status = requests.get(f"{URL}/status", timeout=CALL_SECONDS)
    return status.ok and bool(status.json()["status"] == "ready")


def _pages_are_protected() -> None:
    for path in ("/", "/app/fleet", "/k/ABC"):
        answer = requests.get(URL + path, timeout=CALL_SECONDS)
        if not answer.ok or "script-src 'self'" not in answer.headers.get("Content-Security-Policy", ""):
            raise Failed(f"{path} is not served under the content policy")


def _call(method: str, path: str, token: str | None = None, **arguments: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= arguments.pop("headers", {})
    answer = requests.request(method, URL + path, headers=headers, timeout=CALL_SECONDS, **arguments)
    if not answer.ok:
        raise Failed(f"{method} {path}: {answer.status_code} {answer.text}")
    return answer.json()


def _sign_in(password: str) -> str:
    return str(_call("POST", "/auth/login", json={"username": "admin", "password": password})["token"])


def _first_sign_in(password: str) -> str:
    """Sign in with the password of the settings, which must be changed before anything else."""
    first, own = _sign_in(password), secrets.token_urlsafe(16)
    if requests.get(f"{URL}/kiosks", headers={"Authorization": f"Bearer {first}"}, timeout=CALL_SECONDS).ok:
        raise Failed("the first password need not be changed")
    _call("POST", "/auth/password", first, json={"current": password, "new": own})
    return _sign_in(own)


def _register(token: str) -> dict[str, Any]:
    answer = _call("POST", "/kiosks", token, json={"name": "Smoke", "location": "Here", "serial": "SMOKE-1"})
    settings = {"serial": "SMOKE-1", "enrolment_token": answer["enrolment_token"]}
    return {"id": answer["kiosk"]["id"], "settings": settings}


@contextmanager
def _screen(token: str, kiosk_id: int) -> Iterator[list[Any]]:
    """A socket in the kiosk's room; what comes in is appended to the list."""
    told: list[Any] = []
    client = socketio.Client()
    client.on("kiosk_telemetry", told.append)
    client.connect(URL, auth={"token": token}, wait_timeout=CALL_SECONDS)
    try:
        client.emit("join_room", {"room": f"kiosk:{kiosk_id}"})
        yield told
    finally:
        client.disconnect()


def _is_online(token: str, kiosk_id: int) -> bool:
    return bool(_call("GET", f"/kiosks/{kiosk_id}/status", token)["connection"] == "online")


def _has_readings(token: str, kiosk_id: int) -> bool:
    return bool(_call("GET", f"/kiosks/{kiosk_id}/telemetry", token, params={"metric": "cpu_usage"})["points"])


def _pay(token: str, kiosk_id: int) -> None:
    payment = {"kiosk_id": kiosk_id, "amount": "1500.00", "currency": "ARS", "method": "cash"}
    key = {"Idempotency-Key": secrets.token_hex(16)}
    ids = {_call("POST", "/payments", token, json=payment, headers=key)["payment"]["id"] for _ in range(2)}
    if len(ids) != 1:
        raise Failed("a repeated payment was recorded twice")


if __name__ == "__main__":
    sys.exit(main())
