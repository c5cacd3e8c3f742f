"""What kiosks say: that they are here, and their readings."""

from typing import Any

from prometheus_client import Counter

from common.errors import Forbidden, Invalid, ServiceError
from common.events import iso, utc_now
from common.telemetry import Call, Outcome, seqs_in
from websocket_service.handlers import answering, refusal
from websocket_service.handlers.connections import Connection, Connections
from websocket_service.services.appender import Appender
from websocket_service.services.fanout import Outlet
from websocket_service.services.joining import Joins
from websocket_service.services.order import Order
from websocket_service.services.rooms import device_room
from websocket_service.transport.gate import Answer, Gate

READINGS = Counter("realtime_readings_total", "Readings of kiosks, by what became of them", ["outcome"])
# Looked up once: this is done for every reading.
_ACCEPTED, _DUPLICATE, _REJECTED = (READINGS.labels(outcome) for outcome in ("accepted", "duplicate", "rejected"))


class KioskHandlers:
    """Registers the events of kiosks on the server."""

    def __init__(
        self,
        server: Any,
        gate: Gate,
        connections: Connections,
        joins: Joins,
        appender: Appender,
        fanout: Outlet,
    ) -> None:
        self._server = server
        self._connections = connections
        self._joins = joins
        self._appender = appender
        self._fanout = fanout
        server.on("kiosk_join", self.join)
        gate.on("kiosk_update", self.update, self.miss)

    @answering
    def join(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """A kiosk introduces itself; the answer tells what it goes by and where its readings continue."""
        kiosk_id = self._kiosk(sid, payload).principal.id
        joined = self._joins.join(kiosk_id, payload)
        connection = self._connections[sid]  # not there any more if it closed meanwhile
        connection.group = joined.group
        # What it sends from now on follows this answer.
        connection.order = Order()
        self._server.enter_room(sid, device_room(kiosk_id))
        return {
            "ok": True,
            "server_time": iso(utc_now()),
            "config": joined.config,
            "resume_from": joined.last_seq,
        }

    def update(self, sid: str, payload: Any, answer: Answer) -> None:
        """Readings; the answer comes when the accepted ones are durable."""
        try:
            self._append(self._connections[sid], payload, answer)
        except Exception as error:  # noqa: BLE001  # the last line of defence of the socket; logged by `refusal`
            answer(refusal(error, "update"))

    def miss(self, sid: str, payload: Any) -> None:
        """Readings were refused before they got here."""
        if connection := self._connections.get(sid):
            connection.order.refuse(seqs_in(payload))

    def _append(self, connection: Connection, payload: Any, answer: Answer) -> None:
        principal = connection.principal
        if principal.kind != "device":
            raise Forbidden("forbidden")
        call = Call.parse(principal.id, payload)
        if call is None:
            raise Invalid("invalid_payload")

        def done(outcome: Outcome | ServiceError) -> None:
            if isinstance(outcome, ServiceError):
                answer({"ok": False, "code": outcome.code})
                return
            answer(outcome.answer())
            _count(outcome)
            if outcome.stored:
                reading = {**outcome.stored[-1], "received_at": call.received_at}
                self._fanout.offer(principal.id, connection.group, reading)

        self._appender.submit(call, done, connection.order)

    def _kiosk(self, sid: str, payload: Any) -> Connection:
        if not isinstance(payload, dict) or type(payload.get("kiosk_id")) is not int:
            raise Invalid("invalid_payload")
        connection = self._connections[sid]
        if connection.principal.kind != "device" or payload["kiosk_id"] != connection.principal.id:
            raise Forbidden("forbidden")
        return connection


def _count(outcome: Outcome) -> None:
    for counter, count in (
        (_ACCEPTED, len(outcome.stored)),
        (_DUPLICATE, outcome.duplicate),
        (_REJECTED, len(outcome.rejected)),
    ):
        if count:
            counter.inc(count)
