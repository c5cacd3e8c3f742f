"""Every Socket.IO packet passes here before python-socketio sees it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from prometheus_client import Gauge
from socketio import packet as packets

from websocket_service.services.allowances import Allowance
from websocket_service.transport.packets import TextPacket, Unreadable
from websocket_service.transport.refusals import refuse

EVENTS_PER_SECOND, EVENTS_AT_ONCE = 200, 1_000
"""What a kiosk may send: far more than its readings, and a day of backlog at once."""
CONNECT_SECONDS = 10
"""A socket that has not said who it is after so long is closed."""
IN_FLIGHT = 16
ANSWER_SECONDS = 30
RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting"})
"""Names of what the library itself tells; as an event they would be forged."""

CONNECTIONS = Gauge("realtime_connections", "Open connections", multiprocess_mode="livesum")

Answer = Callable[[Any], None]
DirectHandler = Callable[[str, Any, Answer], None]
"""Takes a session id, the event's argument and what answers it, now or later."""
Missed = Callable[[str, Any], None]
"""Told of such an event that was refused before it got there: its session id and argument."""


class _Session:
    """What the gate knows of one Engine.IO socket."""

    __slots__ = ("allowance", "answered", "in_flight", "since")

    def __init__(self) -> None:
        self.allowance = Allowance(EVENTS_PER_SECOND, EVENTS_AT_ONCE)
        self.since = time.monotonic()
        self.in_flight = 0
        self.answered = threading.Event()


class Gate:
    """Between python-engineio and python-socketio.

    Args:
        server: python-socketio's server, before it serves.
        silent_seconds: a connection is closed when nothing is heard on it for so long.
    """

    def __init__(self, server: Any, silent_seconds: float) -> None:
        self._server = server
        self._silent_seconds = silent_seconds
        self._sessions: dict[str, _Session] = {}
        self._direct: dict[str, tuple[DirectHandler, Missed]] = {}
        server.eio.on("connect", self._connect)
        server.eio.on("message", self._message)
        server.eio.on("disconnect", self._disconnect)

    def on(self, event: str, handler: DirectHandler, missed: Missed) -> None:
        """Handle an event whose answer comes later, without holding up the thread that reads the socket."""
        self._direct[event] = handler, missed

    def close_idle(self) -> None:
        """Close the sockets that have not said who they are in time, those that have vanished, and polling ones that
        nobody reads."""
        now = time.monotonic()
        for eio_sid, session in list(self._sessions.items()):
            if session.since < now - CONNECT_SECONDS and not self._is_connected(eio_sid):
                self._close(eio_sid, "silent")
        for eio_sid, socket in list(self._server.eio.sockets.items()):
            outbox = socket.queue
            if outbox.overflown:
                self._server.eio.disconnect(eio_sid)
            elif outbox.websocket and outbox.websocket.heard_at < now - self._silent_seconds:
                outbox.websocket.abort()

    def _is_connected(self, eio_sid: str) -> bool:
        sid = self._server.manager.sid_from_eio_sid(eio_sid, "/")
        return sid is not None and self._server.manager.is_connected(sid, "/")

    def _connect(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        self._sessions[eio_sid] = _Session()
        CONNECTIONS.inc()
        return self._server._handle_eio_connect(eio_sid, environ)

    def _disconnect(self, eio_sid: str, reason: str) -> None:
        if self._sessions.pop(eio_sid, None):
            CONNECTIONS.dec()
        self._server._handle_eio_disconnect(eio_sid, reason)

    def _message(self, eio_sid: str, data: Any) -> None:
        session = self._sessions.get(eio_sid)
        if session is None:
            return
        within = session.allowance.take()
        if not within and session.allowance.overdrawn:
            self._close(eio_sid, "flood")
            return
        try:
            self._pass(eio_sid, session, data, within)
        except Exception as error:  # noqa: BLE001  # whatever a library makes of nonsense, it ends this socket only
            self._close(eio_sid, "malformed", error=type(error).__name__)

    def _pass(self, eio_sid: str, session: _Session, data: Any, within: bool) -> None:
        # 5 and 6 announce attachments.
        if not isinstance(data, str) or data[:1] not in {"0", "1", "2", "3"}:
            raise ValueError("no packet")
        if data[0] != "2":
            if within:
                self._server._handle_eio_message(eio_sid, data)
            return
        packet = TextPacket()
        try:
            packet.decode(data)
        except Unreadable:
            if packet.id is None:
                raise
            # Who waits for an answer gets one: it would send the same again on a new connection.
            refuse("malformed")
            self._answer(eio_sid, packet, {"ok": False, "code": "invalid_payload"})
            return
        event = packet.data
        if not isinstance(event, list) or not event or not isinstance(event[0], str) or event[0] in RESERVED:
            raise ValueError("no event")
        namespace = packet.namespace or "/"
        sid = self._server.manager.sid_from_eio_sid(eio_sid, namespace)
        if sid is None or not self._server.manager.is_connected(sid, namespace):
            refuse("not_connected")
        elif not within:
            refuse("rate_limited")
            if event[0] in self._direct:
                _, missed = self._direct[event[0]]
                missed(sid, _argument(event))
            self._answer(eio_sid, packet, {"ok": False, "code": "rate_limited"})
        elif event[0] in self._direct:
            self._hand_over(eio_sid, session, sid, packet)
        elif event[0] in self._server.handlers[namespace]:
            self._server._handle_event(eio_sid, packet.namespace, packet.id, event)
        else:
            refuse("unknown_event")
            self._answer(eio_sid, packet, {"ok": False, "code": "unknown_event"})

    def _hand_over(self, eio_sid: str, session: _Session, sid: str, packet: Any) -> None:
        # Not read on while so many are not answered: TCP tells the client to slow down.
        while session.in_flight >= IN_FLIGHT:
            session.answered.clear()
            if not session.answered.wait(ANSWER_SECONDS):
                break

        def answer(value: Any) -> None:
            session.in_flight -= 1
            session.answered.set()
            self._answer(eio_sid, packet, value)

        session.in_flight += 1
        handler, _ = self._direct[packet.data[0]]
        handler(sid, _argument(packet.data), answer)

    def _answer(self, eio_sid: str, packet: Any, value: Any) -> None:
        if packet.id is not None and eio_sid in self._sessions:
            acknowledgement = self._server.packet_class(
                packets.ACK, namespace=packet.namespace, id=packet.id, data=[value]
            )
            self._server._send_packet(eio_sid, acknowledgement)

    def _close(self, eio_sid: str, reason: str, **details: object) -> None:
        refuse(reason, **details)
        self._server.eio.disconnect(eio_sid)


def _argument(event: list[Any]) -> Any:
    return event[1] if len(event) > 1 else None
