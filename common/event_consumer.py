"""Listening to what happens in other services."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from common.database import session_scope
from common.events import STREAM, Event
from common.service import Service
from common.streams import Consumer, Entry

EventHandler = Callable[[Session, Event], None]
"""Handles one event in a transaction of its own; must be idempotent by the event's `id`."""


def event_consumer(app: Service, handlers: Mapping[str, EventHandler]) -> Consumer:
    """Reads the stream of events on behalf of a service and hands each to the handler of its type; others pass by.

    The request id of whoever caused an event is bound to what is logged and recorded while it is handled.
    """

    def handle(entries: Sequence[Entry]) -> None:
        for entry in entries:
            event = Event.from_entry(entry.fields)
            handler = handlers.get(event.type)
            if handler is None:
                continue
            with app.app_context(), session_scope() as session, bound_contextvars(request_id=event.request_id):
                handler(session, event)

    return Consumer(app.stream_reader, STREAM, app.name, "events", handle)
