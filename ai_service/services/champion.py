"""The anomaly model that serves in this process."""

import threading
import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from ai_service.anomaly.fleet import FleetModel
from ai_service.registry.files import ModelFiles, StoredModel
from ai_service.registry.serving import Served, Serving
from ai_service.services import models

CHECK_SECONDS = 5.0
"""How often the database is asked although no promotion was heard."""


class Champion:
    """Follows the database: soon after a promotion was heard, and now and then. Threads may share it."""

    def __init__(self, files: ModelFiles) -> None:
        self._serving: Serving[FleetModel] = Serving(files, models.ANOMALY, _build)
        self._lock = threading.Lock()
        self._looked_at = -float("inf")
        self._heard = threading.Event()

    def hear(self) -> None:
        """A version was promoted or rolled back: look before the next use."""
        self._heard.set()

    def current(self) -> Served[FleetModel] | None:
        """What serves now, without a look."""
        return self._serving.current

    def follow(self, session: Session, clock: Callable[[], float] = time.monotonic) -> Served[FleetModel] | None:
        """Look when it is time to, load what is new and swap; what cannot be loaded leaves the one before in place."""
        with self._lock:
            if self._heard.is_set() or clock() - self._looked_at >= CHECK_SECONDS:
                self._heard.clear()
                models.follow(session, self._serving)
                self._looked_at = clock()
        return self._serving.current


def _build(stored: StoredModel) -> FleetModel:
    return FleetModel.from_arrays(stored.arrays, stored.manifest.config)
