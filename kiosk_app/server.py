"""The HTTP calls a kiosk makes: enrolling, fetching a device token, recording a sale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from kiosk_app.errors import RefusedError, UnavailableError
from kiosk_app.identity import Identity

# Seconds to wait for an answer. That of an enrolment is worth patience: its token works only once.
ENROL_TIMEOUT = 30
TOKEN_TIMEOUT = 5
SALE_TIMEOUT = 10
FINAL_STATUSES = {400, 401, 403, 409, 422}


@dataclass(frozen=True)
class DeviceToken:
    """A short-lived token, its lifetime in seconds, and where the realtime service listens."""

    token: str = field(repr=False)
    expires_in: float
    realtime_url: str


class Server:
    """The gateway at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def enrol(self, serial: str, enrolment_token: str) -> Identity:
        """Exchange the one-use token for an identity. Raises RefusedError, UnavailableError."""
        body = {"serial": serial, "enrolment_token": enrolment_token}
        answer = self._post("/kiosks/enrol", body, ENROL_TIMEOUT)
        try:
            return Identity(serial, int(answer["kiosk_id"]), str(answer["device_key"]))
        except (KeyError, TypeError, ValueError):
            raise UnavailableError("/kiosks/enrol gave no kiosk_id and device_key") from None

    def device_token(self, identity: Identity) -> DeviceToken:
        """A fresh device token. Raises RefusedError (`device_key_invalid`), UnavailableError."""
        body = {"serial": identity.serial, "device_key": identity.device_key}
        answer = self._post("/kiosks/token", body, TOKEN_TIMEOUT)
        try:
            return DeviceToken(str(answer["token"]), float(answer["expires_in"]), str(answer["realtime_url"]))
        except (KeyError, TypeError, ValueError):
            raise UnavailableError("/kiosks/token gave no token, expires_in and realtime_url") from None

    def record_sale(self, token: str, key: str, body: Mapping[str, object]) -> None:
        """Record a sale; sending the same key and body again is harmless. Raises RefusedError, UnavailableError."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        self._post("/payments", body, SALE_TIMEOUT, headers)

    def _post(
        self, path: str, body: Mapping[str, object], timeout: int, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON answer of a 2xx. A 4xx that names its `code` is final; anything else may pass."""
        try:
            response = requests.post(
                self._base_url + path, json=body, headers=headers, timeout=timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            raise UnavailableError(f"{path}: {type(error).__name__}") from None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if response.ok and isinstance(answer, dict):
            return answer
        if response.status_code in FINAL_STATUSES and isinstance(answer, dict) and "code" in answer:
            raise RefusedError(str(answer["code"]), str(answer.get("message", "")), response.status_code)
        raise UnavailableError(f"{path} answered {response.status_code}")
