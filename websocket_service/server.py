"""Serves websocket_service itself; importing this makes the process's I/O green.

A process that only watches over others (`REALTIME_PROCESSES`) runs this too, but none of its engine.
"""

import os

from websocket_service import engines


def _early(name: str, default: str) -> str:
    """A setting that is needed before the module that reads settings may be imported."""
    return os.environ.get(f"WEBSOCKET_SERVICE_{name}") or os.environ.get(name) or default


_engine = _early("REALTIME_ASYNC_MODE", "eventlet")
# A name or a number that is none is left to the settings, which say what is wrong.
if _engine in engines.NAMES and _early("REALTIME_PROCESSES", "1") == "1":
    engines.load(_engine).patch()

import resource  # noqa: E402  # after the patch, as all that follows
import threading  # noqa: E402
import time  # noqa: E402

from common.logs import configure_logging  # noqa: E402
from common.worker import Periodic, Worker, keep_running  # noqa: E402
from websocket_service.app import create_app  # noqa: E402
from websocket_service.config import Settings  # noqa: E402
from websocket_service.heap import Heap  # noqa: E402
from websocket_service.processes import end_with_parent, listen, supervise  # noqa: E402

MAX_CONNECTIONS = 20_000
OTHER_FILES = 1_000
STOP_SECONDS = 10


def serve() -> None:
    """Serve until SIGTERM or SIGINT: readiness down first, then what waits is appended."""
    settings = Settings.load()
    if settings.realtime_processes > 1:
        supervise(settings)
    else:
        _serve_here(settings)


def _serve_here(settings: Settings, *more: Worker) -> None:
    _allow_many_files()
    app = create_app(settings)
    stop = threading.Event()
    threads = [
        threading.Thread(target=keep_running, args=(worker, stop), name=worker.name, daemon=True)
        for worker in (*app.workers, Heap(), *more)
    ]
    listener = listen(settings)
    for thread in threads:
        thread.start()
    engines.load(settings.realtime_async_mode).serve(listener, app, MAX_CONNECTIONS)
    app.health.begin_stop()
    time.sleep(settings.drain_seconds)
    stop.set()
    deadline = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _allow_many_files() -> None:
    """A connection is an open file, and the usual limit of 1,024 is far below what is served."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_CONNECTIONS + OTHER_FILES if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":  # one of several processes
    _settings = Settings.load()
    configure_logging("websocket_service", _settings.log_level)
    _serve_here(_settings, Periodic("parent", 1, end_with_parent()))
