"""What happened elsewhere, told to the people who may see it."""

from collections.abc import Callable, Mapping
from typing import Any

from redis import Redis

from common import kiosk_access, live, revocation
from common.events import STREAM, Event
from common.streams import Entry, Tail
from websocket_service.handlers.connections import REMEMBERED_SECONDS, Connections
from websocket_service.handlers.people import PeopleHandlers
from websocket_service.services.joining import Joins
from websocket_service.services.peers import Peers
from websocket_service.services.rooms import device_room, is_room, kiosk_room, rooms_of_kiosk
from websocket_service.services.snapshots import Snapshots

READ_MODELS = "ai.read"


def events_tail(
    server: Any, connections: Connections, people: PeopleHandlers, joins: Joins, snapshots: Snapshots, streams: Redis
) -> Tail:
    """Hears the stream of events and lets open sockets know, or lets them go.

    Every process hears every event, for its own sockets. It begins a little before the process starts, so nothing
    falls between the checks at connecting and the first event.
    """
    handlers: dict[str, Callable[[Event], None]] = {
        "kiosk.status_changed": lambda event: _tell_status(server, snapshots, event),
        "kiosk.changed": lambda event: _tell_config(server, connections, joins, event),
        kiosk_access.EVENT: lambda event: people.check_access(event.data["kiosk_id"], event.data["assigned_to"]),
        revocation.EVENT: lambda event: connections.close_revoked(event.data),
    }
    alerts = ("kiosk_alerts", lambda event: ["alerts", kiosk_room(event.data["kiosk_id"])])
    told: dict[str, tuple[str, Callable[[Event], list[str]]]] = {
        "alert": alerts,
        "anomaly": alerts,
        "command": ("command_update", lambda event: [kiosk_room(event.data["kiosk_id"])]),
        "payment": ("payment_update", lambda _: ["payments"]),
    }

    def handle(entry: Entry) -> None:
        event = Event.from_entry(entry.fields)
        subject = event.type.partition(".")[0]
        data = {**event.data, "event": event.type, "at": event.at}
        if handler := handlers.get(event.type):
            handler(event)
        elif kind := told.get(subject):
            name, rooms = kind
            server.emit(name, data, to=rooms(event))
        elif subject == "model":
            connections.tell(READ_MODELS, "model_update", data)

    return Tail(streams, STREAM, handle, before=REMEMBERED_SECONDS)


def live_listener(server: Any, peers: Peers, redis: Redis) -> live.Listener:
    """Hears what services announce to people, and the readings that kiosks sent elsewhere."""

    def tell(announced: Mapping[str, Any]) -> None:
        room = announced["room"]
        if announced["event"] in live.EVENTS and (room == live.EVERYBODY or is_room(room)):
            server.emit(announced["event"], announced["data"], to=room)

    return live.Listener(redis, {live.CHANNEL: tell, live.READINGS: peers.hear})


def _tell_status(server: Any, snapshots: Snapshots, event: Event) -> None:
    group = event.data.get("group")
    status = {**{name: value for name, value in event.data.items() if name != "group"}, "at": event.at}
    snapshots.note_status(status)
    # To all rooms at once: a socket that is in several hears it once.
    server.emit("kiosk_status", status, to=rooms_of_kiosk(status["kiosk_id"], group))


def _tell_config(server: Any, connections: Connections, joins: Joins, event: Event) -> None:
    joins.note_change(event.data["kiosk_id"], event.data["group"], event.data["config"])
    connections.regroup(event.data["kiosk_id"], event.data["group"])
    server.emit("kiosk_config", event.data["config"], to=device_room(event.data["kiosk_id"]))
