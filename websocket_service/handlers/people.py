"""What people ask for: rooms to listen in."""

from typing import Any

from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers import answering
from websocket_service.handlers.connections import Connections
from websocket_service.services.rooms import may_join


class PeopleHandlers:
    """Registers the events of people on the server."""

    def __init__(self, server: Any, connections: Connections, kiosks: Kiosks) -> None:
        self._server = server
        self._connections = connections
        self._kiosks = kiosks
        server.on("join_room", self.join_room)
        server.on("leave_room", self.leave_room)

    @answering
    def join_room(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Enter a room that the caller may listen in: `joined`, or `error` with the code `forbidden`."""
        room = payload.get("room") if isinstance(payload, dict) else None
        if not may_join(self._connections[sid].principal, room, self._kiosks.visible_to):
            self._server.emit("error", {"code": "forbidden", "room": room}, to=sid)
            return {"ok": False, "code": "forbidden"}
        self._server.enter_room(sid, room)
        self._server.emit("joined", {"room": room}, to=sid)
        return {"ok": True}

    @answering
    def leave_room(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        room = payload.get("room") if isinstance(payload, dict) else None
        if isinstance(room, str):
            self._server.leave_room(sid, room)
        return {"ok": True}
