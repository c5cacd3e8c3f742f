"""python-socketio's server inside the Flask application, with our parts under it."""

import logging
from typing import Any

from flask_socketio import SocketIO

from common.service import Service
from websocket_service import engines
from websocket_service.config import Settings
from websocket_service.transport.door import Door
from websocket_service.transport.gate import Gate
from websocket_service.transport.manager import Manager
from websocket_service.transport.outbox import outbox_class
from websocket_service.transport.packets import Json, PacketJson, TextPacket
from websocket_service.transport.websockets import upgrade

MAX_MESSAGE = 256 * 1024
PING_SECONDS, PONG_SECONDS = 15, 10
SILENT_SECONDS = PING_SECONDS + PONG_SECONDS
"""Who is not heard for longer than a ping and its answer may take has vanished."""


def assemble(app: Service, settings: Settings) -> tuple[Any, Gate]:
    """Mount the server under `/socket.io`; handlers are registered on it, or on the gate before it."""
    engine = engines.load(settings.realtime_async_mode)
    for chatty in ("socketio", "engineio"):
        # They warn of each packet that they do not like; the gate counts those by name.
        logging.getLogger(chatty).setLevel("ERROR")
    server = SocketIO(
        app,
        client_manager=Manager(),
        async_mode=settings.realtime_async_mode,
        # A client's events are handled one after the other, in the green thread that reads its socket.
        async_handlers=False,
        json=Json,
        serializer=TextPacket,
        max_http_buffer_size=MAX_MESSAGE,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        cors_allowed_origins=settings.cors_allowed_origins,
        transports=["websocket"] if settings.shared else None,
        manage_session=False,
        # Loggers of its own would write past our processors.
        logger=logging.getLogger("socketio"),
        engineio_logger=logging.getLogger("engineio"),
    ).server
    TextPacket.json = PacketJson  # what the server was given is for both libraries; packets carry what clients write
    drivers = server.eio._async
    server.eio._async = {
        **drivers,
        "websocket": upgrade(engine, MAX_MESSAGE, SILENT_SECONDS),
        "queue": outbox_class(drivers["queue"]),
    }
    app.wsgi_app = Door(app.wsgi_app, shared=settings.shared, most=MAX_MESSAGE)  # type: ignore[method-assign]
    return server, Gate(server, SILENT_SECONDS)
