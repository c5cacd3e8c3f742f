"""Registers the demo kiosks through the public API, as any outside client would: `python -m launcher.demo`.

Those that are to run and have no key yet get an enrolment token; they go into the spawner's file of kiosks. The
others stay registered: nothing pretends that they ever spoke. All are listed for payment_service, which makes up
their past.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from launcher import demo_passwords, settings
from launcher.demo_places import PLACES, Place, place_of
from launcher.secret_store import write_private

USERNAME = "admin"
MODEL, GROUP = "AK-200", "Buenos Aires"
KEY_FILE = "identity.json"  # kiosk_app keeps its device key there
PAGE = 500
ATTEMPTS, PAUSE_SECONDS, TIMEOUT_SECONDS = 20, 1.0, 15.0
PASSING = {429, 502, 503, 504}


class Api:
    """The gateway as an outside client sees it; waits while a service is away for a moment."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session = requests.Session()
        self._session.trust_env = False  # it is on this machine: no proxy, no netrc
        self._session.headers["X-Client"] = "api"

    def login(self, username: str, password: str) -> None:
        """From now on speak as this person."""
        answer = self.call("POST", "/auth/login", json={"username": username, "password": password})
        self._session.headers["Authorization"] = f"Bearer {answer['token']}"

    def call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        """Raises requests.RequestException when the answer is no, or does not come for good."""
        headers = {"Idempotency-Key": str(uuid4())}  # the same one for every attempt
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                answer = self._session.request(
                    method, self._base_url + path, headers=headers, timeout=TIMEOUT_SECONDS, **arguments
                )
            except requests.ConnectionError:
                if last:
                    raise
                time.sleep(PAUSE_SECONDS)
                continue
            if answer.status_code in PASSING and not last:
                time.sleep(_pause(answer))
                continue
            if not answer.ok:
                print(f"{method} {path}: {answer.status_code} {answer.text[:500]}", file=sys.stderr)
            answer.raise_for_status()
            body: dict[str, Any] = answer.json()
            return body
        raise AssertionError("the last attempt returns or raises")


def seed(api: Api, count: int, data: Path) -> dict[str, dict[str, Any]]:
    """Make sure that `count` kiosks exist and can enrol; the answer is the spawner's configuration."""
    known = {kiosk["serial"]: kiosk for kiosk in _all_kiosks(api)}
    configs = {}
    for number in range(1, count + 1):
        serial = serial_of(number)
        token = None
        try:
            token = _enrolment_token(api, number, serial, known.get(serial), data)
        except requests.HTTPError as error:
            # Somebody may have changed this one; the others shall run all the same.
            print(f"{serial} gets no enrolment token: {error}", file=sys.stderr)
        configs[str(number)] = _config(serial, place_of(number), token)
    return configs


def seed_at_rest(api: Api, numbers: range) -> None:
    """Make sure that these kiosks are registered; they do not run."""
    known = {kiosk["serial"] for kiosk in _all_kiosks(api)}
    for number in numbers:
        if serial_of(number) not in known:
            _register(api, number)


def with_a_past(api: Api) -> list[dict[str, Any]]:
    """The kiosks at the demo's places, as payment_service wants to know them to make up their past."""
    known = {kiosk["serial"]: kiosk["id"] for kiosk in _all_kiosks(api)}
    return [
        {"kiosk_id": known[serial_of(number)], "serial": serial_of(number), "kind": place_of(number).kind}
        for number in range(1, len(PLACES) + 1)
        if serial_of(number) in known
    ]


def serial_of(number: int) -> str:
    return f"SIM-KIOSK-{number:03d}"


def _enrolment_token(api: Api, number: int, serial: str, kiosk: dict[str, Any] | None, data: Path) -> str | None:
    """A token for a kiosk that is new or has no key; None for one that needs none."""
    if kiosk is None:
        # Also for a kiosk that still has a key of an earlier database: only the token can replace it.
        return str(_register(api, number)["enrolment_token"])
    if kiosk.get("lifecycle") == "retired" or (data / serial / KEY_FILE).exists():
        return None
    return str(api.call("POST", f"/kiosks/{kiosk['id']}/enrolment")["enrolment_token"])


def _register(api: Api, number: int) -> dict[str, Any]:
    place = place_of(number)
    body = {
        "serial": serial_of(number),
        "name": place.name,
        "location": place.address,
        "model": MODEL,
        "group": GROUP,
        "tags": ["demo"],
        "assigned_location": _position(place),
    }
    return api.call("POST", "/kiosks", json=body)


def _config(serial: str, place: Place, token: str | None) -> dict[str, Any]:
    where = _position(place)
    config = {"serial": serial, "model": MODEL, "assigned_location": where, "real_location": where}
    return config | ({"enrolment_token": token} if token else {})


def _position(place: Place) -> dict[str, float]:
    return {"lat": place.lat, "lng": place.lng}


def _all_kiosks(api: Api) -> Iterator[dict[str, Any]]:
    query: dict[str, Any] = {"limit": PAGE, "q": "SIM-KIOSK-"}
    while True:
        page = api.call("GET", "/kiosks", params=query)
        yield from page["items"]
        if not page["next_cursor"]:
            return
        query["cursor"] = page["next_cursor"]


def _write(path: Path, content: Any) -> None:
    write_private(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _pause(answer: requests.Response) -> float:
    wanted = answer.headers.get("Retry-After", "")
    return min(float(wanted), 30.0) if wanted.isdigit() else PAUSE_SECONDS


def main() -> int:
    chosen = settings.read(os.environ, Path(__file__).resolve().parent.parent)
    api = Api(f"http://127.0.0.1:{chosen.port}")
    api.login(USERNAME, demo_passwords.admins(os.environ.get("DEMO_PASSWORDS_FILE")))
    configs = seed(api, chosen.kiosks, chosen.kiosk_data)
    _write(chosen.kiosk_configs, configs)
    seed_at_rest(api, range(chosen.kiosks + 1, len(PLACES) + 1))
    past = with_a_past(api)
    _write(chosen.demo_kiosks, past)
    to_enrol = sum("enrolment_token" in config for config in configs.values())
    print(f"{len(configs)} kiosks, {to_enrol} to enrol, {len(past)} with a past")
    return 0


if __name__ == "__main__":
    sys.exit(main())
