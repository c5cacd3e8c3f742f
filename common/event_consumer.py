"""Listening to what happens in other services."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from common.database import session_scope, transaction
from common.events import STREAM, Event
from common.service import Service
from common.streams import Consumer, Entry

EventHandler = Callable[[Session, Event], None]
"""Handles one event, in a transaction that it may share with others; must be idempotent by the event's `id`."""


EventsHandler = Callable[[Session, Sequence[Event]], None]
"""The same for events of one type that came in a row."""


def event_consumer(
    app: Service,
    handlers: Mapping[str, EventHandler],
    together: Mapping[str, EventsHandler] = MappingProxyType({}),
) -> Consumer:
    """Reads the stream of events on behalf of a service and hands each to the handler of its type; others pass by.

    What came together is committed together: after an outage the whole fleet comes online within seconds. When one of
    the events fails, each is tried in a transaction of its own (`common.streams`). The request id of whoever caused an
    event is bound to what is logged and recorded while it is handled.

    Args:
        together: for types of which so many come that each row of them is handled at once.
    """
    known = {*handlers, *together}

    def handle(entries: Sequence[Entry]) -> None:
        heard = [event for entry in entries if (event := Event.from_entry(entry.fields)).type in known]
        if not heard:
            return
        with app.app_context(), session_scope() as session, transaction(session):
            for kind, row in groupby(heard, key=lambda event: event.type):
                if kind in together:
                    together[kind](session, list(row))
                    continue
                for event in row:
                    with bound_contextvars(request_id=event.request_id):
                        handlers[kind](session, event)

    return Consumer(app.stream_reader, STREAM, app.name, "events", handle)
