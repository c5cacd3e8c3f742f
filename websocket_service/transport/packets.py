"""Socket.IO packets and the JSON in them."""

import json
from typing import Any

import orjson
from socketio import packet


class Unreadable(ValueError):
    """What a packet carries is no JSON; its type, namespace and id have been read."""


class Json:
    """orjson under the names that python-socketio calls."""

    loads = staticmethod(orjson.loads)

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value, default=str).decode()


class PacketJson:
    """The JSON of clients, some of which write what JSON has not."""

    dumps = staticmethod(Json.dumps)

    @staticmethod
    def loads(text: str) -> Any:
        """The value of a text. Raises Unreadable."""
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
        try:
            # Python's clients write NaN and Infinity: refused by name where they stand, the rest of a call counts.
            value = json.loads(text)
            # Half characters and the like nobody after us could pass on.
            orjson.dumps(value)
        except (ValueError, TypeError, RecursionError) as error:
            raise Unreadable("no JSON") from error
        return value


class TextPacket(packet.Packet):  # type: ignore[misc]  # python-socketio is untyped
    """A packet without attachments: nothing of ours is binary, so nothing is searched for it."""

    uses_binary_events = False
