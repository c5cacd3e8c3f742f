"""What happened elsewhere, told to the people who may see it."""

import socket
from collections.abc import Sequence
from typing import Any

from redis import Redis

from common import revocation
from common.events import STREAM, Event
from common.streams import Consumer, Entry
from websocket_service.handlers.connections import Connections

GROUP = "websocket_service"


def events_consumer(server: Any, connections: Connections, streams: Redis) -> Consumer:
    """Reads the stream of events, emits what people listen to, and closes the sockets of those who were signed out."""

    def handle(entries: Sequence[Entry]) -> None:
        for entry in entries:
            event = Event.from_entry(entry.fields)
            if event.type == revocation.EVENT:
                connections.close_revoked(event.data)
            else:
                _tell(server, event)

    return Consumer(streams, STREAM, GROUP, socket.gethostname(), handle)


def _tell(server: Any, event: Event) -> None:
    if event.type == "kiosk.status_changed":
        data = {name: value for name, value in event.data.items() if name != "group"}
        rooms = [f"kiosk:{data['kiosk_id']}", "fleet"]
        if event.data.get("group"):
            rooms.append(f"group:{event.data['group']}")
        for room in rooms:
            server.emit("kiosk_status", {**data, "at": event.at}, to=room)
