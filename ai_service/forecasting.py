"""When forecasts and recommendations are made: every night by Celery, the first time soon after there are sales."""

import threading
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.gateways.kiosk_states import KioskStates
from ai_service.gateways.payments import SalesSource
from ai_service.gateways.task_queue import TaskQueue
from ai_service.repositories import forecasts, sales
from ai_service.services import advising, nightly, presence
from ai_service.services.sales import is_settled
from ai_service.tasks import Nightly
from common.database import session_scope
from common.errors import Unavailable
from common.events import utc_now
from common.logs import get_logger
from common.service import Service
from common.worker import Periodic, Worker

logger = get_logger(__name__)

FORECAST = "ai_service.forecast"
HOUR, MINUTE = 1, 20
"""Local time of the nightly run: the day before is over, and what kiosks sold last has come."""
LOOK_SECONDS = 15.0
ASK_AGAIN_SECONDS = 1800.0
PERIPHERALS_SECONDS = 60.0
ADVICE_SECONDS = 300.0


def nightly_forecast(zone: ZoneInfo, country: str | None) -> Nightly:
    """The job of every night."""

    def job(session: Session) -> None:
        today = utc_now().astimezone(zone).date()
        nightly.run(session, today, zone, country)
        advising.measure(session, today)
        advising.refresh(session, today, zone)

    return Nightly(FORECAST, HOUR, MINUTE, job)


def forecasting_workers(
    app: Service, queue: TaskQueue, states: KioskStates, source: SalesSource, zone: ZoneInfo
) -> list[Worker]:
    """Watches for a run that is missing, for peripherals that change, and for advice that no longer holds."""

    def look_at_peripherals() -> None:
        try:
            with app.app_context(), session_scope() as session:
                presence.look(session, states)
        except Unavailable as error:
            logger.warning("kiosk_states_away", error=str(error))

    def advise() -> None:
        with app.app_context(), session_scope() as session:
            today = utc_now().astimezone(zone).date()
            if forecasts.last_run(session) is not None:
                advising.refresh(session, today, zone)

    return [
        MissingRun(app, queue, source, lambda: utc_now().astimezone(zone)),
        Periodic("ai_service:peripherals", PERIPHERALS_SECONDS, look_at_peripherals),
        Periodic("ai_service:advice", ADVICE_SECONDS, advise),
    ]


class MissingRun:
    """Asks for the day's run when there is none: after a first start, or when the night was slept through."""

    name = "ai_service:forecasts"

    def __init__(self, app: Service, queue: TaskQueue, source: SalesSource, local_now: Callable[[], datetime]) -> None:
        self._app = app
        self._queue = queue
        self._source = source
        self._local_now = local_now
        self._days_before = 0
        self._wait = 0.0

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            stop.wait(LOOK_SECONDS)
            self._wait -= LOOK_SECONDS
            try:
                if self._wait <= 0 and self.is_missing():
                    self._queue.send(FORECAST)
                    self._wait = ASK_AGAIN_SECONDS
            except Unavailable as error:
                logger.warning("forecast_waits", error=str(error))

    def is_missing(self) -> bool:
        """Whether a run is due: none of today, past its hour or the first of all, and the copy of sales has settled."""
        with self._app.app_context(), session_scope() as session:
            now, last = self._local_now(), forecasts.last_run(session)
            if last is not None:
                return last.made_on < now.date() and (now.hour, now.minute) > (HOUR, MINUTE)
            before, self._days_before = self._days_before, sales.count_days(session)
            return self._days_before == before and is_settled(session, self._source)
