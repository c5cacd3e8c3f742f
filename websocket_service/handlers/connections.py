"""Who is connected: tokens at the door, their renewal and their end."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from socketio.exceptions import ConnectionRefusedError as Refused

from common.errors import ServiceError, Unauthenticated
from common.tokens import Principal, Verifier
from websocket_service.handlers import answering


@dataclass
class Connection:
    """One socket: its caller and, for a kiosk that has joined, its group."""

    principal: Principal
    group: str | None = None


class Connections:
    """All sockets of this process by their session id.

    Args:
        server: python-socketio's server.
        verifier: tells who is behind a token.
    """

    def __init__(self, server: Any, verifier: Verifier) -> None:
        self._server = server
        self._verifier = verifier
        self._by_sid: dict[str, Connection] = {}
        server.on("connect", self.connect)
        server.on("disconnect", self.disconnect)
        server.on("refresh_token", self.refresh_token)

    def __getitem__(self, sid: str) -> Connection:
        return self._by_sid[sid]

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Let a person or a kiosk in by its token, from `auth` or the query."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if not token:
            token = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
        try:
            self._by_sid[sid] = Connection(self._verifier.verify(str(token)))
        except ServiceError as error:
            code = "unauthorized" if isinstance(error, Unauthenticated) else "unavailable"
            refused = Refused(code)
            # The Python client shows this whole, the JavaScript client its `message` and `data`.
            refused.error_args = {"code": code, "message": code, "data": {"code": code, "reason": error.code}}
            raise refused from error
        # From a thread of its own: the connect packet must go out before.
        self._server.start_background_task(self._server.emit, "connected", {"message": "connected"}, to=sid)

    def disconnect(self, sid: str, *_: Any) -> None:
        self._by_sid.pop(sid, None)

    @answering
    def refresh_token(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Go on with a newer token of the same caller."""
        connection = self._by_sid[sid]
        principal = self._verifier.verify(str(payload.get("token")) if isinstance(payload, dict) else "")
        if (principal.kind, principal.id) != (connection.principal.kind, connection.principal.id):
            raise Unauthenticated("unauthorized")
        connection.principal = principal
        return {"ok": True}

    def close_revoked(self, revoked: Mapping[str, Any]) -> None:
        """Close the sockets of a session, of a person or of a kiosk that a `user.revoked` event names."""
        for sid, connection in list(self._by_sid.items()):
            principal = connection.principal
            ended = (
                principal.claims.get("sid") == revoked["session_id"]
                if revoked.get("session_id")
                else principal.id == revoked.get("user_id" if principal.kind == "person" else "kiosk_id")
            )
            if ended:
                self._close(sid)

    def regroup(self, kiosk_id: int, group: str | None) -> None:
        """Tell a kiosk's sockets which group its readings go to from now on."""
        for connection in list(self._by_sid.values()):
            if connection.principal.kind == "device" and connection.principal.id == kiosk_id:
                connection.group = group

    def close_expired(self) -> None:
        """Close the sockets whose token has expired."""
        now = time.time()
        for sid, connection in list(self._by_sid.items()):
            if connection.principal.expires_at <= now:
                self._close(sid)

    def _close(self, sid: str) -> None:
        # Forgotten here too: a client that vanished while it connected is never told of as disconnected.
        self._by_sid.pop(sid, None)
        self._server.disconnect(sid)
