"""Composes websocket_service."""

from collections.abc import Mapping, Sequence
from typing import Any

from common import live
from common.redis_clients import connect_redis
from common.service import Service
from common.service_client import ServiceClient
from common.telemetry import TelemetryLog, connect_log
from common.worker import Periodic
from websocket_service.config import Settings
from websocket_service.consumers import events_tail, live_listener
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers.connections import Connections
from websocket_service.handlers.kiosks import KioskHandlers
from websocket_service.handlers.people import PeopleHandlers
from websocket_service.services.appender import Appender
from websocket_service.services.fanout import Fanout
from websocket_service.services.joining import Joins
from websocket_service.services.peers import Peers
from websocket_service.services.rooms import Members
from websocket_service.services.snapshots import Snapshots
from websocket_service.transport.assembly import assemble

EXPIRY_SECONDS = 1


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("websocket_service", settings)
    streams = connect_redis(settings.streams_url)
    stream_reader = connect_redis(settings.streams_url, retries=0)
    app.health.add("streams", streams.ping)
    server, gate = assemble(app, settings)

    def send_readings(room: str, readings: Sequence[Mapping[str, Any]]) -> None:
        for reading in readings:
            server.emit("kiosk_telemetry", reading, to=room)

    def unsent(sid: str) -> int:
        socket = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
        return socket.queue.qsize() if socket else 0

    secret = settings.internal_secret.get_secret_value()
    kiosks = Kiosks(ServiceClient("websocket_service", "kiosk_service", settings.kiosk_url, secret))
    fanout = Fanout(emit=send_readings, occupied=lambda room: room in server.manager.rooms.get("/", {}))
    peers = Peers(fanout, lambda channel, payload: live.publish(app.redis, channel, payload))
    members = Members()
    connections = Connections(server, app.verifier, members)
    snapshots = Snapshots(
        kiosks,
        fanout,
        send=lambda sid, event, payload: server.emit(event, payload, to=sid),
        unsent=unsent,
        pause=server.sleep,
    )
    people = PeopleHandlers(
        server,
        connections,
        members,
        kiosks,
        snapshots,
        announce=lambda event, room, data: live.announce(app.redis, event, room, data),
    )
    log = TelemetryLog(streams, settings.telemetry_shards, kiosks.last_seq)
    appender = Appender(TelemetryLog(connect_log(settings.streams_url), settings.telemetry_shards, kiosks.last_seq))
    joins = Joins(kiosks, log)
    KioskHandlers(server, gate, connections, joins, appender, peers if settings.shared else fanout)
    app.workers += [
        appender,
        fanout,
        *([peers] if settings.shared else []),
        events_tail(server, connections, people, joins, snapshots, stream_reader),
        live_listener(server, peers, connect_redis(settings.redis_url, retries=0)),
        Periodic("token-expiry", EXPIRY_SECONDS, connections.close_expired),
        Periodic("idle-sockets", EXPIRY_SECONDS, gate.close_idle),
    ]
    return app
