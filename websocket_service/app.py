"""Composes websocket_service."""

import logging
from typing import Any

import orjson
from flask_socketio import SocketIO

from common.redis_clients import connect_redis
from common.service import Service
from common.service_client import ServiceClient
from common.telemetry import TelemetryLog
from common.worker import Periodic
from websocket_service.config import Settings
from websocket_service.consumers import events_consumer
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers.connections import Connections
from websocket_service.handlers.kiosks import KioskHandlers
from websocket_service.handlers.people import PeopleHandlers
from websocket_service.services.fanout import Fanout

MAX_FRAME = 256 * 1024
EXPIRY_SECONDS = 1


class _Json:
    """orjson under the names that python-socketio calls."""

    loads = staticmethod(orjson.loads)

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value, default=str).decode()


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("websocket_service", settings)
    streams = connect_redis(settings.streams_url)
    stream_reader = connect_redis(settings.streams_url, retries=0)
    app.health.add("streams", streams.ping)
    server = SocketIO(
        app,
        async_mode="eventlet",
        # A kiosk's events are handled one after the other, in its own green thread.
        async_handlers=False,
        json=_Json,
        max_http_buffer_size=MAX_FRAME,
        cors_allowed_origins=settings.cors_allowed_origins,
        manage_session=False,
        # Loggers of its own would write past our processors.
        logger=logging.getLogger("socketio"),
        engineio_logger=logging.getLogger("engineio"),
    ).server
    secret = settings.internal_secret.get_secret_value()
    kiosks = Kiosks(ServiceClient("websocket_service", "kiosk_service", settings.kiosk_url, secret))
    fanout = Fanout(
        emit=lambda room, reading: server.emit("kiosk_telemetry", reading, to=room),
        occupied=lambda room: room in server.manager.rooms.get("/", {}),
    )
    connections = Connections(server, app.verifier)
    log = TelemetryLog(streams, settings.telemetry_shards, kiosks.last_seq)
    KioskHandlers(server, connections, kiosks, log, fanout)
    PeopleHandlers(server, connections, kiosks)
    app.workers += [
        fanout,
        events_consumer(server, connections, stream_reader),
        Periodic("token-expiry", EXPIRY_SECONDS, connections.close_expired),
    ]
    return app
