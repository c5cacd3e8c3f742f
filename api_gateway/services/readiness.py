"""Which services are ready, asked at most every few seconds however many want to know."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

State = Literal["ready", "not_ready", "away"]

REMEMBERED_SECONDS = 3.0
ASKING = Timeout(connect=1, read=2)


class Readiness:
    """Asks the services' `/readyz`.

    Args:
        urls: where each service answers, by its name.
    """

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = dict(urls)
        self._pool = urllib3.PoolManager(maxsize=2, retries=False, timeout=ASKING)
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._states: dict[str, State] = {}

    def states(self) -> dict[str, State]:
        """The state of each service; why it is not ready is for those who run it, on its own port."""
        with self._lock:
            if time.monotonic() - self._asked_at > REMEMBERED_SECONDS:
                with ThreadPoolExecutor(len(self._urls)) as together:
                    self._states = dict(zip(self._urls, together.map(self._ask, self._urls.values()), strict=True))
                self._asked_at = time.monotonic()
            return dict(self._states)

    def _ask(self, url: str) -> State:
        try:
            answer = self._pool.request("GET", f"{url.rstrip('/')}/readyz", redirect=False)
        except HTTPError:
            return "away"
        return "ready" if answer.status == 200 else "not_ready"
