"""What we use of python-socketio and python-engineio beside their public face. It fails when they change it."""

import inspect
from typing import Any

import engineio
import socketio
from engineio.base_socket import BaseSocket
from engineio.socket import Socket
from hypothesis import given
from hypothesis import strategies as st

from websocket_service.transport.manager import Manager


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_the_parts_that_the_gate_stands_between_are_there() -> None:
    server = socketio.Server(async_mode="threading")
    assert server.eio.handlers["connect"] == server._handle_eio_connect
    assert server.eio.handlers["message"] == server._handle_eio_message
    assert server.eio.handlers["disconnect"] == server._handle_eio_disconnect
    assert parameters(server._handle_eio_connect) == ["eio_sid", "environ"]
    assert parameters(server._handle_eio_message) == ["eio_sid", "data"]
    assert parameters(server._handle_eio_disconnect) == ["eio_sid", "reason"]
    assert parameters(server._handle_event) == ["eio_sid", "namespace", "id", "data"]
    assert parameters(server._send_packet) == ["eio_sid", "pkt"]
    assert parameters(server.manager.sid_from_eio_sid) == ["eio_sid", "namespace"]
    assert parameters(server.manager.is_connected) == ["sid", "namespace"]


def test_queues_and_websockets_are_made_from_the_drivers_of_a_server() -> None:
    server = engineio.Server(async_mode="threading")
    assert set(server._async) == {"thread", "queue", "queue_empty", "event", "websocket", "sleep"}
    server._async = {**server._async, "queue": dict}
    assert isinstance(Socket(server, "a").queue, dict)
    assert parameters(BaseSocket.__init__) == ["self", "server", "sid"]
    source = inspect.getsource(Socket._upgrade_websocket)
    assert "self.server._async['websocket'](\n            self._websocket_handler, self.server)" in source


def test_a_packet_may_be_told_that_it_has_no_attachments() -> None:
    assert socketio.packet.Packet.uses_binary_events is True
    assert "if self.uses_binary_events and" in inspect.getsource(socketio.packet.Packet.__init__)


SIDS, ROOMS = st.integers(0, 3), st.sampled_from(["fleet", "kiosk:1", "kiosk:2"])
STEPS = st.one_of(
    st.tuples(st.just("enter"), SIDS, ROOMS),
    st.tuples(st.just("leave"), SIDS, ROOMS),
    st.tuples(st.just("close"), st.just(0), ROOMS),
    st.tuples(st.just("disconnect"), SIDS, st.none()),
)


def rooms_after(manager: Any, steps: list[tuple[str, int, str | None]]) -> Any:
    server = socketio.Server(async_mode="threading", client_manager=manager)
    names = iter(f"sid{number}" for number in range(10_000))
    server.eio.generate_id = lambda: next(names)
    sids = [manager.connect(f"eio{number}", "/") for number in range(4)]
    for step, number, room in steps:
        sid = sids[number]
        if step == "enter" and manager.is_connected(sid, "/"):
            manager.enter_room(sid, "/", room)
        elif step == "leave":
            manager.leave_room(sid, "/", room)
        elif step == "close":
            manager.close_room(room, "/")
        elif step == "disconnect":
            manager.pre_disconnect(sid, "/") if manager.is_connected(sid, "/") else None
            manager.disconnect(sid, "/")
    rooms = {room: dict(members) for room, members in manager.rooms.get("/", {}).items()}
    return rooms, manager.pending_connect, manager.pending_disconnect


@given(st.lists(STEPS, max_size=30))
def test_our_manager_keeps_rooms_as_the_librarys_own_does(steps: list[tuple[str, int, str | None]]) -> None:
    assert rooms_after(Manager(), steps) == rooms_after(socketio.Manager(), steps)
