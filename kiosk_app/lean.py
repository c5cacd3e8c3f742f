"""Keeps a kiosk small: what its libraries would import if it is installed, and a kiosk never uses.

python-socketio imports every back-end it finds. To be called before anything that imports it.
"""

import sys

UNUSED = (
    "aio_pika",
    "eventlet",
    "gevent",
    "kafka",
    "kombu",
    "redis",
    "requests",
    "tornado",
    "valkey",
    "websocket",
    "zmq",
)


def leave_out_unused() -> None:
    """Make their imports fail; saves some 25 MB where they are installed."""
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment]
