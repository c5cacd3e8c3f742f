"""The HTTP calls a kiosk makes: enrolling, fetching a device token, recording a sale."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from kiosk_app.errors import RefusedError, UnavailableError
from kiosk_app.identity import Identity

# Seconds to wait for an answer. That of an enrolment is worth patience: its token works only once.
ENROL_TIMEOUT = 30
TOKEN_TIMEOUT = 5
SALE_TIMEOUT = 10
LONGEST_RETRY_AFTER = 120.0  # seconds; a server that asks for more is asked again all the same
FINAL_STATUSES = {400, 401, 403, 409, 422}


@dataclass(frozen=True)
class DeviceToken:
    """A short-lived token, its lifetime in seconds, and where the realtime service listens."""

    token: str = field(repr=False)
    expires_in: float
    realtime_url: str


class Server:
    """The gateway at `base_url`. All kiosks of a process share the HTTP session."""

    def __init__(self, base_url: str, http: aiohttp.ClientSession) -> None:
        self._base_url = base_url
        self._http = http

    async def enrol(self, serial: str, enrolment_token: str) -> Identity:
        """Exchange the one-use token for an identity. Raises RefusedError, UnavailableError."""
        body = {"serial": serial, "enrolment_token": enrolment_token}
        answer = await self._post("/kiosks/enrol", body, ENROL_TIMEOUT)
        try:
            return Identity(serial, int(answer["kiosk_id"]), str(answer["device_key"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise UnavailableError("/kiosks/enrol gave no kiosk_id and device_key") from None

    async def device_token(self, identity: Identity) -> DeviceToken:
        """A fresh device token. Raises RefusedError (`device_key_invalid`), UnavailableError."""
        body = {"serial": identity.serial, "device_key": identity.device_key}
        answer = await self._post("/kiosks/token", body, TOKEN_TIMEOUT)
        try:
            expires_in = float(answer["expires_in"])
            if not 0 < expires_in < math.inf:  # it would be renewed again and again, or never
                raise ValueError
            return DeviceToken(str(answer["token"]), expires_in, str(answer["realtime_url"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise UnavailableError("/kiosks/token gave no token, expires_in and realtime_url") from None

    async def record_sale(self, token: str, key: str, body: Mapping[str, object]) -> None:
        """Record a sale; sending the same key and body again is harmless. Raises RefusedError, UnavailableError."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        await self._post("/payments", body, SALE_TIMEOUT, headers)

    async def _post(
        self, path: str, body: Mapping[str, object], timeout: int, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON answer of a 2xx. A 4xx that names its `code` is final; anything else may pass."""
        try:
            async with self._http.post(
                self._base_url + path,
                json=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(timeout),
                allow_redirects=False,
            ) as response:
                status, asked = response.status, response.headers.get("Retry-After", "")
                answer = await _json(response)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise UnavailableError(f"{path}: {type(error).__name__}") from None
        if 200 <= status < 300 and isinstance(answer, dict):
            return answer
        if status in FINAL_STATUSES and isinstance(answer, dict) and "code" in answer:
            raise RefusedError(str(answer["code"]), str(answer.get("message", "")), status)
        retry_after = min(float(asked), LONGEST_RETRY_AFTER) if asked.isascii() and asked.isdigit() else 0.0
        raise UnavailableError(f"{path} answered {status}", retry_after)


async def _json(response: aiohttp.ClientResponse) -> Any:
    """The body, or None where it is not JSON."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None
