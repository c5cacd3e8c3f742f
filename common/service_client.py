"""Asking another service over HTTP, as a service."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from common.errors import Invalid, NotFound, Unavailable
from common.logs import get_logger
from common.request_id import HEADER, current_request_id
from common.tokens import service_token

logger = get_logger(__name__)

TIMEOUT_SECONDS = (2, 5)


class ServiceClient:
    """Calls the `/internal/*` routes of one service.

    Args:
        caller: the name of the service that calls.
        target: the name of the one that is called, for errors.
    """

    def __init__(self, caller: str, target: str, base_url: str, internal_secret: str) -> None:
        self._caller = caller
        self._target = target
        self._base_url = base_url.rstrip("/")
        self._secret = internal_secret
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(pool_maxsize=50))

    def call(self, method: str, path: str, json: Any = None) -> Any:
        """The JSON answer of an internal route.

        Raises:
            NotFound, Invalid: with the code that the other service gave.
            Unavailable: `service_unavailable`, when it does not answer or fails.
        """
        headers = {"Authorization": f"Bearer {service_token(self._caller, self._secret)}"}
        request_id = current_request_id()
        if request_id:
            headers[HEADER] = request_id
        try:
            response = self._session.request(
                method, self._base_url + path, json=json, headers=headers, timeout=TIMEOUT_SECONDS
            )
            body = response.json()
        except (requests.RequestException, ValueError) as error:
            logger.warning("service_away", target=self._target, error=str(error))
            raise Unavailable("service_unavailable", service=self._target) from error
        if response.status_code == 404:
            raise NotFound(body.get("code", "not_found"))
        if response.status_code == 422:
            raise Invalid(body.get("code", "invalid_request"))
        if not response.ok:
            logger.error("service_refused", target=self._target, status=response.status_code, answer=body)
            raise Unavailable("service_unavailable", service=self._target)
        return body
