"""What kiosks say: that they are here, and their readings."""

from typing import Any

from common.errors import Forbidden, Invalid
from common.events import iso, utc_now
from common.telemetry import TelemetryLog
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers import answering
from websocket_service.handlers.connections import Connection, Connections
from websocket_service.services.fanout import Fanout
from websocket_service.services.rooms import device_room


class KioskHandlers:
    """Registers the events of kiosks on the server."""

    def __init__(
        self, server: Any, connections: Connections, kiosks: Kiosks, log: TelemetryLog, fanout: Fanout
    ) -> None:
        self._server = server
        self._connections = connections
        self._kiosks = kiosks
        self._log = log
        self._fanout = fanout
        server.on("kiosk_join", self.join)
        server.on("kiosk_update", self.update)

    @answering
    def join(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """A kiosk introduces itself; the answer tells what it goes by and where its readings continue."""
        connection = self._kiosk(sid, payload)
        kiosk_id = connection.principal.id
        try:
            known = self._kiosks.join(kiosk_id, payload)
        except Invalid as error:
            raise Forbidden("forbidden") if error.code == "wrong_serial" else Invalid("invalid_payload") from error
        last_seq = self._log.last_seq(kiosk_id, known["last_seq"])
        connection.group = known["group"]
        self._server.enter_room(sid, device_room(kiosk_id))
        return {
            "ok": True,
            "server_time": iso(utc_now()),
            "config": known["config"],
            "resume_from": last_seq,
        }

    @answering
    def update(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Readings; the answer comes when the accepted ones are durable."""
        connection = self._connections[sid]
        principal = connection.principal
        if principal.kind != "device":
            raise Forbidden("forbidden")
        outcome = self._log.append(principal.id, payload)
        if outcome is None:
            raise Invalid("invalid_payload")
        if outcome.stored:
            reading = {**outcome.stored[-1], "received_at": iso(utc_now())}
            self._fanout.offer(principal.id, connection.group, reading)
        return outcome.answer()

    def _kiosk(self, sid: str, payload: Any) -> Connection:
        if not isinstance(payload, dict) or type(payload.get("kiosk_id")) is not int:
            raise Invalid("invalid_payload")
        connection = self._connections[sid]
        if connection.principal.kind != "device" or payload["kiosk_id"] != connection.principal.id:
            raise Forbidden("forbidden")
        return connection
