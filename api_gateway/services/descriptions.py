"""The merged OpenAPI description, made from what the services tell of themselves."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from common.logs import get_logger
from common.openapi_merge import Description, DescriptionsDiffer, merge

logger = get_logger(__name__)

REMEMBERED_SECONDS = 60.0
INCOMPLETE_SECONDS = 3.0
ASKING = Timeout(connect=1, read=5)


class Descriptions:
    """Asks the services' `/openapi.json`. One that is away is described by what it said last.

    Args:
        urls: where each service answers, by its name.
        own: what the gateway itself answers.
    """

    def __init__(self, urls: Mapping[str, str], own: Description) -> None:
        self._urls = dict(urls)
        self._own = own
        self._pool = urllib3.PoolManager(maxsize=2, retries=False, timeout=ASKING)
        self._lock = threading.Lock()
        self._good_until = float("-inf")
        self._last: dict[str, Description] = {}
        self._merged = b""

    def merged(self) -> bytes:
        """One OpenAPI document as JSON."""
        with self._lock:
            if time.monotonic() > self._good_until:
                with ThreadPoolExecutor(len(self._urls)) as together:
                    answers = dict(zip(self._urls, together.map(self._ask, self._urls.values()), strict=True))
                complete = all(answers.values())
                self._last.update({name: answer for name, answer in answers.items() if answer})
                self._merged = orjson.dumps(self._merge())
                self._good_until = time.monotonic() + (REMEMBERED_SECONDS if complete else INCOMPLETE_SECONDS)
            return self._merged

    def _merge(self) -> Description:
        document = merge([self._own])
        for name in self._urls:
            if name not in self._last:
                continue
            try:
                document = merge([document, self._last[name]])
            except DescriptionsDiffer as error:
                # Two versions run side by side during an update.
                logger.warning("description_left_out", upstream=name, error=str(error))
        return document

    def _ask(self, url: str) -> Description | None:
        try:
            answer = self._pool.request("GET", f"{url.rstrip('/')}/openapi.json", redirect=False)
            description: Any = orjson.loads(answer.data) if answer.status == 200 else None
        except (HTTPError, ValueError):
            return None
        return description if isinstance(description, dict) and isinstance(description.get("paths"), dict) else None
