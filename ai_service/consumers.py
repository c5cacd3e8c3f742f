"""What ai_service does in the background: it follows events, and keeps its copy of sales like its source."""

import threading
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.gateways.payments import SalesSource
from ai_service.services import presence, sales, surroundings, triggers
from common import kiosk_access
from common.database import session_scope
from common.errors import NotFound, Unavailable
from common.event_consumer import event_consumer
from common.events import Event
from common.logs import get_logger
from common.service import Service
from common.worker import Worker

logger = get_logger(__name__)

REFRESH_SECONDS = 2
CHECK_SECONDS = 30
"""How often the number of sales is compared with the source's once everything is there."""


def background_work(app: Service, source: SalesSource, zone: ZoneInfo) -> list[Worker]:
    def captured(session: Session, event: Event) -> None:
        sales.note_payment(session, event, zone)
        surroundings.note_sale(session, event)

    def changed(session: Session, event: Event) -> None:
        surroundings.note_config(session, event)
        triggers.note_firmware(session, event)

    def statuses_changed(session: Session, events: Sequence[Event]) -> None:
        for once in _each_kiosk_once(events):
            surroundings.note_statuses(session, once)
            presence.note_statuses(session, once)

    handlers = {
        kiosk_access.EVENT: kiosk_access.project,
        "kiosk.registered": surroundings.note_config,
        "kiosk.changed": changed,
        "payment.captured": captured,
        "payment.refunded": lambda session, event: sales.note_payment(session, event, zone),
    }
    together = {"kiosk.status_changed": statuses_changed}
    return [event_consumer(app, handlers, together), SalesCopy(app, source)]


def _each_kiosk_once(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """The events in parts, of each kiosk one in a part, in their order."""
    while events:
        first: dict[int, Event] = {}
        for event in events:
            first.setdefault(event.data["kiosk_id"], event)
        yield list(first.values())
        taken = {event.id for event in first.values()}
        events = [event for event in events if event.id not in taken]


class SalesCopy:
    """Asks for the days that changed, and now and then whether anything came without an event."""

    def __init__(self, app: Service, source: SalesSource) -> None:
        self.name = "ai_service:sales-copy"
        self._app = app
        self._source = source

    def run(self, stop: threading.Event) -> None:
        until_check = 0.0
        while not stop.is_set():
            try:
                refreshed, behind = self.refresh(), 0
                if until_check <= 0:
                    behind = self.catch_up()
                    # Whoever loads history is likely to go on: until nothing new comes, look again soon.
                    until_check = REFRESH_SECONDS if behind else CHECK_SECONDS
                if refreshed < sales.DAYS_AT_A_TIME:
                    stop.wait(REFRESH_SECONDS)
                    until_check -= REFRESH_SECONDS
            except (Unavailable, NotFound) as error:
                logger.warning("sales_source_away", error=str(error))
                stop.wait(REFRESH_SECONDS)

    def refresh(self) -> int:
        with self._app.app_context(), session_scope() as session:
            return sales.refresh_due(session, self._source)

    def catch_up(self) -> int:
        """How many kiosks were behind; at least 1 while there are no sales at all, as they may come any moment."""
        with self._app.app_context(), session_scope() as session:
            return sales.catch_up(session, self._source) or int(sales.is_empty(session))
