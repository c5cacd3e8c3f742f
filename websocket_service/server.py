"""Serves websocket_service on eventlet's own server; importing this makes the process's I/O green."""

import warnings

# docs/decisions/0002: eventlet is the choice for now, gevent the way out.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import signal  # noqa: E402  # after the patch, as all that follows
import threading  # noqa: E402

import eventlet.event  # noqa: E402
import eventlet.hubs  # noqa: E402
import eventlet.wsgi  # noqa: E402

from common.worker import keep_running  # noqa: E402
from websocket_service.app import create_app  # noqa: E402
from websocket_service.config import Settings  # noqa: E402

MAX_CONNECTIONS = 20_000
BACKLOG = 1024


def serve() -> None:
    """Serve until SIGTERM or SIGINT: readiness down first, then the sockets close."""
    settings = Settings.load()
    app = create_app(settings)
    stop, asked = threading.Event(), eventlet.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # A handler may run inside the hub, where nothing may block: it leaves word for the main green thread.
        signal.signal(number, lambda *_: eventlet.hubs.get_hub().schedule_call_global(0, _send_once, asked))
    listener = eventlet.listen((settings.service_host, settings.service_port), backlog=BACKLOG)
    for worker in app.workers:
        eventlet.spawn(keep_running, worker, stop)
    eventlet.spawn(eventlet.wsgi.server, listener, app, log_output=False, max_size=MAX_CONNECTIONS, keepalive=30)
    asked.wait()
    app.health.begin_stop()
    eventlet.sleep(settings.drain_seconds)
    stop.set()


def _send_once(event: "eventlet.event.Event") -> None:
    if not event.ready():
        event.send()
