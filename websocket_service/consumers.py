"""What happened elsewhere, told to the people who may see it."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from redis import Redis

from common import revocation
from common.events import STREAM, Event
from common.streams import Consumer, Entry
from websocket_service.handlers.connections import Connections
from websocket_service.services.rooms import device_room

GROUP = "websocket_service"


def events_consumer(server: Any, connections: Connections, streams: Redis) -> Consumer:
    """Reads the stream of events and lets open sockets know, or lets them go."""
    handlers: dict[str, Callable[[Event], None]] = {
        "kiosk.status_changed": lambda event: _tell_status(server, event),
        "kiosk.changed": lambda event: _tell_config(server, connections, event),
        revocation.EVENT: lambda event: connections.close_revoked(event.data),
    }

    def handle(entries: Sequence[Entry]) -> None:
        for entry in entries:
            event = Event.from_entry(entry.fields)
            if handler := handlers.get(event.type):
                handler(event)

    return Consumer(streams, STREAM, GROUP, socket.gethostname(), handle)


def _tell_status(server: Any, event: Event) -> None:
    data = {name: value for name, value in event.data.items() if name != "group"}
    rooms = [f"kiosk:{data['kiosk_id']}", "fleet"]
    if event.data.get("group"):
        rooms.append(f"group:{event.data['group']}")
    for room in rooms:
        server.emit("kiosk_status", {**data, "at": event.at}, to=room)


def _tell_config(server: Any, connections: Connections, event: Event) -> None:
    connections.regroup(event.data["kiosk_id"], event.data["group"])
    server.emit("kiosk_config", event.data["config"], to=device_room(event.data["kiosk_id"]))
