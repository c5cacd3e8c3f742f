"""What we use of python-socketio and python-engineio beside their public face. It fails when they change it."""

import inspect

import engineio
import socketio
from engineio.base_socket import BaseSocket
from engineio.socket import Socket


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
