"""What people ask for: rooms to listen in, and words to others."""

from collections.abc import Callable, Mapping
from typing import Any

from common.errors import Forbidden, Invalid, ServiceError, TooManyRequests, Unavailable
from common.events import iso, utc_now
from common.live import EVERYBODY
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers import answering
from websocket_service.handlers.connections import Connections
from websocket_service.services.rooms import READ_KIOSKS, Members, is_room, kiosk_room, may_join
from websocket_service.services.snapshots import Snapshots

BROADCAST = "notify.broadcast"
MESSAGE_LENGTH = 1000

Announce = Callable[[str, str, Mapping[str, Any]], bool]
"""Tells people at every process: `announce(event, room, data)`; whether that worked."""


class PeopleHandlers:
    """Registers the events of people on the server, and puts people out of rooms that are no longer theirs."""

    def __init__(
        self,
        server: Any,
        connections: Connections,
        members: Members,
        kiosks: Kiosks,
        snapshots: Snapshots,
        announce: Announce,
    ) -> None:
        self._server = server
        self._connections = connections
        self._members = members
        self._kiosks = kiosks
        self._snapshots = snapshots
        self._announce = announce
        server.on("join_room", self.join_room)
        server.on("leave_room", self.leave_room)
        server.on("notify", self.notify)
        connections.on_fewer_permissions = self.check_rooms

    @answering
    def join_room(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Enter a room that the caller may listen in: `joined` and what it is like now, or `error` with a code."""
        room = payload.get("room") if isinstance(payload, dict) else None
        try:
            self._enter(sid, room)
        except ServiceError as error:
            code = "unavailable" if isinstance(error, Unavailable) else error.code
            self._server.emit("error", {"code": code, "room": room}, to=sid)
            return {"ok": False, "code": code, "room": room}
        return {"ok": True, "room": room}

    @answering
    def leave_room(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        room = payload.get("room") if isinstance(payload, dict) else None
        if not isinstance(room, str):
            raise Invalid("invalid_payload")
        if room in self._members.rooms_of(sid):
            self._leave(sid, room)
        return {"ok": True, "room": room}

    @answering
    def notify(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Tell people something: those in a room, or all. Kiosks do not hear it."""
        principal = self._connections[sid].principal
        if not principal.may(BROADCAST):
            raise Forbidden("forbidden")
        message, room = _notification(payload)
        told = {"message": message, "from": principal.claims.get("username"), "at": iso(utc_now())}
        if not self._announce("notification", room or EVERYBODY, {**told, **({"room": room} if room else {})}):
            raise Unavailable("unavailable")
        return {"ok": True}

    def check_access(self, kiosk_id: int, assigned_to: int | None) -> None:
        """A kiosk went to somebody else or to nobody: who saw it only because it was theirs leaves its room."""
        room = kiosk_room(kiosk_id)
        for sid in self._members.sids_in(room):
            connection = self._connections.get(sid)
            if connection and not connection.principal.may(READ_KIOSKS) and connection.principal.id != assigned_to:
                self._put_out(sid, room, "forbidden")

    def check_rooms(self, sid: str) -> None:
        """A person may do less than before: they stay only where they could still join."""
        for room in self._members.rooms_of(sid):
            connection = self._connections.get(sid)
            if connection is None:
                return
            try:
                if not may_join(connection.principal, room, self._kiosks.visible_to):
                    self._put_out(sid, room, "forbidden")
            except Unavailable:
                self._put_out(sid, room, "unavailable")

    def _enter(self, sid: str, room: object) -> None:
        if not isinstance(room, str):
            raise Invalid("invalid_payload")
        # A stay begins before the question whether it may, so that losing the room meanwhile ends it.
        stay = self._members.enter(sid, room) if is_room(room) else None
        if stay is None and is_room(room):
            raise TooManyRequests("too_many_rooms")
        try:
            if not may_join(self._connections[sid].principal, room, self._kiosks.visible_to):
                raise Forbidden("forbidden")
            if stay is None or not self._members.lasts(sid, room, stay):
                raise Forbidden("forbidden")
        except ServiceError:
            self._leave(sid, room)
            raise
        self._server.enter_room(sid, room)
        self._server.emit("joined", {"room": room}, to=sid)
        self._server.start_background_task(
            self._snapshots.tell, sid, room, lambda: self._members.lasts(sid, room, stay)
        )

    def _put_out(self, sid: str, room: str, code: str) -> None:
        self._leave(sid, room)
        self._server.emit("left", {"room": room, "code": code}, to=sid)

    def _leave(self, sid: str, room: str) -> None:
        self._members.leave(sid, room)
        self._server.leave_room(sid, room)


def _notification(payload: Any) -> tuple[str, str | None]:
    message, room = (payload.get("message"), payload.get("room")) if isinstance(payload, dict) else (None, None)
    if not isinstance(message, str) or not message.strip() or len(message) > MESSAGE_LENGTH:
        raise Invalid("invalid_payload")
    if room is not None and not (isinstance(room, str) and is_room(room)):
        raise Invalid("invalid_payload")
    return message, room
