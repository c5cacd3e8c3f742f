"""Who is connected: tokens at the door, their renewal and their end."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from socketio.exceptions import ConnectionRefusedError as Refused

from common.errors import Forbidden, ServiceError, Unauthenticated, Unavailable
from common.live import EVERYBODY
from common.tokens import Principal, Verifier
from websocket_service.handlers import answering
from websocket_service.services.order import Order
from websocket_service.services.rooms import Members, device_room

REMEMBERED_SECONDS = 60
"""A token that was verified may wait as long for its socket: what ended it meanwhile is still known then."""


@dataclass
class Connection:
    """One socket: its caller and, for a kiosk that has joined, its group; and the order of its readings."""

    principal: Principal
    group: str | None = None
    order: Order = field(default_factory=Order)


class Connections:
    """All sockets of this process by their session id.

    Args:
        server: python-socketio's server.
        verifier: tells who is behind a token.
        members: who is in which room; sockets that close leave theirs.
    """

    def __init__(self, server: Any, verifier: Verifier, members: Members) -> None:
        self._server = server
        self._verifier = verifier
        self._members = members
        self._by_sid: dict[str, Connection] = {}
        self._revoked: deque[tuple[float, Mapping[str, Any]]] = deque()
        self.on_fewer_permissions: Callable[[str], None] = lambda sid: None
        """Called with a socket whose new token permits less than the one before."""
        server.on("connect", self.connect)
        server.on("disconnect", self.disconnect)
        server.on("refresh_token", self.refresh_token)

    def __getitem__(self, sid: str) -> Connection:
        """The socket's caller.

        Raises:
            Unauthenticated: `unauthorized`, while the socket is being closed.
        """
        connection = self._by_sid.get(sid)
        if connection is None:
            raise Unauthenticated("unauthorized")
        return connection

    def get(self, sid: str) -> Connection | None:
        return self._by_sid.get(sid)

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Let a person or a kiosk in by its token, from `auth` or the query."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if not token:
            token = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
        try:
            self._by_sid[sid] = Connection(self._verify(str(token)))
        except ServiceError as error:
            code = "unavailable" if isinstance(error, Unavailable) else "unauthorized"
            refused = Refused(code)
            # The Python client shows this whole, the JavaScript client its `message` and `data`.
            refused.error_args = {"code": code, "message": code, "data": {"code": code, "reason": error.code}}
            raise refused from error
        # From a thread of its own: the connect packet must go out before.
        self._server.start_background_task(self._greet, sid)

    def disconnect(self, sid: str, *_: Any) -> None:
        self._by_sid.pop(sid, None)
        self._members.leave_all(sid)

    @answering
    def refresh_token(self, sid: str, payload: Any = None, *_: Any) -> dict[str, Any]:
        """Go on with a newer token of the same caller."""
        connection = self[sid]
        before = connection.principal
        principal = self._verify(str(payload.get("token")) if isinstance(payload, dict) else "")
        if (principal.kind, principal.id) != (before.kind, before.id):
            raise Unauthenticated("unauthorized")
        connection.principal = principal
        if before.permissions - principal.permissions:
            self._server.start_background_task(self.on_fewer_permissions, sid)
        return {"ok": True}

    def close_revoked(self, revoked: Mapping[str, Any]) -> None:
        """Close the sockets of a session, of a person or of a kiosk whose tokens a `user.revoked` event ends."""
        now = time.monotonic()
        self._revoked.append((now, revoked))
        while self._revoked[0][0] < now - REMEMBERED_SECONDS:
            self._revoked.popleft()
        for sid, connection in list(self._by_sid.items()):
            if _ends(revoked, connection.principal):
                self._close(sid)

    def regroup(self, kiosk_id: int, group: str | None) -> None:
        """Tell a kiosk's sockets which group its readings go to from now on."""
        for sid, _ in self._server.manager.get_participants("/", device_room(kiosk_id)):
            if connection := self._by_sid.get(sid):
                connection.group = group

    def tell(self, permission: str, event: str, data: Mapping[str, Any]) -> None:
        """Tell the people who have a permission, whatever rooms they are in."""
        for sid, connection in list(self._by_sid.items()):
            if connection.principal.kind == "person" and connection.principal.may(permission):
                self._server.emit(event, data, to=sid)

    def close_expired(self) -> None:
        """Close the sockets whose token has expired."""
        now = time.time()
        for sid, connection in list(self._by_sid.items()):
            if connection.principal.expires_at <= now:
                self._close(sid)

    def _verify(self, token: str) -> Principal:
        """The caller, unless the token was ended: an answer that the verifier remembers may be older than that.

        Nor does a first password open anything but its change.
        """
        principal = self._verifier.verify(token)
        if principal.claims.get("must_change_password"):
            raise Forbidden("password_change_required")
        if any(_ends(revoked, principal) for _, revoked in self._revoked):
            raise Unauthenticated("token_revoked")
        return principal

    def _greet(self, sid: str) -> None:
        connection = self._by_sid.get(sid)
        if connection is None:
            return
        self._server.emit("connected", {"message": "connected"}, to=sid)
        if connection.principal.kind == "person":
            self._server.enter_room(sid, EVERYBODY)

    def _close(self, sid: str) -> None:
        # Forgotten here too: a client that vanished while it connected is never told of as disconnected.
        self.disconnect(sid)
        # In a thread of its own: it waits until a slow client has taken what is under way to it.
        self._server.start_background_task(self._server.disconnect, sid)


def _ends(revoked: Mapping[str, Any], principal: Principal) -> bool:
    """Whether a `user.revoked` event ends the token of this caller: of a session, or all that were given up to then."""
    if revoked.get("session_id"):
        return bool(principal.claims.get("sid") == revoked["session_id"])
    whose = revoked.get("user_id" if principal.kind == "person" else "kiosk_id")
    return bool(principal.id == whose and float(principal.claims["iat"]) <= float(revoked["until"]))
