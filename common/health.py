"""`/healthz` and `/readyz`: alive, and able to do its work."""

import threading
from collections.abc import Callable

from apiflask import APIFlask
from flask import Response, jsonify

from common.logs import get_logger

logger = get_logger(__name__)

Check = Callable[[], object]
"""Returns when what it checks is usable, raises when not."""


class Health:
    """The checks of one service, and whether it is on its way down."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._stopping = threading.Event()

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    def begin_stop(self) -> None:
        """From now on not ready, so that load balancers turn away before the process stops."""
        self._stopping.set()

    def failures(self) -> dict[str, str]:
        """What is not usable, by name. The reason is the kind of error only: its text may hold addresses."""
        if self._stopping.is_set():
            return {"process": "stopping"}
        found: dict[str, str] = {}
        for name, check in self._checks.items():
            try:
                check()
            except Exception as error:  # noqa: BLE001  # whatever a client library raises means: not usable
                logger.warning("not_ready", check=name, error=str(error))
                found[name] = type(error).__name__
        return found


def init_health(app: APIFlask, health: Health) -> None:
    @app.get("/healthz")
    @app.doc(hide=True)
    def healthz() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz")
    @app.doc(hide=True)
    def readyz() -> tuple[Response, int]:
        failures = health.failures()
        if failures:
            return jsonify(status="not_ready", failures=failures), 503
        return jsonify(status="ready"), 200
